"""Filtering and sorting orders is the same on every database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import BigInteger

from oms_mock.api.order_query import SORTABLE
from oms_mock.dataset.scenarios import library
from oms_mock.services import seeding, views
from oms_mock.store import tables
from oms_mock.store.listing import Comparison, Filter, Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase

NUMBERS = ("Abc", "abc", "ABC", "a%c", "a_c", "şeker", "Şeker", "İz", "iz", "e\u0301x", "éx", "😀1", "\\x", "'--")
(ORDER,) = library.load("single", orders=None, seed=None).orders()


@pytest.fixture(name="numbered", scope="module")
def fixture_numbered(new_database: NewDatabase) -> Iterator[Store]:
    """A store with an order of each number; the number is the email address too."""
    with closing(Store(new_database())) as store:
        seeding.seed(store, "single", None, None)
        orders = [order(number, pk) for pk, number in enumerate(NUMBERS, 100)]
        with store.database.write() as connection:
            store.orders.add(connection, store.worlds.open(DEFAULT_WORLD), map(views.order_row, orders))
        yield store


def order(number: str, pk: int) -> dict[str, Any]:
    return ORDER | {"number": number, "id": pk, "customer": ORDER["customer"] | {"email": number}}


def found(store: Store, column: str, comparison: Comparison, value: Any) -> list[str]:
    world = store.worlds.open(DEFAULT_WORLD)
    positions = store.orders.positions(world, Listing((Filter(column, comparison, value),), ("id",)))
    return [NUMBERS[position - 2] for position in positions]


@pytest.mark.parametrize(
    "beginning", [*NUMBERS, "A", "a", "%", "_", "ş", "Ş", "İ", "i", "e", "é", "😀", "\\", "'", "b"]
)
def test_a_prefix_is_compared_character_by_character(numbered: Store, beginning: str) -> None:
    expected = [number for number in NUMBERS if number.startswith(beginning)]
    assert found(numbered, "number", "startswith", beginning) == expected


@pytest.mark.parametrize("value", [*NUMBERS, "sEKER", "abc ", "a\u0301"])
def test_strings_are_equal_only_if_each_character_is_equal(numbered: Store, value: str) -> None:
    assert found(numbered, "customer_email", "eq", value) == [number for number in NUMBERS if number == value]


@pytest.mark.parametrize("key", SORTABLE)
def test_sorting_does_not_depend_on_the_collation(key: str) -> None:
    assert isinstance(tables.orders.c[key].type, BigInteger)


def test_long_strings_are_stored_completely(store: Store) -> None:
    world = store.worlds.open(DEFAULT_WORLD)
    with store.database.write() as connection:
        store.orders.add(connection, world, [views.order_row(order("9" * 1000, 100))])
        assert store.orders.channel_of_number(connection, world, "9" * 1000) == ORDER["channel"]["name"]


def test_bodies_are_returned_as_the_written_bytes(store: Store) -> None:
    found = store.orders.find(store.worlds.open(DEFAULT_WORLD), 1)
    row = views.order_row(ORDER)
    assert found == (row.full, row.items_start, row.items_end, row.item_count)
    assert type(found[0]) is bytes
