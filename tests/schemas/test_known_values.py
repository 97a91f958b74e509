"""The known values of fields, and their provenance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock.dataset.omnitron import omnitron_orders
from oms_mock.dataset.orders import orders
from oms_mock.schemas.known_values import DELIVERY_TYPES, PAYMENT_TYPES
from oms_mock.services import enums
from oms_mock.spec import reader
from tests import vendor

PATHS = {
    path.removeprefix("$.results[*]."): schema["x-known-values"]
    for path, schema in reader.properties(reader.load("order-list.response.json"))
    if "x-known-values" in schema
}


def values_at(document: Any, path: str) -> Iterator[Any]:
    """Yield the values at a path such as `orderitem_set[*].state.enum_value`."""
    key, _, rest = path.partition(".")
    children = document.values() if key == "*" else [document[key.removesuffix("[*]")]]
    rows = [row for child in children for row in (child if key.endswith("[*]") else [child])]
    for row in rows:
        yield from values_at(row, rest) if rest else [row]


def values_of(documents: Iterator[dict[str, Any]]) -> dict[str, set[Any]]:
    seen: dict[str, set[Any]] = defaultdict(set)
    for document in documents:
        for path in PATHS:
            seen[path] |= set(values_at(document, path))
    return seen


@pytest.fixture(scope="module", name="sample_values")
def fixture_sample_values() -> dict[str, set[Any]]:
    return values_of(iter(vendor.sample()["results"]))


@pytest.fixture(scope="module", name="generated_values")
def fixture_generated_values() -> dict[str, set[Any]]:
    generated = [*orders(42, range(1, 723)), *omnitron_orders(42)]
    return values_of(iter(generated))


@pytest.mark.parametrize("path", PATHS)
def test_the_documented_values_are_those_of_the_sample(path: str, sample_values: dict[str, set[Any]]) -> None:
    documented = {value for value, provenance in PATHS[path].items() if provenance == "documented"}
    # The sample has 400 as the state of an order and 425 as that of an item; both use the same list.
    assert sample_values[path] <= documented
    assert documented <= set().union(*sample_values.values())


@pytest.mark.parametrize("path", PATHS)
def test_every_value_that_the_fake_generates_is_known(path: str, generated_values: dict[str, set[Any]]) -> None:
    assert generated_values[path] <= set(PATHS[path])


def test_the_enumerations_of_the_fake_are_the_known_values() -> None:
    assert set(enums.PAYMENT_TYPES) == set(PAYMENT_TYPES)
    assert set(enums.DELIVERY_TYPES) == set(DELIVERY_TYPES)
