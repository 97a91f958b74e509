from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset.addresses import COMPANY, HOME, SECOND, address
from oms_mock.dataset.customers import customer
from oms_mock.dataset.places import places

Document = dict[str, Any]
PLACES = {place.district["pk"]: place for rows in places().values() for place in rows}
CUSTOMERS = st.integers(0, 10**8)
SLOTS = st.sampled_from([HOME, SECOND, COMPANY])


@given(CUSTOMERS, SLOTS, CUSTOMERS, SLOTS)
def test_addresses_with_the_same_id_are_equal(one: int, slot: int, other: int, place: int) -> None:
    assert (address(42, one, slot)["id"] == address(42, other, place)["id"]) == ((one, slot) == (other, place))


@given(CUSTOMERS, SLOTS)
def test_an_address_contains_its_customer(index: int, slot: int) -> None:
    assert address(42, index, slot)["customer"] == customer(42, index).document


@given(CUSTOMERS, SLOTS)
def test_an_address_is_in_the_country_of_residence_of_its_customer(index: int, slot: int) -> None:
    assert address(42, index, slot)["country"]["code"] == customer(42, index).home


@pytest.mark.parametrize("key", ["email", "first_name", "last_name"])
def test_an_address_has_the_name_of_its_customer(parts: dict[str, list[Document]], key: str) -> None:
    assert [row["id"] for row in parts["address"] if row[key] != row["customer"][key]] == []


@pytest.mark.parametrize("slot", [HOME, SECOND])
def test_a_private_address_has_empty_company_fields(slot: int) -> None:
    row = address(42, 7, slot)

    assert [row["company_name"], row["tax_office"], row["tax_no"], row["e_bill_taxpayer"]] == ["", "", "", False]


@given(CUSTOMERS)
def test_a_company_address_has_full_company_fields(index: int) -> None:
    row = address(42, index, COMPANY)

    assert (all([row["company_name"], row["tax_office"], row["tax_no"]]), row["e_bill_taxpayer"]) == (True, True)


def test_an_address_has_the_postcode_of_its_district(parts: dict[str, list[Document]]) -> None:
    wrong = [
        row["id"]
        for row in parts["address"]
        if row["district"] and PLACES[row["district"]["pk"]].postcode != row["postcode"]
    ]

    assert wrong == []


def test_the_parts_of_an_address_are_of_one_place(parts: dict[str, list[Document]]) -> None:
    astray = [
        row["id"]
        for row in parts["address"]
        if row["district"]
        and (row["country"], row["city"], row["township"], row["district"]) != PLACES[row["district"]["pk"]][:4]
    ]

    assert astray == []


def test_a_township_is_in_the_city_even_if_the_district_is_null(parts: dict[str, list[Document]]) -> None:
    astray = [row["id"] for row in parts["address"] if row["township"]["city"] != row["city"]["pk"]]

    assert astray == []


def test_some_addresses_are_inactive(parts: dict[str, list[Document]]) -> None:
    assert {row["is_active"] for row in parts["address"]} == {True, False}
