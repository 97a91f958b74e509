"""Switching worlds to other scenarios, and the limit of datasets."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from oms_mock.clock import system_clock
from oms_mock.dataset.scenarios import library
from oms_mock.errors import SetupError, StoreUnavailableError, TooManyDatasetsError, UnusableValueError
from oms_mock.services import order_edits, pull, scenario_switch, seeding
from oms_mock.services.worlds import Worlds
from oms_mock.store import tables
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, REMOVING
from tests.databases import NewDatabase
from tests.services import dying
from tests.services.contents import contents

Open = Callable[..., Store]
SMALL_BATCH = 4
LARGE = "all-statuses"
"""A scenario of eighteen orders: five small batches."""


class StoppedError(Exception):
    """Raised to interrupt the seeding."""


@pytest.fixture(name="open_")
def fixture_open(new_database: NewDatabase) -> Iterator[Open]:
    """Open a store on a database, by default a new one that holds one order."""
    with ExitStack() as opened:

        def open_(url: str | None = None, source: str = "single") -> Store:
            store = opened.enter_context(closing(Store(url or new_database())))
            seeding.seed(store, source, None, None)
            return store

        yield open_


@pytest.fixture(name="store")
def fixture_store(open_: Open) -> Store:
    return open_()


@pytest.fixture(name="small_batches")
def fixture_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_switch, "BATCH", SMALL_BATCH)
    monkeypatch.setattr(scenario_switch, "LONGEST_PAUSE", 0)


def switch(store: Store, name: str, scenario: str) -> int:
    """Switch a world and return its number of orders."""
    world = Worlds(store).switch(name, scenario)
    return len(store.orders.positions(world, Listing()))


def datasets(store: Store) -> list[tuple[str, int]]:
    """Return the scenarios of the additional datasets, and whether they are complete."""
    with store.database.write() as connection:
        return [(each.scenario, each.whole) for each in store.worlds.other_datasets(connection)]


def rows(store: Store, table: Any) -> int:
    with store.database.write() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("scenario", sorted({*library.names()} - {"many-pages", "reference"}))
def test_a_switched_world_equals_a_server_with_that_scenario(open_: Open, scenario: str) -> None:
    switched = open_(source="empty" if scenario == "single" else "single")
    assert Worlds(switched).switch(DEFAULT_WORLD, scenario) == switched.worlds.open(DEFAULT_WORLD)
    assert contents(switched) == contents(open_(source=scenario))


def test_a_switch_resets_one_world_and_no_other(store: Store) -> None:
    worlds = Worlds(store)
    before = worlds.enter("a")
    pull.pull(store, before, system_clock, ["9000000000000001"])
    order_edits.delete(store, worlds.enter("a"), 1)
    assert switch(store, "a", LARGE) == 18
    assert [len(store.orders.positions(worlds.enter(name), Listing())) for name in ("b", DEFAULT_WORLD)] == [1, 1]
    assert worlds.enter("a").revision != before.revision
    assert switch(store, "a", "single") == 1
    assert worlds.enter("a").dataset == before.dataset
    assert store.orders.exists(worlds.enter("a"), 1)


def test_a_world_that_does_not_exist_is_created(store: Store) -> None:
    assert switch(store, "new", LARGE) == 18


def test_forget_is_called_with_the_switched_world(store: Store) -> None:
    forgotten: list[str] = []
    Worlds(store, forget=forgotten.append).switch("a", LARGE)
    assert forgotten == ["a"]


def test_a_scenario_is_seeded_once_for_all_worlds(store: Store) -> None:
    for name in ("a", "b", "a"):
        switch(store, name, LARGE)
    assert datasets(store) == [(LARGE, 1)]


@pytest.mark.usefixtures("small_batches")
def test_concurrent_switches_seed_a_scenario_once(open_: Open, new_database: NewDatabase) -> None:
    url = new_database()
    stores = [open_(url) for _ in range(3)]
    with ThreadPoolExecutor(9) as pool:
        counts = pool.map(lambda number: switch(stores[number % 3], f"w{number}", LARGE), range(9))
        assert list(counts) == [18] * 9
    assert datasets(stores[0]) == [(LARGE, 1)]
    assert rows(stores[0], tables.orders) == 19


def test_a_reset_switches_back_to_the_scenario_of_the_database(store: Store) -> None:
    for name in ("a", DEFAULT_WORLD):
        switch(store, name, LARGE)
        Worlds(store).reset(name)
        assert len(store.orders.positions(store.worlds.open(name), Listing())) == 1


def test_a_new_world_has_the_scenario_of_the_database(store: Store) -> None:
    switch(store, DEFAULT_WORLD, LARGE)
    assert len(store.orders.positions(Worlds(store).enter("later"), Listing())) == 1


def test_a_switched_default_world_is_kept_after_a_restart(open_: Open, new_database: NewDatabase) -> None:
    url = new_database()
    switch(open_(url), DEFAULT_WORLD, LARGE)
    again = open_(url)
    assert len(again.orders.positions(again.worlds.open(DEFAULT_WORLD), Listing())) == 18
    with pytest.raises(SetupError, match="the database holds scenario single"):
        seeding.seed(again, LARGE, None, None)


@pytest.mark.parametrize("name", ["nope", "../empty", "/etc", "", "singel"])
def test_an_unknown_name_or_a_path_is_rejected(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableValueError) as rejected:
        switch(store, "a", name)
    assert str(rejected.value).startswith("$.name: unknown scenario; ")


def test_a_folder_is_accepted_only_if_the_database_was_seeded_with_it(open_: Open, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "scenario.json").write_text('{"description": "", "generated": {"orders": 0, "seed": 1}}')
    with pytest.raises(UnusableValueError):
        switch(open_(), "a", str(folder))
    mine = open_(source=str(folder))
    assert [switch(mine, "a", name) for name in (LARGE, "mine")] == [18, 0]
    assert scenario_switch.names(mine)["mine"] == "The scenario that the database was seeded with."


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [1, 3])
def test_an_interrupted_seeding_is_continued_by_the_next_switch(
    store: Store, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    left, insert = [batches], seeding._insert

    def stop(*arguments: Any) -> None:
        if not left[0]:
            raise StoppedError
        left[0] -= 1
        insert(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(seeding, "_insert", stop)
        with pytest.raises(StoppedError):
            switch(store, "a", LARGE)
    assert datasets(store) == [(LARGE, 0)]
    assert len(store.orders.positions(store.worlds.open("a"), Listing())) == 1
    assert switch(store, "a", LARGE) == 18
    assert rows(store, tables.orders) == 19


DIES_IN_THE_MIDDLE = dying.script("scenario_switch.BATCH = 4", 'Worlds(store).switch("a", "all-statuses")')


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_process_leaves_complete_batches_and_seeding_continues(open_: Open, new_database: NewDatabase) -> None:
    url = new_database()
    store = open_(url)
    killed = subprocess.run([sys.executable, "-c", DIES_IN_THE_MIDDLE, url])
    assert (killed.returncode, rows(store, tables.orders)) == (-signal.SIGKILL, 1 + SMALL_BATCH)
    assert switch(store, DEFAULT_WORLD, LARGE) == 18
    assert contents(store) == contents(open_(source=LARGE))


@pytest.mark.usefixtures("small_batches")
def test_orders_are_inserted_in_small_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add, sizes = store.orders.add, []

    def count(connection: Any, world: Any, added: Any, **options: Any) -> None:
        known = list(added)
        sizes.append(len(known))
        add(connection, world, known, **options)

    monkeypatch.setattr(store.orders, "add", count)
    switch(store, "a", LARGE)
    assert sizes == [4, 4, 4, 4, 2]


@pytest.fixture(name="room_for_two")
def fixture_room_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenario_switch, "MAX_DATASETS", 2)
    monkeypatch.setattr(scenario_switch, "BATCH", SMALL_BATCH)


@pytest.mark.usefixtures("room_for_two")
def test_the_least_recently_used_dataset_is_removed_at_the_limit(store: Store) -> None:
    for scenario in (LARGE, "empty", "exactly-one-page"):
        switch(store, "a", scenario)
    assert datasets(store) == [("empty", 1), ("exactly-one-page", 1)]
    assert rows(store, tables.orders) == rows(store, tables.order_bodies) == 11
    assert switch(store, "a", LARGE) == 18


@pytest.mark.usefixtures("room_for_two")
def test_another_scenario_is_rejected_if_all_datasets_are_in_use(store: Store) -> None:
    switch(store, "a", LARGE)
    switch(store, "b", "empty")
    with pytest.raises(TooManyDatasetsError):
        switch(store, "c", "exactly-one-page")
    assert [switch(store, "c", name) for name in ("empty", "single", LARGE)] == [0, 1, 18]
    Worlds(store).drop("b")
    assert switch(store, "c", "exactly-one-page") == 10


@pytest.mark.usefixtures("room_for_two")
def test_a_dataset_that_is_being_seeded_is_not_removed_for_a_minute(store: Store) -> None:
    with store.database.write() as connection:
        for name in ("one", "two"):
            fresh = seeding.Dataset(name, name, 1, 5, 0, "", used=1_000_000)
            store.worlds.add_dataset(connection, fresh)
    Worlds(store).enter("a")
    with pytest.raises(TooManyDatasetsError):
        scenario_switch.switch(store, "a", LARGE, lambda: 1_000_000 + scenario_switch.IN_PROGRESS)
    scenario_switch.switch(store, "a", LARGE, lambda: 1_000_001 + scenario_switch.IN_PROGRESS)
    assert datasets(store) == [("two", 0), (LARGE, 1)]


def test_a_dataset_whose_removal_has_begun_is_not_used_and_is_removed(store: Store) -> None:
    switch(store, "a", LARGE)
    switch(store, "a", "single")
    with store.database.write() as connection:
        (known,) = store.worlds.other_datasets(connection)
        store.worlds.mark_for_removal(connection, known.name)
    assert datasets(store) == [(LARGE, REMOVING)]
    assert switch(store, "a", LARGE) == 18
    assert datasets(store) == [(LARGE, 1)]
    assert store.worlds.open("a").dataset != known.name


def test_a_dataset_that_is_removed_during_a_switch_is_seeded_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded, gone = scenario_switch.seeded, []

    def take_away(*arguments: Any) -> Any:
        dataset = seeded(*arguments)
        if not gone:
            gone.append(dataset)
            with store.database.write() as connection:
                store.worlds.mark_for_removal(connection, dataset.name)
        return dataset

    monkeypatch.setattr(scenario_switch, "seeded", take_away)
    assert switch(store, "a", LARGE) == 18
    assert [each.name == store.worlds.open("a").dataset for each in gone] == [False]


def test_a_world_that_was_removed_is_not_switched(store: Store) -> None:
    with pytest.raises(StoreUnavailableError, match="the world gone has gone"):
        scenario_switch.switch(store, "gone", LARGE)
