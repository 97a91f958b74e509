"""Changes and deletions of a world hide rows of its dataset in that world only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select

from oms_mock.dataset import generator
from oms_mock.services import seeding, views
from oms_mock.services.worlds import Worlds
from oms_mock.store import tables
from oms_mock.store.listing import Filter, Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, World
from tests.databases import NewDatabase
from tests.store.conftest import OpenStore

FEW = 40
PERSONA = generator.order(42, 7)


@pytest.fixture(name="filled")
def fixture_filled(open_store: OpenStore, new_database: NewDatabase) -> Store:
    """A store with forty orders."""
    store = open_store(new_database())
    seeding.seed(store, "default", FEW, None)
    return store


def changed(store: Store, world: World, *, order: Any = None, gone: int | None = None) -> World:
    with store.database.write() as connection:
        if order:
            store.orders.replace(connection, world, views.order_row(order))
        if gone:
            store.orders.remove(connection, world, gone)
        store.worlds.touch(connection, world)
    return store.worlds.open(world.name)


def ids(store: Store, world: World, *filters: Filter) -> list[int]:
    positions = store.orders.positions(world, Listing(filters))
    with store.database.write() as connection:
        rows = dict(connection.execute(select(tables.orders.c.position, tables.orders.c.id)).all())
    return [rows[position] for position in positions[:]]


def test_an_order_that_a_world_deletes_is_hidden_in_that_world_only(filled: Store) -> None:
    one, other = (Worlds(filled).enter(name) for name in "ab")
    one = changed(filled, one, gone=7)
    assert 7 not in ids(filled, one)
    assert 7 in ids(filled, other)
    assert [filled.orders.exists(world, 7) for world in (one, other)] == [False, True]
    assert filled.orders.find(one, 7) is None
    assert filled.orders.full_by_id(one, [7, 8]).keys() == {8}
    with filled.database.write() as connection:
        assert filled.orders.read(connection, one, 7) is None
        assert filled.orders.channel_of_number(connection, one, PERSONA["number"]) is None
        assert filled.orders.channel_of_number(connection, other, PERSONA["number"]) is not None


def test_a_changed_order_is_found_by_its_new_values(filled: Store) -> None:
    one, other = (Worlds(filled).enter(name) for name in "ab")
    order = PERSONA | {"number": "CHANGED", "customer": PERSONA["customer"] | {"email": "new@example.com"}}
    one = changed(filled, one, order=order)
    by_number, by_email = (Filter("number", "eq", "CHANGED"), Filter("customer_email", "eq", "new@example.com"))
    assert ids(filled, one, by_number) == ids(filled, one, by_email) == [7]
    assert ids(filled, one, Filter("number", "eq", PERSONA["number"])) == []
    assert ids(filled, other, by_number) == []
    assert len(ids(filled, one)) == len(set(ids(filled, one))) == FEW
    found = filled.orders.find(one, 7)
    assert found
    assert found[0] == views.order_row(order).full
    with filled.database.write() as connection:
        assert filled.orders.count_own(connection) == {"a": 1}


def test_a_second_change_keeps_one_row_and_deleting_keeps_none(filled: Store) -> None:
    one = Worlds(filled).enter("a")
    for notes in ("once", "twice"):
        one = changed(filled, one, order=PERSONA | {"notes": notes})
    assert rows_of(filled, "a") == (1, 1, 1)
    one = changed(filled, one, gone=7)
    assert rows_of(filled, "a") == (0, 0, 1)
    assert not filled.orders.exists(one, 7)


def test_a_reset_restores_the_dataset_and_a_drop_leaves_no_rows(filled: Store) -> None:
    worlds = Worlds(filled)
    before = ids(filled, worlds.enter("a"))
    changed(filled, worlds.enter("a"), gone=7, order=PERSONA | {"id": 8})
    worlds.reset("a")
    assert ids(filled, filled.worlds.open("a")) == before
    changed(filled, worlds.enter("a"), gone=7)
    worlds.drop("a")
    assert rows_of(filled, "a") == (0, 0, 0)


def rows_of(store: Store, world: str) -> tuple[int, ...]:
    """Count what a world has itself: orders, bodies, hidden orders."""
    with store.database.write() as connection:
        return tuple(
            connection.scalar(select(func.count()).select_from(table).where(table.c.world == world)) or 0
            for table in (tables.orders, tables.order_bodies, tables.hidden_orders)
        )


def test_newest_and_oldest_ignore_hidden_orders(filled: Store) -> None:
    one = Worlds(filled).enter("a")
    ends = []
    with filled.database.write() as connection:
        for _ in range(2):
            newest, oldest = filled.orders.newest(connection, one), filled.orders.oldest(connection, one)
            assert newest
            assert oldest
            ends.append((newest, oldest))
            filled.orders.remove(connection, one, newest)
            filled.orders.remove(connection, one, oldest)
        filled.orders.add(connection, one, [views.order_row(PERSONA | {"id": 5000})])
        assert filled.orders.newest(connection, one) == 5000
    assert ends == [(generator.id_at(FEW - 1), 1), (generator.id_at(FEW - 2), 2)]


def test_positions_are_never_used_twice(filled: Store) -> None:
    worlds = Worlds(filled)
    one = changed(filled, worlds.enter("a"), order=PERSONA)
    (position,) = filled.orders.positions(one, Listing((Filter("id", "eq", 7),)))[:]
    worlds.reset("a")
    other = changed(filled, worlds.enter("b"), order=PERSONA)
    assert position not in filled.orders.positions(other, Listing())[:]
    with pytest.raises(LookupError):
        filled.orders.bodies("full", [position])


@contextmanager
def counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    read, texts = store.database.rows, []

    def rows(query: Any, values: Any) -> list[Any]:
        texts.append(query.text)
        return read(query, values)

    with monkeypatch.context() as patched:
        patched.setattr(store.database, "rows", rows)
        yield texts


def test_an_unchanged_world_queries_its_changes_once(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world = Worlds(filled).enter("a")
    filled.orders.positions(world, Listing())
    with counted(filled, monkeypatch) as texts:
        filled.orders.positions(world, Listing())
        filled.orders.exists(world, 7)
        filled.orders.find(world, 7)
    assert len(texts) == 3


def test_merged_positions_are_cached(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world = changed(filled, Worlds(filled).enter("a"), gone=7)
    first = filled.orders.positions(world, Listing())
    with counted(filled, monkeypatch) as texts:
        assert filled.orders.positions(world, Listing()) is first
    assert texts == []


def test_forgetting_a_world_uses_an_index(files: NewDatabase) -> None:
    said: list[tuple[str, Any]] = []
    with closing(Store(files())) as store:
        seeding.seed(store, "single", None, None)
        world = store.worlds.open(DEFAULT_WORLD)
        with store.database.write() as connection:
            event.listen(connection, "before_cursor_execute", lambda *call: said.append((call[2], call[3])))
            store.remove_own_rows(connection, world)
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all() for text, values in said[:]]
    steps = [step[-1] for plan in plans for step in plan]
    assert len(said) >= len(plans) >= 6
    assert [step for step in steps if step.startswith("SCAN")] == []
