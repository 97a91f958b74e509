"""Bodies that are not JSON, or not quite, or do not say so."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    DEEP_DETAIL,
    DEEP_PAGE,
    DETAIL,
    DETAIL_SHORT,
    FULL,
    HTML,
    ORDERS,
    PAGE_OF_HTML,
    PAYMENT_TYPES,
    SHORT,
    SIMPLE,
    Healthy,
    fault,
    on,
    with_body,
)
from tests.recall.harness import DEEP, Ask


@on(FULL)
def not_a_number(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A tax that could not be computed is NaN."""
    return with_body(exchange, exchange.body.replace(b'"tax_amount":null', b'"tax_amount":NaN'))


@on(DETAIL, order=DEEP)
def infinity(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order has a discount of Infinity."""
    return with_body(exchange, exchange.body.replace(b'"without_net_amount":null', b'"without_net_amount":Infinity', 1))


@on(DETAIL, order=DEEP)
def key_twice(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order has its id twice."""
    return with_body(exchange, exchange.body.replace(b"{", b'{"id":1,', 1))


@on(SHORT)
def deep_key_twice(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The rows of the short list have their number twice, the second time the same."""
    return with_body(exchange, exchange.body.replace(b'"number":', b'"number":"0","number":'))


@on(DETAIL, order=DEEP)
def cut_off(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is cut off at its last third."""
    return with_body(exchange, exchange.body[: len(exchange.body) * 2 // 3])


@on(SIMPLE)
def trailing_comma(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The rows of the simple list end in a comma."""
    return with_body(exchange, exchange.body.replace(b"}]}", b"},]}"))


@on(SIMPLE)
def html_with_200(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list is a login page, with 200."""
    return with_body(exchange, PAGE_OF_HTML, headers=HTML)


@on(DETAIL_SHORT)
def html_that_says_json(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short form is a page of HTML that says it is JSON."""
    return with_body(exchange, PAGE_OF_HTML)


@on(SHORT)
def json_that_says_html(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list is JSON that says it is HTML."""
    return with_body(exchange, exchange.body, headers=HTML)


@on(PAYMENT_TYPES)
def no_content_type(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The payment types do not say what they are."""
    return with_body(exchange, exchange.body, headers=())


@on(FULL)
def byte_order_mark(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The list begins with a byte order mark."""
    return with_body(exchange, b"\xef\xbb\xbf" + exchange.body)


@on(DETAIL_SHORT, order=DEEP)
def empty_body(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short form of one order is 200 without a body."""
    return with_body(exchange, b"")


@on(PAYMENT_TYPES)
def plain_text(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The payment types are a sentence in plain text."""
    return with_body(exchange, b"Work in progress, please come back.", headers=(("Content-Type", "text/plain"),))


@on(DETAIL, order=DEEP)
def printed_by_python(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is printed as Python prints it, with single quotes and None."""
    return with_body(exchange, repr(order).encode())


@on(FULL)
def another_encoding(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The list is written in the Turkish code page, and does not say so."""
    return with_body(exchange, exchange.body.decode().encode("cp1254", "replace"))


@on(DETAIL, order=DEEP)
def json_in_a_text(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is a text that holds JSON: it was written twice."""
    return exchange.body.decode()


@on(SHORT)
def words_after_the_end(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A proxy writes its remarks after the short list."""
    return with_body(exchange, exchange.body + b"\n<!-- 12 ms -->")


@on(DETAIL)
def warning_before_the_body(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A warning is printed before every order."""
    return with_body(exchange, b"Warning: deprecated\n" + exchange.body)


_SHORT_PAGE = Ask(f"{ORDERS}short/?limit=3")
_SIMPLE_PAGE = Ask(f"{ORDERS}list-simple/?limit=3")
_DEEP_SHORT = Ask(f"{ORDERS}{DEEP}/short/")
_PAYMENT = Ask(f"{ORDERS}payment_type_enums/")
_G = "broken JSON"
FAULTS = (
    fault(_G, not_a_number, "well-formed", DEEP_PAGE),
    fault(_G, infinity, "well-formed", DEEP_DETAIL),
    fault(_G, key_twice, "well-formed", DEEP_DETAIL),
    fault(_G, deep_key_twice, "well-formed", _SHORT_PAGE),
    fault(_G, cut_off, "well-formed", DEEP_DETAIL),
    fault(_G, trailing_comma, "well-formed", _SIMPLE_PAGE),
    fault(_G, html_with_200, "content-type well-formed", _SIMPLE_PAGE),
    fault(_G, html_that_says_json, "well-formed", _DEEP_SHORT),
    fault(_G, json_that_says_html, "content-type", _SHORT_PAGE),
    fault(_G, no_content_type, "content-type", _PAYMENT),
    fault(_G, byte_order_mark, "well-formed", DEEP_PAGE),
    fault(_G, empty_body, "well-formed", _DEEP_SHORT),
    fault(_G, plain_text, "content-type well-formed", _PAYMENT),
    fault(_G, printed_by_python, "well-formed", DEEP_DETAIL),
    fault(_G, another_encoding, "well-formed", DEEP_PAGE),
    fault(_G, json_in_a_text, "envelope-change type-changed envelope", DEEP_DETAIL),
    fault(_G, words_after_the_end, "well-formed", _SHORT_PAGE),
    fault(_G, warning_before_the_body, "well-formed", DEEP_DETAIL),
)
