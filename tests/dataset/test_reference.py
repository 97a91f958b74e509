"""The scenario `reference`, which contains the two orders of the vendor's sample."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock.dataset import generator
from oms_mock.dataset.scenarios import library
from tests import vendor

REPLACED = {
    "(cut)": {"password": "OMSMOCK-CANARY-PASSWORD-1", "auth_token": "OMSMOCK-CANARY-AUTH-TOKEN-1"},
}
PLACEHOLDERS = {
    "[email protected]": "john.doe@example.com",
    "{domain_url}": "https://pz-shop.example.com",
    "{cdn_url}": "https://cdn.example.com",
}


def as_shipped(value: Any, key: str = "") -> Any:
    """Return the replacement of a value in the vendor's sample."""
    if isinstance(value, dict):
        return {name: as_shipped(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [as_shipped(child) for child in value]
    if value == "(cut)":
        return REPLACED[value][key]
    if isinstance(value, str):
        for placeholder, replacement in PLACEHOLDERS.items():
            value = value.replace(placeholder, replacement)
    return value


@pytest.fixture(name="orders", scope="module")
def fixture_orders() -> list[Any]:
    return list(library.load("reference").orders())


def test_the_newest_two_orders_equal_the_vendors_sample_in_content_and_key_order(orders: list[Any]) -> None:
    expected = [as_shipped(order) for order in vendor.sample()["results"]]
    assert [json.dumps(order) for order in orders[:-3:-1]] == [json.dumps(order) for order in expected]


def test_the_other_720_are_generated_and_have_smaller_ids(orders: list[Any]) -> None:
    assert [order["id"] for order in orders] == [*map(generator.id_at, range(720)), 6997, 6998]
    assert max(order["created_date"] for order in orders[:-2]) < orders[-2]["date_placed"]


def objects_in(value: Any, key: str = "order") -> Iterator[tuple[tuple[str, int], str]]:
    """Yield every object that has an id: its kind and id, and its JSON."""
    if isinstance(value, list):
        for child in value:
            yield from objects_in(child, key)
    if isinstance(value, dict):
        identity = value.get("id", value.get("pk"))
        if identity is not None:
            yield (_KINDS.get(key, key), identity), json.dumps(value)
        for name, child in value.items():
            yield from objects_in(child, name)


def test_an_id_of_the_vendors_sample_names_the_same_object_in_generated_orders(orders: list[Any]) -> None:
    seen: dict[tuple[str, int], set[str]] = {}
    for identity, text in objects_in(orders):
        seen.setdefault(identity, set()).add(text)
    assert {identity: texts for identity, texts in seen.items() if len(texts) > 1} == {}


_KINDS = {"shipping_address": "address", "billing_address": "address"}


def test_no_credentials_of_the_vendors_sample_are_shipped(orders: list[Any]) -> None:
    configuration = orders[-1]["channel"]["configuration"]
    assert configuration["password"].startswith("OMSMOCK-CANARY-")
    assert configuration["auth_token"].startswith("OMSMOCK-CANARY-")
    assert configuration["username"] == "omnitron"
    assert vendor.PAGE.count("(cut)") == 4
