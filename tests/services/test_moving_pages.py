"""Pages that are read while their orders are deleted or changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from oms_mock.clock import system_clock
from oms_mock.errors import StoreUnavailableError
from oms_mock.services import list_mutations, order_edits, orders, seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from tests.databases import NewDatabase


@pytest.fixture(name="store")
def fixture_store(new_database: NewDatabase) -> Iterator[Store]:
    with closing(Store(new_database())) as store:
        seeding.seed(store, "single", None, None)
        yield store


def page(store: Store, world: Any) -> orders.Page:
    return orders.page(store, world, "simple", Listing(), "1", 10)


def before_bodies(store: Store, monkeypatch: pytest.MonkeyPatch, function: Any) -> None:
    """Call a function once between reading the list and reading its orders."""
    read, left = store.orders.bodies, [function]

    def bodies(view: Any, positions: Any) -> list[bytes]:
        if left:
            left.pop()()
        return read(view, positions)

    monkeypatch.setattr(store.orders, "bodies", bodies)


def test_a_page_is_read_again_when_one_of_its_orders_is_deleted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world = Worlds(store).enter("a")
    arrived = list_mutations.arrive(store, world, system_clock)
    seen = store.worlds.open("a")
    before_bodies(store, monkeypatch, lambda: order_edits.delete(store, world, arrived))
    assert page(store, seen).count == 1


def test_a_page_contains_the_new_version_when_one_of_its_orders_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Worlds(store).enter("a")
    arrived = list_mutations.arrive(store, world, system_clock)
    seen = store.worlds.open("a")
    patch = {"number": "CHANGED"}
    before_bodies(store, monkeypatch, lambda: order_edits.change(store, world, system_clock, arrived, patch))
    assert b'"number":"CHANGED"' in page(store, seen).bodies[0]


def test_a_page_of_a_world_that_is_removed_raises(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = Worlds(store)
    list_mutations.arrive(store, worlds.enter("a"), system_clock)
    seen = store.worlds.open("a")
    before_bodies(store, monkeypatch, lambda: worlds.drop("a"))
    with pytest.raises(StoreUnavailableError, match="the world a has gone"):
        page(store, seen)
