"""Views of the same order that contradict each other."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    DEEP_DETAIL,
    DEEP_PAGE,
    DETAIL,
    DETAIL_SHORT,
    LISTS,
    ORDERS,
    SHORT,
    SIMPLE,
    Healthy,
    each_row,
    each_whole_order,
    fault,
    on,
    with_body,
    with_document,
)
from tests.recall.harness import DEEP, NEWEST, Ask, clones

ITEMS, COUNT = "orderitem_set", "order_item_count"
NEIGHBOUR = DEEP + 1
NUMBERS = {order["id"]: order["number"] for order in clones()}


def _first_item(order: Any, /, **values: Any) -> Any:
    first, *others = order[ITEMS]
    return {**order, ITEMS: [{**first, **values}, *others]}


def _if_deep(row: Any, /, **values: Any) -> Any:
    return {**row, **values} if row["id"] == DEEP else row


def _without(page: Any, pk: int) -> Any:
    return {**page, "count": page["count"] - 1, "results": [row for row in page["results"] if row["id"] != pk]}


@on(DETAIL, order=DEEP)
def detail_has_another_price(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order alone has another price than in the list."""
    return _first_item(order, price="249.99")


@on(DETAIL, order=DEEP)
def detail_lacks_an_item(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order alone has an item less than in the list."""
    return {**order, ITEMS: order[ITEMS][:-1]}


@on(DETAIL)
def detail_has_its_items_in_reverse(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order alone has its items in another order than in the list."""
    return {**order, ITEMS: order[ITEMS][::-1]}


@on(DETAIL, order=DEEP)
def detail_has_another_town(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order alone goes to another town than in the list."""
    address = order["shipping_address"]
    return {**order, "shipping_address": {**address, "city": {**address["city"], "name": "ROMA"}}}


@on(DETAIL)
def detail_is_cut_short(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An order alone has a key less than in the list: its notes."""
    return {key: value for key, value in order.items() if key != "notes"}


@on(DETAIL, order=DEEP)
def detail_is_stale(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order alone is as it was an hour ago."""
    return {**order, "modified_date": "2023-05-17T11:00:00.000001Z", "has_gift_box": True}


@on(DETAIL, order=DEEP)
def detail_is_enveloped(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order alone comes in a page of its own."""
    return {"count": 1, "next": None, "previous": None, "results": [order]}


@on(DETAIL, order=DEEP)
def listed_order_is_404(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is listed, and cannot be opened."""
    return with_document(exchange, {"detail": "Not found."}, 404)


@on(DETAIL_SHORT, order=DEEP)
def listed_order_has_no_short_form(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order is listed, and its short form cannot be opened."""
    return with_document(exchange, {"detail": "Not found."}, 404)


@on(DETAIL, order=DEEP)
def detail_is_another_order(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Under the id of one order, its neighbour is shown."""
    return healthy.answer(f"{ORDERS}{NEIGHBOUR}/")


@on(DETAIL_SHORT, order=DEEP)
def short_form_is_another_order(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Under the id of one order, the short form of its neighbour is shown."""
    return healthy.answer(f"{ORDERS}{NEIGHBOUR}/short/")


@on(SHORT)
def short_lacks_an_order(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list lacks an order, and counts one less."""
    return _without(page, DEEP)


@on(SIMPLE)
def simple_lacks_the_newest(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list lacks the newest order, and counts one less: it is filled at night."""
    return _without(page, NEWEST)


@on(SHORT)
def short_counts_otherwise(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list has the same orders, and counts the cancelled ones too."""
    return {**page, "count": page["count"] + 3}


@on(SIMPLE)
def simple_has_stale_dates(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list has the modified_date of the day before, for every order."""
    return each_row(page, lambda row: {**row, "modified_date": row["modified_date"].replace("05-17", "05-16")})


@on(SIMPLE)
def simple_has_another_channel(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The simple list has one order in another channel."""
    return each_row(page, lambda row: _if_deep(row, channel=2))


@on(SHORT)
def short_has_the_state_of_another(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list has one order in a state that it is not in."""
    return each_row(page, lambda row: _if_deep(row, state=9))


@on(SHORT)
def short_has_the_number_of_another(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list has one order under the number of its neighbour."""
    return each_row(page, lambda row: _if_deep(row, number=NUMBERS[NEIGHBOUR]))


@on(DETAIL_SHORT, order=DEEP)
def short_form_has_another_customer(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short form of one order has another customer."""
    return {**order, "customer": {**order["customer"], "pk": 1, "email": "another@example.com"}}


@on(SHORT)
def item_count_off_by_one(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list counts one item too many in every order."""
    return each_row(page, lambda row: {**row, COUNT: row[COUNT] + 1})


@on(SHORT)
def item_count_off_in_one_order(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list counts one item of an order that has two."""
    return each_row(page, lambda row: _if_deep(row, **{COUNT: 1}))


@on(DETAIL_SHORT)
def short_form_counts_no_items(order: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short form says that there are no items."""
    return {**order, COUNT: 0}


@on(SHORT)
def items_in_the_short_list(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list has the items, which are to be left out."""
    return each_row(page, lambda row: {**row, ITEMS: []})


@each_whole_order
def item_in_two_orders(order: Any) -> Any:
    """The first items of two orders have the same id."""
    return _first_item(order, id=7000) if order["id"] == DEEP else order


@on(*LISTS, DETAIL, DETAIL_SHORT)
def number_twice_in_a_channel(document: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Two orders of one channel have the same number, in every view."""
    return with_body(exchange, exchange.body.replace(NUMBERS[DEEP].encode(), NUMBERS[NEIGHBOUR].encode()))


@on(*LISTS)
def listed_id_of_another(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """In every list, one order has the id of its neighbour."""
    return each_row(page, lambda row: _if_deep(row, id=NEIGHBOUR))


@each_whole_order
def item_of_another_order(order: Any) -> Any:
    """The first item of one order says that it belongs to its neighbour."""
    return _first_item(order, order=NEIGHBOUR) if order["id"] == DEEP else order


@each_whole_order
def image_of_another_product(order: Any) -> Any:
    """The images of every product belong to another one."""
    product = order[ITEMS][0]["product"]
    images = [{**image, "product": image["product"] + 1} for image in product["productimage_set"]]
    return _first_item(order, product={**product, "productimage_set": images})


@each_whole_order
def district_of_another_city(order: Any) -> Any:
    """The district of one billing address lies in another city."""
    address = order["billing_address"]
    moved = {**address, "district": {**address["district"], "city": 34}}
    return {**order, "billing_address": moved} if order["id"] == DEEP else order


@each_whole_order
def secrets_shown(order: Any) -> Any:
    """The channel shows the password and token that it was configured with."""
    shown = {"password": "Kx7!pqLm2Vt9", "auth_token": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"}
    channel = order["channel"]
    return {**order, "channel": {**channel, "configuration": {**channel["configuration"], **shown}}}


_SHORT_PAGE = Ask(f"{ORDERS}short/?limit=3&page=3")
_SIMPLE_PAGE = Ask(f"{ORDERS}list-simple/?limit=3&page=3")
_DEEP_SHORT = Ask(f"{ORDERS}{DEEP}/short/")
_G = "across views"
FAULTS = (
    fault(_G, detail_has_another_price, "same-document", DEEP_DETAIL),
    fault(_G, detail_lacks_an_item, "same-document item-count", DEEP_DETAIL),
    fault(_G, detail_has_its_items_in_reverse, "same-document", DEEP_DETAIL),
    fault(_G, detail_has_another_town, "same-document shared-fields", DEEP_DETAIL),
    fault(_G, detail_is_cut_short, "same-document missing-field", DEEP_DETAIL),
    fault(_G, detail_is_stale, "same-document shared-fields", DEEP_DETAIL),
    fault(_G, detail_is_enveloped, "same-document missing-field envelope-change", DEEP_DETAIL),
    fault(_G, listed_order_is_404, "opens", DEEP_DETAIL),
    fault(_G, listed_order_has_no_short_form, "opens", _DEEP_SHORT),
    fault(_G, detail_is_another_order, "opens same-document shared-fields", DEEP_DETAIL),
    fault(_G, short_form_is_another_order, "opens same-document shared-fields", _DEEP_SHORT),
    fault(_G, short_lacks_an_order, "same-orders", _SHORT_PAGE),
    fault(_G, simple_lacks_the_newest, "same-orders", Ask(f"{ORDERS}list-simple/?limit=3")),
    fault(_G, short_counts_otherwise, "same-orders page-totals", _SHORT_PAGE),
    fault(_G, simple_has_stale_dates, "shared-fields", _SIMPLE_PAGE),
    fault(_G, simple_has_another_channel, "shared-fields", _SIMPLE_PAGE),
    fault(_G, short_has_the_state_of_another, "shared-fields", _SHORT_PAGE),
    fault(_G, short_has_the_number_of_another, "shared-fields unique", _SHORT_PAGE),
    fault(_G, short_form_has_another_customer, "shared-fields", _DEEP_SHORT),
    fault(_G, item_count_off_by_one, "item-count", _SHORT_PAGE),
    fault(_G, item_count_off_in_one_order, "item-count", _SHORT_PAGE),
    fault(_G, short_form_counts_no_items, "item-count", _DEEP_SHORT),
    fault(_G, items_in_the_short_list, "left-out", _SHORT_PAGE),
    fault(_G, item_in_two_orders, "unique", DEEP_DETAIL, DEEP_PAGE),
    fault(_G, number_twice_in_a_channel, "unique", DEEP_DETAIL, DEEP_PAGE, _SHORT_PAGE, _SIMPLE_PAGE, _DEEP_SHORT),
    fault(_G, listed_id_of_another, "unique page-totals same-orders", DEEP_PAGE, _SHORT_PAGE, _SIMPLE_PAGE),
    fault(_G, item_of_another_order, "links", DEEP_DETAIL, DEEP_PAGE),
    fault(_G, image_of_another_product, "links", DEEP_DETAIL, DEEP_PAGE),
    fault(_G, district_of_another_city, "links", DEEP_DETAIL, DEEP_PAGE),
    fault(_G, secrets_shown, "exposed-secret", DEEP_DETAIL, DEEP_PAGE),
)
