"""Links of pages that lead astray, or nowhere."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import FULL, LISTS, ORDERS, SHORT, SIMPLE, Healthy, fault, linked, on, page_of, size_of
from tests.recall.harness import Ask


@on(FULL)
def next_null_too_early(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The last page but one says that it is the last."""
    following = page_of(exchange) + 1
    return {**page, "next": None} if following * size_of(exchange) >= page["count"] else None


@on(FULL)
def next_never_null(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The last page links to one more."""
    return None if page["next"] or not page["previous"] else {**page, "next": _next_of(page["previous"], exchange)}


def _next_of(previous: str, exchange: Exchange) -> str:
    return linked(previous, page=page_of(exchange) + 1)


@on(FULL)
def next_loops(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """From the second page on, next leads to the second page."""
    return {**page, "next": linked(page["next"], page=2)} if page["next"] and page["previous"] else None


@on(FULL)
def next_skips_a_page(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The first page links to the third."""
    return {**page, "next": linked(page["next"], page=3)} if page["next"] and page_of(exchange) == 1 else None


def _next_edited(page: Any, old: str, new: str) -> Any:
    return {**page, "next": page["next"].replace(old, new, 1)} if page["next"] else None


@on(*LISTS)
def next_to_another_host(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next leads to the host name of another machine."""
    return _next_edited(page, "://", "://internal-7.")


@on(*LISTS)
def next_with_another_port(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next names the port behind the proxy."""
    return _next_edited(page, "/api/", ":8000/api/")


@on(FULL)
def next_with_another_scheme(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next leads from https to http, or the other way round: the proxy does not say what it was asked."""
    swapped = {"http": "https:", "https": "http:"}
    return {**page, "next": _swap(page["next"], swapped)} if page["next"] else None


def _swap(url: str, swapped: dict[str, str]) -> str:
    scheme, _, rest = url.partition(":")
    return swapped[scheme] + rest


@on(FULL)
def next_relative(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next is a path without a host."""
    return {**page, "next": page["next"][page["next"].index("/api/") :]} if page["next"] else None


@on(SHORT)
def next_drops_limit(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next forgets the limit that was asked for."""
    return {**page, "next": linked(page["next"], limit=None)} if page["next"] else None


@on(FULL)
def next_to_another_list(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Next leads to the short list."""
    return _next_edited(page, "/orders/", "/orders/short/")


@on(*LISTS)
def previous_always_null(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """No page links back."""
    return {**page, "previous": None} if page["previous"] else None


@on(FULL)
def previous_is_the_page_itself(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Previous leads to the page that it stands on."""
    return {**page, "previous": linked(page["previous"], page=page_of(exchange))} if page["previous"] else None


@on(SIMPLE)
def previous_always_the_first(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Previous leads to the first page from everywhere."""
    return {**page, "previous": linked(page["previous"], page=None)} if page_of(exchange) > 2 else None


_FIRST, _SECOND, _LAST = (Ask(f"{ORDERS}?limit=3&page={number}") for number in (1, 2, 3))
_FIRST_SHORT = Ask(f"{ORDERS}short/?limit=3&page=1")
_LAST_SIMPLE = Ask(f"{ORDERS}list-simple/?limit=3&page=3")
_TOTALS = "page-totals page-links page-order unique same-orders"
FAULTS = (
    fault("pagination", next_null_too_early, _TOTALS, _SECOND),
    fault("pagination", next_never_null, _TOTALS, _LAST),
    fault("pagination", next_loops, _TOTALS, _SECOND, _FIRST),
    fault("pagination", next_skips_a_page, _TOTALS, _FIRST),
    fault("pagination", next_to_another_host, "page-links", _FIRST),
    fault("pagination", next_with_another_port, "page-links", _FIRST),
    fault("pagination", next_with_another_scheme, "page-links", _FIRST),
    fault("pagination", next_relative, "page-links", _FIRST),
    fault("pagination", next_drops_limit, "page-links page-size", _FIRST_SHORT),
    fault("pagination", next_to_another_list, f"page-links left-out {_TOTALS}", _FIRST),
    fault("pagination", previous_always_null, "page-links", _SECOND),
    fault("pagination", previous_is_the_page_itself, "page-links", _SECOND),
    fault("pagination", previous_always_the_first, "page-links", _LAST_SIMPLE),
)
