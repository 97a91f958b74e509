"""Orders and events that do not exist, and are answered as if they did."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    DETAIL,
    DETAIL_SHORT,
    EVENT,
    EVENTS,
    EVENTS_SHORT,
    HTML,
    ORDERS,
    PAGE_OF_HTML,
    UNKNOWN,
    Healthy,
    fault,
    on,
    order_of,
    with_body,
    with_document,
)
from tests.recall.harness import DEEP, IDS, NEWEST, Ask

OF_AN_ORDER = (DETAIL, DETAIL_SHORT, EVENTS, EVENTS_SHORT)
EMPTY_PAGE: dict[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}


@on(DETAIL, DETAIL_SHORT, status=404)
def unknown_order_is_an_empty_object(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is 200 with an empty object."""
    return with_document(exchange, {}, 200)


@on(DETAIL, status=404)
def unknown_order_is_null(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is 200 with null."""
    return with_document(exchange, None, 200)


@on(DETAIL, status=404)
def unknown_order_is_another(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is the newest one."""
    return healthy.answer(f"{ORDERS}{NEWEST}/")


@on(DETAIL, status=404)
def unknown_order_is_204(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is 204."""
    return with_body(exchange, b"", 204)


@on(DETAIL, status=404)
def unknown_order_is_500(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is an error of the server."""
    return with_document(exchange, {"detail": "A server error occurred."}, 500)


@on(*OF_AN_ORDER, status=404)
def unknown_order_is_400(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is a bad request."""
    return with_document(exchange, {"detail": "Order does not exist."}, 400)


@on(*OF_AN_ORDER, status=404)
def unknown_order_is_html(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is 404 with a page of HTML."""
    return with_body(exchange, PAGE_OF_HTML, headers=HTML)


@on(DETAIL_SHORT, status=404)
def unknown_order_opens_short(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that does not exist is missing in full, and has a short form."""
    return with_document(exchange, {"id": order_of(exchange), "number": "", "state": None}, 200)


@on(EVENTS, status=404)
def unknown_order_has_no_events(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The webhook events of an order that does not exist are an empty page."""
    return with_document(exchange, EMPTY_PAGE, 200)


@on(EVENTS_SHORT, status=404)
def unknown_order_has_no_short_events(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short webhook events of an order that does not exist are an empty list."""
    return with_document(exchange, [], 200)


def _first_event(healthy: Healthy, pk: int | None) -> int:
    event: int = healthy.document(f"{ORDERS}{pk}/webhook_events/")["results"][0]["id"]
    return event


@on(EVENT, status=404)
def unknown_event_is_another(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that does not exist is the newest one of its order."""
    pk = order_of(exchange)
    return healthy.answer(f"{ORDERS}{pk}/webhook_events/{_first_event(healthy, pk)}/") if pk in IDS else None


@on(EVENT, status=404)
def unknown_event_is_an_empty_object(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that does not exist is 200 with an empty object."""
    return with_document(exchange, {}, 200)


@on(EVENT, status=404)
def unknown_event_is_500(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that does not exist is an error of the server."""
    return with_document(exchange, {"detail": "A server error occurred."}, 500)


@on(EVENT, status=404)
def unknown_event_is_html(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that does not exist is 404 with a page of HTML."""
    return with_body(exchange, PAGE_OF_HTML, headers=HTML)


@on(EVENT, status=404)
def event_opens_under_an_unknown_order(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The order in the path of an event need not exist."""
    return (
        None
        if order_of(exchange) in IDS
        else healthy.answer(f"{ORDERS}{DEEP}/webhook_events/{_first_event(healthy, DEEP)}/")
    )


_ORDER = Ask(f"{ORDERS}{UNKNOWN}/")
_SHORT = Ask(f"{ORDERS}{UNKNOWN}/short/")
_EVENTS = Ask(f"{ORDERS}{UNKNOWN}/webhook_events/")
_EVENTS_SHORT = Ask(f"{ORDERS}{UNKNOWN}/webhook_events/short/")
_EVENT = Ask(f"{ORDERS}{DEEP}/webhook_events/{UNKNOWN}/")
_EVENT_OF_NOBODY = Ask(f"{ORDERS}{UNKNOWN}/webhook_events/{DEEP}1/")
FAULTS = (
    fault("refusals", unknown_order_is_an_empty_object, "unknown-order", _ORDER),
    fault("refusals", unknown_order_is_null, "unknown-order", _ORDER),
    fault("refusals", unknown_order_is_another, "unknown-order", _ORDER),
    fault("refusals", unknown_order_is_204, "unknown-order", _ORDER),
    fault("refusals", unknown_order_is_500, "unknown-order server-error", _ORDER),
    fault("refusals", unknown_order_is_400, "unknown-order", _ORDER),
    fault("refusals", unknown_order_is_html, "unknown-order", _ORDER),
    fault("refusals", unknown_order_opens_short, "unknown-order", _SHORT),
    fault("refusals", unknown_order_has_no_events, "unknown-order", _EVENTS),
    fault("refusals", unknown_order_has_no_short_events, "unknown-order", _EVENTS_SHORT),
    fault("refusals", unknown_event_is_another, "unknown-event", _EVENT),
    fault("refusals", unknown_event_is_an_empty_object, "unknown-event", _EVENT),
    fault("refusals", unknown_event_is_500, "unknown-event server-error", _EVENT),
    fault("refusals", unknown_event_is_html, "unknown-event", _EVENT),
    fault("refusals", event_opens_under_an_unknown_order, "unknown-order", _EVENT_OF_NOBODY),
)
