"""Changing one key of the behaviour of a world."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import orjson
import pytest

from oms_mock.errors import StoreUnavailableError
from oms_mock.services import behaviour_updates, seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store.store import Store
from tests.databases import NewDatabase


@pytest.fixture(name="store")
def fixture_store(new_database: NewDatabase) -> Iterator[Store]:
    with closing(Store(new_database())) as store:
        seeding.seed(store, "single", None, None)
        Worlds(store).enter("a")
        yield store


def test_changing_one_key_does_not_affect_the_others(store: Store) -> None:
    behaviour_updates.edit(store, "a", "throttle", lambda _: "60/min")
    behaviour_updates.edit(store, "a", "faults", lambda _: [{"status": 503}])
    behaviour_updates.edit(store, "a", "throttle", lambda _: None)
    assert orjson.loads(store.worlds.open("a").behaviour) == {"faults": [{"status": 503}]}
    assert store.worlds.open("default").behaviour == "{}"


def test_concurrent_changes_are_all_stored(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(20):
            pool.submit(
                behaviour_updates.edit, store, "a", "faults", lambda known, number=number: [*(known or []), number]
            )
    assert sorted(orjson.loads(store.worlds.open("a").behaviour)["faults"]) == list(range(20))


def test_changing_a_dropped_world_is_an_error(store: Store) -> None:
    with pytest.raises(StoreUnavailableError, match="the world b was dropped"):
        behaviour_updates.edit(store, "b", "throttle", lambda _: "1/s")
