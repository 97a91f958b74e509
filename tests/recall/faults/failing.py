"""Answers that fail: now and then, or always at one place."""

from __future__ import annotations

from itertools import count
from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    DEEP_DETAIL,
    DETAIL,
    DETAIL_SHORT,
    FULL,
    HTML,
    ORDERS,
    PAGE_OF_HTML,
    SHORT,
    SIMPLE,
    Healthy,
    each_row,
    endpoint,
    fault,
    on,
    page_of,
    with_body,
    with_document,
)
from tests.recall.harness import DEEP, NEWEST, Ask

ERROR = {"detail": "A server error occurred."}


class NowAndThen:
    """Every so many good answers to our own token, one that is changed."""

    period = 0

    def __init__(self) -> None:
        self._requests = count(1)

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        if exchange.status != 200 or not endpoint(exchange) or next(self._requests) % self.period:
            return None
        return self.fail(exchange)

    def fail(self, exchange: Exchange) -> Exchange:
        """Answer badly."""
        raise NotImplementedError


class EveryFifthIs500(NowAndThen):
    """Every fifth answer is an error of the server; asked again, it is fine."""

    period = 5

    def fail(self, exchange: Exchange) -> Exchange:
        return with_document(exchange, ERROR, 500)


class EverySixthIsAProxysPage(NowAndThen):
    """Every sixth answer is 502 with a page of HTML from the proxy."""

    period = 6

    def fail(self, exchange: Exchange) -> Exchange:
        return with_body(exchange, PAGE_OF_HTML, 502, HTML)


class EverySeventhIsEmpty(NowAndThen):
    """Every seventh answer is 200 without a body."""

    period = 7

    def fail(self, exchange: Exchange) -> Exchange:
        return with_body(exchange, b"")


class EveryEighthConnectionBreaks(NowAndThen):
    """Every eighth connection is reset."""

    period = 8

    def fail(self, exchange: Exchange) -> Exchange:
        raise ConnectionResetError


class EveryNinthIs401(NowAndThen):
    """Every ninth time, a good token is refused: one server of several does not know it."""

    period = 9

    def fail(self, exchange: Exchange) -> Exchange:
        headers = (("Content-Type", "application/json"), ("WWW-Authenticate", "Token"))
        return with_body(exchange, b'{"detail":"Invalid token."}', 401, headers)


class EveryEleventhIsCutOff(NowAndThen):
    """Every eleventh answer is cut off in the middle."""

    period = 11

    def fail(self, exchange: Exchange) -> Exchange:
        return with_body(exchange, exchange.body[: len(exchange.body) // 2])


class EveryThirdOrderLacksItsChannel:
    """Every third order that is opened comes from a server with an older version, without its channel."""

    def __init__(self) -> None:
        self._requests = count(1)

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(DETAIL)(self._cut)(exchange, healthy)

    def _cut(self, order: Any, exchange: Exchange, healthy: Healthy) -> Any:
        return None if next(self._requests) % 3 else {key: order[key] for key in order if key != "channel"}


class TwoServersDisagree:
    """Every second time, the list comes from a server that has not heard of the gift boxes yet."""

    def __init__(self) -> None:
        self._requests = count(1)

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(FULL)(self._cut)(exchange, healthy)

    def _cut(self, page: Any, exchange: Exchange, healthy: Healthy) -> Any:
        return None if next(self._requests) % 2 else each_row(page, lambda row: {**row, "has_gift_box": True})


@on(DETAIL, order=DEEP)
def one_order_is_always_500(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order cannot be rendered."""
    return with_document(exchange, ERROR, 500)


@on(FULL)
def second_page_is_always_500(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The second page of the list cannot be rendered."""
    return with_document(exchange, ERROR, 500) if page_of(exchange) == 2 else None


@on(SHORT)
def short_list_is_always_503(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list is down."""
    return with_document(exchange, {"detail": "Service temporarily unavailable, try again later."}, 503)


@on(DETAIL, order=DEEP)
def one_order_breaks_the_connection(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The connection is reset whenever one order is opened."""
    raise ConnectionResetError


@on(DETAIL_SHORT)
def short_form_is_204(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short form of an order is 204."""
    return with_body(exchange, b"", 204)


@on(SIMPLE)
def simple_list_is_a_redirect(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list has moved."""
    return with_body(exchange, b"", 302, (*HTML, ("Location", "/api/v2/oms/orders/list-simple/")))


@on(DETAIL)
def order_is_201(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that is opened is 201."""
    return with_body(exchange, exchange.body, 201)


@on(SIMPLE)
def simple_list_is_403(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The token may see everything but the simple list."""
    return with_document(exchange, {"detail": "You do not have permission to perform this action."}, 403)


class OneOpenedOrderIsAnother:
    """Once, somebody else's order is opened."""

    def __init__(self) -> None:
        self._requests = count(1)

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(DETAIL)(self._other)(exchange, healthy)

    def _other(self, order: Any, exchange: Exchange, healthy: Healthy) -> Any:
        return healthy.document(f"{ORDERS}{NEWEST}/") if order["id"] != NEWEST and next(self._requests) == 2 else None


@on(SHORT)
def short_list_is_404(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list is not there: its path is taken for an order."""
    return with_document(exchange, {"detail": "Not found."}, 404)


_DEEP_SHORT = Ask(f"{ORDERS}{DEEP}/short/")
_SHORT = Ask(f"{ORDERS}short/?limit=3")
_SIMPLE = Ask(f"{ORDERS}list-simple/?limit=3")
_G = "failing"
FAULTS = (
    fault(_G, EveryFifthIs500, "server-error", *[DEEP_DETAIL] * 5),
    fault(_G, EverySixthIsAProxysPage, "server-error", *[DEEP_DETAIL] * 6),
    fault(_G, EverySeventhIsEmpty, "well-formed unstable", *[DEEP_DETAIL] * 7),
    fault(_G, EveryEighthConnectionBreaks, "server-error", *[DEEP_DETAIL] * 8),
    fault(_G, EveryNinthIs401, "status unstable", *[DEEP_DETAIL] * 9),
    fault(_G, EveryEleventhIsCutOff, "well-formed unstable", *[DEEP_DETAIL] * 11),
    fault(_G, EveryThirdOrderLacksItsChannel, "missing-field unstable same-document", *[DEEP_DETAIL] * 3),
    fault(_G, TwoServersDisagree, "same-document shared-fields unstable", *[Ask(ORDERS)] * 2),
    fault(_G, OneOpenedOrderIsAnother, "opens", *[DEEP_DETAIL] * 2),
    fault(_G, one_order_is_always_500, "server-error", DEEP_DETAIL),
    fault(_G, second_page_is_always_500, "server-error", Ask(f"{ORDERS}?limit=3&page=2")),
    fault(_G, short_list_is_always_503, "server-error", _SHORT),
    fault(_G, one_order_breaks_the_connection, "server-error", DEEP_DETAIL),
    fault(_G, short_form_is_204, "status undocumented-status opens", _DEEP_SHORT),
    fault(_G, simple_list_is_a_redirect, "status undocumented-status", _SIMPLE),
    fault(_G, order_is_201, "status undocumented-status opens", DEEP_DETAIL),
    fault(_G, simple_list_is_403, "status", _SIMPLE),
    fault(_G, short_list_is_404, "status undocumented-status", _SHORT),
)
