from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset.orders import order, orders

Document = dict[str, Any]

# A change of this digest changes the data of every user with `--seed 42`: mention it in the changelog.
GOLDEN = "110d734635d24cfd96a2830767aa5ba0"

ELSEWHERE = """
import json, sys
from oms_mock.dataset.orders import order
sys.stdout.write(json.dumps([order(7, id) for id in (1, 722, 10**9)]))
"""


def test_the_bytes_of_the_default_orders_never_change(run: list[Document]) -> None:
    assert blake2b(b"".join(map(orjson.dumps, run)), digest_size=16).hexdigest() == GOLDEN


def test_an_order_does_not_depend_on_other_orders(run: list[Document]) -> None:
    assert orjson.dumps(order(42, 500)) == orjson.dumps(run[499])


@given(st.integers(0), st.integers(1, 10**12))
def test_an_order_is_the_same_each_time_it_is_generated(seed: int, order_id: int) -> None:
    assert orjson.dumps(order(seed, order_id)) == orjson.dumps(order(seed, order_id))


def test_orders_are_generated_in_the_given_order() -> None:
    assert [one["id"] for one in orders(42, (3, 1, 2))] == [3, 1, 2]


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_another_process_generates_the_same_orders(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], env=environment, capture_output=True, check=True, text=True
    ).stdout

    assert output == json.dumps([order(7, order_id) for order_id in (1, 722, 10**9)])


def test_json_and_orjson_give_the_same_bytes() -> None:
    one = order(42, 17)

    assert json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() == orjson.dumps(one)


def test_another_seed_gives_other_orders() -> None:
    assert [one["state"] for one in orders(1, range(1, 30))] != [one["state"] for one in orders(2, range(1, 30))]


def test_the_number_of_order_17_is_22_and_fourteen_digits() -> None:
    assert order(42, 17)["number"] == "2200000000000017"


@given(st.integers(1, 10**12))
def test_ids_are_computed_from_the_id_of_the_order(order_id: int) -> None:
    one = order(42, order_id)
    items = one["orderitem_set"]

    assert (one["omnitron_id"], [item["id"] for item in items], [item["omnitron_id"] for item in items]) == (
        50_000 + order_id,
        [order_id * 1000 + j for j in range(1, len(items) + 1)],
        [1_000_000 + order_id * 1000 + j for j in range(1, len(items) + 1)],
    )


LINKS: dict[str, Callable[[Document], bool]] = {
    "customer to channel": lambda one: one["customer"]["channel"] == one["channel"]["id"],
    "shipping address to customer": lambda one: one["shipping_address"]["customer"] == one["customer"],
    "billing address to customer": lambda one: one["billing_address"]["customer"] == one["customer"],
    "items to order": lambda one: {item["order"] for item in one["orderitem_set"]} == {one["id"]},
    "one price list an order": lambda one: len({item["price_list"]["pk"] for item in one["orderitem_set"]}) == 1,
    "price list to channel": lambda one: one["orderitem_set"][0]["price_list"]["pk"] == one["channel"]["id"] + 99,
    "stock list to channel": lambda one: one["orderitem_set"][0]["stock_list"]["pk"] == one["channel"]["id"] + 99,
    "bundles to the first item": lambda one: (
        {item["parent_omnitron_id"] for item in one["orderitem_set"]} <= {None, one["orderitem_set"][0]["omnitron_id"]}
    ),
    "no bundle in itself": lambda one: one["orderitem_set"][0]["parent_omnitron_id"] is None,
    "item images to products": lambda one: all(
        item["image"] in {None, *(image["url"] for image in item["product"]["productimage_set"])}
        for item in one["orderitem_set"]
    ),
}


@pytest.mark.parametrize("link", LINKS)
def test_every_reference_inside_an_order_is_correct(run: list[Document], link: str) -> None:
    assert [one["id"] for one in run if not LINKS[link](one)] == []


def test_both_addresses_are_mostly_the_same(run: list[Document]) -> None:
    same = [one for one in run if one["shipping_address"]["id"] == one["billing_address"]["id"]]

    assert 0.6 < len(same) / len(run) < 0.9


def test_the_company_address_is_used_for_billing_only(run: list[Document]) -> None:
    taxpayers = {(one["shipping_address"]["e_bill_taxpayer"], one["billing_address"]["e_bill_taxpayer"]) for one in run}

    assert taxpayers == {(False, False), (False, True)}


