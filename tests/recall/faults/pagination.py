"""Pages that do not add up, or are not as long as was asked for."""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    FULL,
    HTML,
    LISTS,
    ORDERS,
    PAGE_OF_HTML,
    SHORT,
    SIMPLE,
    Healthy,
    each_row,
    fault,
    on,
    page_of,
    size_of,
    target,
    with_body,
    with_document,
)
from tests.recall.harness import DEEP, Ask

FIRST, SECOND, LAST = (Ask(f"{ORDERS}?limit=3&page={number}") for number in (1, 2, 3))
PAST = Ask(f"{ORDERS}?limit=3&page=4")


def _previous(exchange: Exchange, healthy: Healthy) -> Any:
    return healthy.document(target(exchange, page=page_of(exchange) - 1))


@on(FULL)
def order_twice(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page begins with the last order of the page before, in the place of its own."""
    if page_of(exchange) == 1:
        return None
    return {**page, "results": [_previous(exchange, healthy)["results"][-1], *page["results"][1:]]}


@on(FULL)
def order_missing(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is on no page, and still counted."""
    return {**page, "results": [row for row in page["results"] if row["id"] != DEEP]}


@on(*LISTS)
def last_page_empty(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The last page has no rows."""
    return {**page, "results": []} if page["next"] is None and page["previous"] else None


@on(*LISTS)
def count_too_high(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The count is one more than there are orders."""
    return {**page, "count": page["count"] + 1}


@on(*LISTS)
def count_too_low(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The count is one less than there are orders."""
    return {**page, "count": page["count"] - 1}


@on(FULL)
def count_of_the_page(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The count is that of the rows on the page."""
    return {**page, "count": len(page["results"])}


@on(FULL)
def count_right_on_first_page_only(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The count is right on the first page, and zero on all others."""
    return {**page, "count": 0} if page["previous"] else None


@on(FULL)
def pages_overlap(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page begins with the last order of the page before, on top of its own."""
    if page_of(exchange) == 1:
        return None
    return {**page, "results": [_previous(exchange, healthy)["results"][-1], *page["results"]]}


@on(*LISTS)
def page_ignored(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Every page has the orders of the first one; the links are right."""
    return {**page, "results": healthy.document(target(exchange, page=1))["results"]} if page["previous"] else None


@on(*LISTS)
def limit_ignored(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Every page has the server's own size."""
    return _sized(exchange, healthy, 10)


@on(FULL)
def limit_seven_is_ten(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A limit is rounded up to the sizes that the user interface offers: a limit of seven becomes ten."""
    return _sized(exchange, healthy, 10) if size_of(exchange) == 7 else None


@on(SHORT)
def limit_capped_at_one(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """There is one order on a page, whatever the limit."""
    return _sized(exchange, healthy, 1)


def _sized(exchange: Exchange, healthy: Healthy, size: int) -> Any:
    """Cut pages of another size; the links keep the limit that was asked for, as they do."""
    given = healthy.answer(target(exchange, limit=size))
    asked = f"limit={size_of(exchange)}"
    return with_body(exchange, given.body.replace(f"limit={size}".encode(), asked.encode()), given.status)


class RandomOrder:
    """Every request sees the orders in another order."""

    def __init__(self) -> None:
        self._requests = count()

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(FULL)(self._shuffle)(exchange, healthy)

    def _shuffle(self, page: Any, exchange: Exchange, healthy: Healthy) -> Any:
        rows = healthy.document(f"{ORDERS}?limit=100")["results"]
        Random(next(self._requests)).shuffle(rows)
        start = (page_of(exchange) - 1) * size_of(exchange)
        return {**page, "results": rows[start : start + size_of(exchange)]}


class RowsSwapBetweenWalks:
    """A page that is asked for again has its rows in reverse: no order, only the database's mood."""

    def __init__(self) -> None:
        self._requests: dict[str, int] = {}

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(*LISTS)(self._reverse)(exchange, healthy)

    def _reverse(self, page: Any, exchange: Exchange, healthy: Healthy) -> Any:
        asked = f"{exchange.path}?{exchange.query}"
        self._requests[asked] = self._requests.get(asked, 0) + 1
        return None if self._requests[asked] % 2 else {**page, "results": page["results"][::-1]}


@on(*LISTS, status=404)
def past_the_end_is_empty(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page past the end is 200 without rows."""
    return with_document(exchange, {"count": 9, "next": None, "previous": None, "results": []}, 200)


@on(FULL, status=404)
def past_the_end_is_the_last_page(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page past the end is the last page once more."""
    return healthy.answer(target(exchange, page="last"))


@on(SIMPLE, status=404)
def past_the_end_is_500(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page past the end is an error of the server."""
    return with_document(exchange, {"detail": "A server error occurred."}, 500)


@on(SHORT, status=404)
def past_the_end_is_html(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A page past the end is 404 with a page of HTML."""
    return with_body(exchange, PAGE_OF_HTML, headers=HTML)


@on(SIMPLE)
def simple_without_envelope(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list is a bare list of rows."""
    return page["results"]


@on(FULL)
def null_rows(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order that could not be rendered is null in its list."""
    return each_row(page, lambda row: None if row["id"] == DEEP else row)


def _short(ask: Ask) -> Ask:
    return Ask(ask.target.replace("?", "short/?"))


def _simple(ask: Ask) -> Ask:
    return Ask(ask.target.replace("?", "list-simple/?"))


_TOTALS = "page-totals page-links page-order unique same-orders"
FAULTS = (
    fault("pagination", order_twice, _TOTALS, SECOND),
    fault("pagination", order_missing, _TOTALS, LAST),
    fault("pagination", last_page_empty, _TOTALS, LAST),
    fault("pagination", count_too_high, _TOTALS, FIRST),
    fault("pagination", count_too_low, _TOTALS, FIRST),
    fault("pagination", count_of_the_page, _TOTALS, FIRST),
    fault("pagination", count_right_on_first_page_only, _TOTALS, SECOND),
    fault("pagination", pages_overlap, f"page-size {_TOTALS}", SECOND),
    fault("pagination", page_ignored, "page-repeats", SECOND),
    fault("pagination", limit_ignored, "page-size", FIRST),
    fault("pagination", limit_seven_is_ten, "page-size", Ask(f"{ORDERS}?limit=7")),
    fault("pagination", limit_capped_at_one, "page-size", _short(FIRST)),
    fault("pagination", RandomOrder, _TOTALS, FIRST, SECOND),
    fault("pagination", RowsSwapBetweenWalks, "page-order", FIRST, FIRST),
    fault("pagination", past_the_end_is_empty, "page-past-end", PAST),
    fault("pagination", past_the_end_is_the_last_page, "page-past-end", PAST),
    fault("pagination", past_the_end_is_500, "page-past-end server-error", _simple(PAST)),
    fault("pagination", past_the_end_is_html, "page-past-end", _short(PAST)),
    fault("pagination", simple_without_envelope, "envelope envelope-change", _simple(FIRST)),
    fault("pagination", null_rows, "null-drift type-changed", LAST),
)
