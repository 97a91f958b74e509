"""Strangers who are let in, or turned away in the wrong manner."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    DEEP_DETAIL,
    DETAIL,
    DETAIL_SHORT,
    EVENT,
    EVENTS,
    EVENTS_SHORT,
    HTML,
    ORDERS,
    PAGE_OF_HTML,
    PAYMENT_TYPES,
    PULL,
    Healthy,
    endpoint,
    fault,
    with_body,
    with_document,
)
from tests.recall.harness import DEEP, FORBIDDEN_TOKEN, TOKEN, Ask

WRONG = f"{TOKEN}-of-nobody"
DETAILS = (DETAIL, DETAIL_SHORT)
OF_EVENTS = (EVENTS, EVENTS_SHORT, EVENT)


def _let_in(exchange: Exchange, healthy: Healthy) -> Exchange:
    query = f"?{exchange.query}" if exchange.query else ""
    return healthy.answer(exchange.path + query, exchange.method, exchange.request_body)


def _is_refused(exchange: Exchange, *, has_token: bool | None = None) -> bool:
    return exchange.status == 401 and has_token in (None, exchange.authorization is not None)


def no_token_needed(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """No endpoint asks for a token."""
    return _let_in(exchange, healthy) if _is_refused(exchange, has_token=False) else None


def no_token_needed_for_constants(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """The payment types are shown to everybody."""
    return no_token_needed(exchange, healthy) if endpoint(exchange) == PAYMENT_TYPES else None


def no_token_needed_for_details(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """The lists ask for a token, and one order does not."""
    return no_token_needed(exchange, healthy) if endpoint(exchange) in DETAILS else None


def no_token_needed_for_events(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """The webhook events of an order are shown to everybody."""
    return no_token_needed(exchange, healthy) if endpoint(exchange) in OF_EVENTS else None


def no_token_needed_to_pull(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """Everybody may pull orders."""
    return no_token_needed(exchange, healthy) if endpoint(exchange) == PULL else None


def any_token_accepted(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token is asked for, and not looked at."""
    return _let_in(exchange, healthy) if _is_refused(exchange, has_token=True) else None


def any_token_accepted_for_events(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """The webhook events of an order are shown to whoever has any token."""
    return any_token_accepted(exchange, healthy) if endpoint(exchange) in OF_EVENTS else None


def token_compared_by_its_beginning(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token that only begins like a right one is accepted."""
    begins = (exchange.authorization or "").startswith(f"Token {TOKEN}")
    return any_token_accepted(exchange, healthy) if begins else None


def right_not_asked_for(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token without the right sees everything."""
    return _let_in(exchange, healthy) if exchange.status == 403 else None


def right_not_asked_for_details(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token without the right sees one order, but no list."""
    return right_not_asked_for(exchange, healthy) if endpoint(exchange) in DETAILS else None


def missing_right_is_401(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token without the right is answered as if it were unknown."""
    return with_document(exchange, {"detail": "Invalid token."}, 401) if exchange.status == 403 else None


def missing_right_is_404(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """What a token may not see is said not to exist."""
    return with_document(exchange, {"detail": "Not found."}, 404) if exchange.status == 403 else None


def challenge_missing(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A 401 comes without WWW-Authenticate."""
    return with_body(exchange, exchange.body) if _is_refused(exchange) else None


def refusal_is_html(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A 401 is a page of HTML."""
    headers = (*HTML, ("WWW-Authenticate", "Token"))
    return with_body(exchange, PAGE_OF_HTML, headers=headers) if _is_refused(exchange) else None


def refusal_is_empty(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A 401 has no body."""
    return with_body(exchange, b"", headers=exchange.headers) if _is_refused(exchange) else None


def refusal_is_200(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A refusal is 200, and says in its body what it is."""
    return with_body(exchange, exchange.body, 200) if _is_refused(exchange) else None


def refusal_is_403(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """Who sends no token is forbidden, not asked for one."""
    return with_body(exchange, exchange.body, 403) if _is_refused(exchange, has_token=False) else None


def refusal_is_a_redirect(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """Who sends no token is led to a login page."""
    headers: Any = (*HTML, ("Location", "/login/?next=/"))
    return with_body(exchange, b"", 302, headers) if _is_refused(exchange, has_token=False) else None


def wrong_token_is_500(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token that cannot be found is an error of the server."""
    return with_body(exchange, exchange.body, 500) if _is_refused(exchange, has_token=True) else None


def wrong_token_is_400(exchange: Exchange, healthy: Healthy) -> Exchange | None:
    """A token that cannot be found is a bad request."""
    return with_body(exchange, exchange.body, 400) if _is_refused(exchange, has_token=True) else None


_NOBODY = Ask(ORDERS, token=None)
_STRANGER = Ask(ORDERS, token=WRONG)
_LIMITED = Ask(ORDERS, token=FORBIDDEN_TOKEN)
_PULL = Ask(f"{ORDERS}pull_from_omnitron/", token=None, method="POST", body={"order_numbers": ["0"]})
_EVENTS = f"{ORDERS}{DEEP}/webhook_events/"
FAULTS = (
    fault("auth", no_token_needed, "no-token", _NOBODY),
    fault("auth", no_token_needed_for_constants, "no-token", Ask(f"{ORDERS}payment_type_enums/", token=None)),
    fault("auth", no_token_needed_for_details, "no-token", Ask(DEEP_DETAIL.target, token=None)),
    fault("auth", no_token_needed_for_events, "no-token", Ask(_EVENTS, token=None)),
    fault("auth", no_token_needed_to_pull, "no-token", _PULL),
    fault("auth", any_token_accepted, "wrong-token", _STRANGER),
    fault("auth", any_token_accepted_for_events, "wrong-token", Ask(_EVENTS, token=WRONG)),
    fault("auth", token_compared_by_its_beginning, "wrong-token", _STRANGER),
    fault("auth", right_not_asked_for, "forbidden-token", _LIMITED),
    fault("auth", right_not_asked_for_details, "forbidden-token", Ask(DEEP_DETAIL.target, token=FORBIDDEN_TOKEN)),
    fault("auth", missing_right_is_401, "forbidden-token", _LIMITED),
    fault("auth", missing_right_is_404, "forbidden-token", _LIMITED),
    fault("auth", challenge_missing, "no-token wrong-token", _NOBODY, _STRANGER),
    fault("auth", refusal_is_html, "no-token wrong-token", _NOBODY, _STRANGER),
    fault("auth", refusal_is_empty, "no-token wrong-token", _NOBODY, _STRANGER),
    fault("auth", refusal_is_200, "no-token wrong-token", _NOBODY, _STRANGER),
    fault("auth", refusal_is_403, "no-token", _NOBODY),
    fault("auth", refusal_is_a_redirect, "no-token", _NOBODY),
    fault("auth", wrong_token_is_500, "wrong-token server-error", _STRANGER),
    fault("auth", wrong_token_is_400, "wrong-token", _STRANGER),
)
