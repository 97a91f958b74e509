from __future__ import annotations

import re
from typing import Any

import pytest

from oms_mock.dataset.customers import Customer, customer
from oms_mock.dataset.people import WORDS

Document = dict[str, Any]
PHONE_PREFIXES = {"tr": "+90 ", "it": "+39 ", "gb": "+44 "}


@pytest.fixture(name="customers", scope="module")
def _customers() -> list[Customer]:
    return [customer(42, index) for index in range(1000)]


def test_customers_are_numbered_from_10001(customers: list[Customer]) -> None:
    assert [one.document["pk"] for one in customers] == list(range(10001, 11001))


def test_no_two_customers_share_an_email_address(customers: list[Customer]) -> None:
    assert len({one.document["email"] for one in customers}) == len(customers)


def test_most_customers_live_in_the_country_of_their_channel(customers: list[Customer]) -> None:
    abroad = [one for one in customers if one.home != one.channel.country]

    assert 0.03 < len(abroad) / len(customers) < 0.15


def test_names_are_of_the_country_of_residence(customers: list[Customer]) -> None:
    assert [one for one in customers if one.document["first_name"] not in WORDS[one.home].first_names] == []


def test_phone_numbers_are_of_the_country_of_residence(customers: list[Customer]) -> None:
    wrong = [
        one
        for one in customers
        if one.document["phone_number"] and not one.document["phone_number"].startswith(PHONE_PREFIXES[one.home])
    ]

    assert wrong == []


def test_a_customer_belongs_to_the_channel_of_the_order(customers: list[Customer]) -> None:
    assert [one for one in customers if one.document["channel"] != one.channel.document["id"]] == []


def test_the_erp_code_contains_the_pk(customers: list[Customer]) -> None:
    codes = {one.document["pk"]: one.document["erp_code"] for one in customers if one.document["erp_code"]}

    assert {pk: code for pk, code in codes.items() if not re.fullmatch(f"C0*{pk}", code)} == {}


def test_another_seed_gives_other_customers() -> None:
    assert [customer(1, index).document for index in range(5)] != [customer(2, index).document for index in range(5)]


def test_many_customers_have_several_orders_and_many_have_one(run: list[Document]) -> None:
    buyers = [order["customer"]["pk"] for order in run]
    counts = [buyers.count(pk) for pk in set(buyers)]

    assert (counts.count(1) > 50, max(counts) > 5) == (True, True)


def test_the_number_of_customers_grows_with_the_number_of_orders(run: list[Document]) -> None:
    beyond = [order["id"] for order in run if order["customer"]["pk"] - 10001 >= 10 + order["id"] * 3 // 5]

    assert (beyond, max(order["customer"]["pk"] for order in run) > 10001 + 400) == ([], True)
