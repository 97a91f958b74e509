"""The order of the checks of a pull: each order here fails several checks, and the first is reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock import wire
from oms_mock.clock import system_clock
from oms_mock.dataset.omnitron import omnitron_orders
from oms_mock.services import pull, seeding
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase

OLD = {"omnitron_id": 1}
BARRED: dict[str, Any] = {"channel": {"id": 77, "name": "Barred"}}
STRAY = {"cargo_company": 500}


@pytest.fixture(name="store")
def fixture_store(new_database: NewDatabase) -> Iterator[Store]:
    store = Store(new_database())
    seeding.seed(store, "single", None, None)
    yield store
    store.close()


def put_into_omnitron(store: Store, number: str, **changes: Any) -> None:
    model = next(iter(omnitron_orders(42)))
    world = store.worlds.open(DEFAULT_WORLD)
    with store.database.write() as connection:
        store.omnitron.add(connection, world, [(number, wire.dumps(model | {"number": number} | changes))])


def error_of(store: Store, number: str) -> str:
    (result,) = pull.pull(store, store.worlds.open(DEFAULT_WORLD), system_clock, [number])
    return "".join(result.errors)


@pytest.mark.parametrize(
    ("number", "changes", "beginning"),
    [
        ("2200000000000001", OLD | BARRED | STRAY, "Order number: "),
        ("A", OLD | BARRED | STRAY, "Order create operation does not allowed! Because of Order ID: 1 "),
        ("B", BARRED | STRAY, "Order create operation does not allowed! Because of Channel ID:77 "),
        ("C", STRAY, "Cargo company:500 "),
        ("D", {"cargo_company": None}, ""),
        ("E", {"omnitron_id": 10_000}, ""),
        ("F", {"omnitron_id": 9_999}, "Order create operation does not allowed! Because of Order ID: 9999 "),
    ],
)
def test_checks_run_in_the_documented_order(store: Store, number: str, changes: Any, beginning: str) -> None:
    put_into_omnitron(store, number, **changes)
    error = error_of(store, number)
    assert error.startswith(beginning)
    assert bool(error) == bool(beginning)


def test_a_pull_that_fails_half_way_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(store.webhook_events, "add", fail)
    world = store.worlds.open(DEFAULT_WORLD)
    with pytest.raises(RuntimeError):
        pull.pull(store, world, system_clock, ["9000000000000001"])
    assert store.worlds.open(DEFAULT_WORLD) == world
    assert not store.orders.exists(world, 2)
