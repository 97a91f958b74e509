"""Reloading a scenario: the first dataset is replaced, and the data of its worlds is reset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from oms_mock.behaviour import stored
from oms_mock.clock import system_clock
from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.services import order_edits, pull, scenario_reload, scenario_switch, seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase
from tests.services.contents import contents

Write = Callable[..., Scenario]
Open = Callable[[Scenario], Store]
PULLED = "9000000000000001"


@pytest.fixture(name="write")
def fixture_write(tmp_path: Path) -> Write:
    """Write a scenario of orders with these ids, and load it."""

    def write(*ids: int, **manifest: Any) -> Scenario:
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        described = {"description": "Mine.", "generated": {"orders": 0, "seed": 42}, **manifest}
        (folder / "scenario.json").write_text(json.dumps(described))
        (folder / "orders.json").write_text(json.dumps([order(42, each) for each in ids]))
        return library.load(str(folder))

    return write


@pytest.fixture(name="open_")
def fixture_open(new_database: NewDatabase) -> Iterator[Open]:
    """Open a store on a new database that holds a scenario."""
    with ExitStack() as opened:

        def open_(scenario: Scenario) -> Store:
            store = opened.enter_context(closing(Store(new_database())))
            seeding.fill(store, scenario)
            return store

        yield open_


@pytest.fixture(name="store")
def fixture_store(open_: Open, write: Write) -> Store:
    return open_(write(1, 2))


def ids(store: Store, world: str = DEFAULT_WORLD) -> list[int]:
    found = store.orders.bodies("simple", store.orders.positions(Worlds(store).enter(world), Listing(sort=("id",))))
    return [orjson.loads(body)["id"] for body in found]


def behaviour(store: Store, world: str) -> Any:
    return orjson.loads(Worlds(store).enter(world).behaviour)


def change_behaviour(store: Store, world: str, **changes: Any) -> None:
    with store.database.write() as connection:
        found = store.worlds.find(connection, world)
        assert found
        changed = {**orjson.loads(found.behaviour), **changes}
        text = orjson.dumps({key: each for key, each in changed.items() if each is not None}).decode()
        store.worlds.set_behaviour(connection, found, text)


def test_a_reloaded_database_equals_a_new_one(store: Store, write: Write, open_: Open) -> None:
    changed = write(2, 3, 4)
    assert scenario_reload.reload(store, changed) == scenario_reload.Reloaded((DEFAULT_WORLD,), ())
    assert contents(store) == contents(open_(changed))


def test_an_unchanged_scenario_is_not_reloaded(store: Store, write: Write) -> None:
    pull.pull(store, store.worlds.open(DEFAULT_WORLD), system_clock, [PULLED])
    assert scenario_reload.reload(store, write(1, 2)) is None
    assert ids(store) == [1, 2, 3]


def test_worlds_lose_their_own_changes_of_the_data_and_get_new_revisions(store: Store, write: Write) -> None:
    before = [Worlds(store).enter(name) for name in (DEFAULT_WORLD, "a")]
    pull.pull(store, before[0], system_clock, [PULLED])
    order_edits.delete(store, before[1], 1)
    reloaded = scenario_reload.reload(store, write(1, 2, 5))
    assert reloaded
    assert sorted(reloaded.worlds) == ["a", DEFAULT_WORLD]
    assert [ids(store), ids(store, "a"), ids(store, "new")] == [[1, 2, 5]] * 3
    after = [Worlds(store).enter(name) for name in (DEFAULT_WORLD, "a")]
    assert not {each.revision for each in before} & {each.revision for each in after}


def test_changes_that_stale_reads_do_not_see_are_dropped_with_the_data(store: Store, write: Write) -> None:
    change_behaviour(store, DEFAULT_WORLD, faults=[{"id": "late", "stale": {"for": "1h"}}])
    order_edits.change(store, Worlds(store).enter(DEFAULT_WORLD), system_clock, 1, {"notes": "mine"})
    assert stored.HIDDEN in behaviour(store, DEFAULT_WORLD)
    scenario_reload.reload(store, write(1, 2, 3))
    assert behaviour(store, DEFAULT_WORLD) == {"faults": [{"id": "late", "stale": {"for": "1h"}}]}
    with store.database.write() as connection:
        assert store.orders.count_own(connection) == {}


def test_a_world_with_another_scenario_is_not_changed_and_a_reset_gives_it_the_new_data(
    store: Store, write: Write
) -> None:
    worlds = Worlds(store)
    worlds.switch("a", "all-statuses")
    before = worlds.enter("a")
    scenario_reload.reload(store, write(5))
    assert worlds.enter("a") == before
    worlds.reset("a")
    assert ids(store, "a") == [5]


def test_faults_and_a_clock_of_a_world_are_kept_and_others_are_those_of_the_scenario(open_: Open, write: Write) -> None:
    store = open_(write(1, faults=[{"status": 500}], throttle="60/min"))
    for name in ("a", "b"):
        Worlds(store).enter(name)
    own = stored.write([{"status": 503, "id": "own"}], None)
    change_behaviour(store, "a", **orjson.loads(own))
    change_behaviour(store, "b", throttle=None, clock={"offset": 60})
    reloaded = scenario_reload.reload(store, write(1, faults=[{"status": 429}], throttle="5/s"))
    assert reloaded
    assert sorted(reloaded.with_other_faults) == ["b", DEFAULT_WORLD]
    assert [behaviour(store, "a")["faults"][0]["status"], behaviour(store, "a")["throttle"]] == [503, "5/s"]
    assert (behaviour(store, "b")["faults"][0]["status"], behaviour(store, "b")["clock"]) == (429, {"offset": 60})
    assert "throttle" not in behaviour(store, "b")


def test_of_two_processes_that_reload_at_the_same_time_one_replaces_the_data(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, seeded, others = write(3), scenario_switch.seeded, list[Any]()

    def while_another_reloads(*arguments: Any) -> Any:
        monkeypatch.setattr(scenario_switch, "seeded", seeded)
        others.append(scenario_reload.reload(store, changed))
        pull.pull(store, store.worlds.open(DEFAULT_WORLD), system_clock, [PULLED])
        return seeded(*arguments)

    monkeypatch.setattr(scenario_switch, "seeded", while_another_reloads)
    assert scenario_reload.reload(store, changed) is None
    assert (len(others), ids(store)) == (1, [3, 4])


def test_only_the_replaced_dataset_is_kept(store: Store, write: Write) -> None:
    Worlds(store).switch("a", "single")
    names = [store.worlds.open(DEFAULT_WORLD).dataset]
    for newest in range(3, 9):
        scenario_reload.reload(store, write(newest))
        names.append(store.worlds.open(DEFAULT_WORLD).dataset)
    with store.database.write() as connection:
        beside = {each.name for each in store.worlds.other_datasets(connection)}
    assert beside == {names[-2], Worlds(store).enter("a").dataset}


def test_an_edit_that_is_taken_back_restores_the_data(store: Store, write: Write) -> None:
    first = store.worlds.open(DEFAULT_WORLD).dataset
    scenario_reload.reload(store, write(3))
    scenario_reload.reload(store, write(1, 2))
    assert (ids(store), store.worlds.open(DEFAULT_WORLD).dataset) == ([1, 2], first)


def test_a_failure_while_the_new_data_is_written_leaves_the_old_data(
    store: Store, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert_batch, calls = seeding.insert_batch, []

    def interrupted(*arguments: Any) -> tuple[int, bool]:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return insert_batch(*arguments)

    monkeypatch.setattr(scenario_switch, "BATCH", 2)
    monkeypatch.setattr(seeding, "insert_batch", interrupted)
    changed = write(3, 4, 5, 6)
    with pytest.raises(OSError, match="disk"):
        scenario_reload.reload(store, changed)
    assert ids(store) == [1, 2]
    scenario_reload.reload(store, changed)
    assert ids(store) == [3, 4, 5, 6]