def test_an_order_has_one_to_five_items(run: list[Document]) -> None:
    assert {len(one["orderitem_set"]) for one in run} == {1, 2, 3, 4, 5}


def test_items_are_in_the_state_of_their_order_except_one_that_may_be_inactive(run: list[Document]) -> None:
    odd = [
        [
            item["state"]["enum_value"]
            for item in one["orderitem_set"]
            if item["state"]["enum_value"] != one["state"]["enum_value"]
        ]
        for one in run
    ]

    assert {tuple(values) for values in odd} == {(), ("425",)}


OCCURRING: dict[str, tuple[Callable[[Document], Any], set[Any]]] = {
    "state": (
        lambda one: one["state"]["enum_value"],
        {
            "50", "100", "200", "300", "350", "400", "425", "450", "500", "510", "520", "540", "544", "545", "546",
            "547", "550", "600",
        },
    ),
    "payment_type": (
        lambda one: one["payment_type"],
        {
            "credit_card", "funds_transfer", "redirection", "pay_on_delivery", "bkm_express", "credit_payment",
            "masterpass", "loyalty_money", "gpay",
        },
    ),
    "delivery_type": (lambda one: one["delivery_type"], {"standard", "same_day", "click_and_collect"}),
    "client_type": (lambda one: one["client_type"], {"default", "ios", "android"}),
    "cargo_company": (lambda one: one["cargo_company"], {34, 35, 36, None}),
    "channel": (lambda one: one["channel"]["id"], {2, 3, 4, 5}),
    "country": (lambda one: one["shipping_address"]["country"]["code"], {"tr", "it", "gb"}),
    "currency": (lambda one: one["orderitem_set"][0]["price_currency"], {"try", "eur", "gbp"}),
    "retail_store": (lambda one: type(one["retail_store"]), {int, type(None)}),
    "address_type": (lambda one: one["shipping_address"]["address_type"], {"customer"}),
}  # fmt: skip


@pytest.mark.parametrize("what", OCCURRING)
def test_the_default_orders_contain_every_listed_value_and_no_other(run: list[Document], what: str) -> None:
    value_of, wanted = OCCURRING[what]

    assert {value_of(one) for one in run} == wanted


@pytest.mark.parametrize(
    ("key", "common", "share"),
    [("payment_type", "credit_card", 0.6), ("delivery_type", "standard", 0.8), ("client_type", "default", 0.75)],
)
def test_the_value_of_the_vendors_sample_is_the_most_common(
    run: list[Document], key: str, common: str, share: float
) -> None:
    assert [one[key] for one in run].count(common) > share * len(run)


DELIVERY_RULES: dict[str, Callable[[Document], bool]] = {
    "tracked from shipped on": lambda one: one["tracking_number"] is None or int(one["state"]["enum_value"]) >= 500,
    "tracked by a cargo company": lambda one: one["tracking_number"] is None or one["cargo_company"] is not None,
    "a store where it is collected": lambda one: (
        (one["retail_store"] is not None) == (one["delivery_type"] == "click_and_collect")
    ),
    "a range on the same day": lambda one: (one["delivery_range"] is not None) == (one["delivery_type"] == "same_day"),
    "no cargo company where it is collected": lambda one: (
        (one["cargo_company"] is None) == (one["delivery_type"] == "click_and_collect")
    ),
    "a note in a gift box only": lambda one: one["gift_box_note"] is None or one["has_gift_box"],
}


@pytest.mark.parametrize("rule", DELIVERY_RULES)
def test_the_fields_about_the_delivery_are_consistent(run: list[Document], rule: str) -> None:
    assert [one["id"] for one in run if not DELIVERY_RULES[rule](one)] == []


def test_some_gift_boxes_have_no_note(run: list[Document]) -> None:
    assert {one["gift_box_note"] is None for one in run if one["has_gift_box"]} == {True, False}


def test_both_forms_of_the_attributes_of_items_are_consistent(parts: dict[str, list[Document]]) -> None:
    short = [{key: entry["value"] for key, entry in item["attributes_kwargs"].items()} for item in parts["item"]]

    assert (short, any(short)) == ([item["attributes"] for item in parts["item"]], True)
