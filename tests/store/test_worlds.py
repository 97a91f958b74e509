"""The behaviour of worlds, and complete datasets."""

from __future__ import annotations

from sqlalchemy import text, update

from oms_mock.services import seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store import tables
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase
from tests.store.conftest import OpenStore

RULES = '{"faults":[]}'
AT_BIRTH = '{"throttle":"1/min"}'


def set_behaviour(store: Store, name: str, text: str) -> None:
    with store.database.write() as connection:
        store.worlds.set_behaviour(connection, store.worlds.open(name), text)


def test_behaviour_is_read_with_its_world(store: Store) -> None:
    Worlds(store).enter("a")
    set_behaviour(store, "a", RULES)
    assert (store.worlds.open("a").behaviour, store.worlds.open(DEFAULT_WORLD).behaviour) == (RULES, "{}")


def test_behaviour_is_stored_under_the_column_name_of_earlier_versions(store: Store) -> None:
    set_behaviour(store, DEFAULT_WORLD, RULES)
    with store.database.write() as connection:
        assert connection.execute(text("SELECT controls FROM worlds WHERE name = 'default'")).scalar_one() == RULES
        assert connection.execute(text("SELECT controls FROM datasets")).scalar_one() == "{}"


def test_behaviour_does_not_change_the_revision(store: Store) -> None:
    before = store.worlds.open(DEFAULT_WORLD)
    set_behaviour(store, DEFAULT_WORLD, RULES)
    assert store.worlds.open(DEFAULT_WORLD) == before


def test_new_and_reset_worlds_have_the_behaviour_of_their_dataset(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute(update(tables.datasets).values(behaviour=AT_BIRTH))
    worlds = Worlds(store)
    assert worlds.enter("a").behaviour == AT_BIRTH
    for name in ("a", DEFAULT_WORLD):
        set_behaviour(store, name, RULES)
        worlds.reset(name)
        assert store.worlds.open(name).behaviour == AT_BIRTH


def test_a_completely_seeded_dataset_is_marked_complete(store: Store) -> None:
    dataset = store.worlds.dataset(store.worlds.open(DEFAULT_WORLD))
    assert (dataset.whole, dataset.first) == (1, 1)


def test_a_partially_seeded_dataset_is_not_marked_complete(open_store: OpenStore, new_database: NewDatabase) -> None:
    store = open_store(new_database())
    seen = []

    def look(_done: int, _orders: int) -> None:
        with store.database.write() as connection:
            seen.append(store.worlds.incomplete_dataset(connection))

    seeding.seed(store, None, seeding.BATCH + 1, 7, look)
    assert [each and each.orders for each in seen] == [seeding.BATCH + 1, None]
