"""Switch worlds to other scenarios than the one that the database was seeded with.

A scenario is seeded as a dataset of its own when it is chosen for the first time, and shared by all worlds. When the
limit is reached, the dataset that was not used for longest, and that no world uses now, is removed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import ScenarioError, StoreUnavailableError, TooManyDatasetsError, UnusableValueError
from oms_mock.services import seeding
from oms_mock.spec import near
from oms_mock.store.store import Store
from oms_mock.store.worlds import REMOVING, Dataset, World

MAX_DATASETS = 12
"""Datasets in one database, in addition to the first one."""
BATCH = 100
"""Orders in one transaction. Other writers wait for it."""
LONGEST_PAUSE = 0.05
"""Seconds between two transactions, in which other writers get their turn."""
MOST_SENT = 10_000
"""Orders of a scenario whose documents a request contains."""
MOST_PROBLEMS = 20
"""Problems of such documents that are reported."""
ATTEMPTS = 3
IN_PROGRESS = 60
"""Seconds after the last batch during which a partially seeded dataset is not removed."""

Clock = Callable[[], float]


def names(store: Store) -> dict[str, str]:
    """Return the descriptions of the available scenarios, by name: the shipped ones and that of the database."""
    first = _first(store).scenario
    return {first: "The scenario that the database was seeded with.", **library.descriptions()}


def switch(store: Store, world_name: str, name: str, clock: Clock = time.time) -> World:
    """Reset a world to a scenario, which is seeded first if necessary.

    Raises UnusableValueError for an unknown name, TooManyDatasetsError, and StoreUnavailableError if the world was
    removed.
    """
    first = _first(store)
    return _switch(store, world_name, first if name == first.scenario else _load(store, name), clock)


def switch_to_documents(
    store: Store, world_name: str, name: str, documents: Mapping[str, Any], clock: Clock = time.time
) -> World:
    """Reset a world to the scenario that these documents are, by the names of their files.

    Raises UnusableValueError with the problems of the documents, and what `switch` raises.
    """
    try:
        scenario = library.of_documents(name, documents)
    except ScenarioError as error:
        first, *others = (UnusableValueError(each.place, each.message) for each in error.problems[:MOST_PROBLEMS])
        raise UnusableValueError(first.where, first.why, tuple(others)) from None
    if scenario.count > MOST_SENT:
        raise UnusableValueError("$.files", f"has {scenario.count:,} orders, more than {MOST_SENT:,}: seed a database")
    return _switch(store, world_name, scenario, clock)


def _switch(store: Store, world_name: str, chosen: Dataset | Scenario, clock: Clock) -> World:
    for _ in range(ATTEMPTS):
        dataset = chosen if isinstance(chosen, Dataset) else seeded(store, chosen, clock)
        if dataset and (world := _point(store, world_name, dataset, int(clock()))):
            return world
    raise StoreUnavailableError("the scenario was removed again and again")


def as_if_switched(store: Store, world: World, name: str, clock: Clock = time.time) -> World:
    """Return a read-only view of a world with the data of another scenario. The world itself is not changed.

    Raises UnusableValueError for an unknown name, and TooManyDatasetsError.
    """
    first = _first(store)
    scenario = None if name == first.scenario else _load(store, name)
    for _ in range(ATTEMPTS):
        if dataset := first if scenario is None else seeded(store, scenario, clock):
            return replace(world, dataset=dataset.name)
    raise StoreUnavailableError(f"the scenario {name} was removed again and again")


def _first(store: Store) -> Dataset:
    with store.database.write() as connection:
        first = store.worlds.first_dataset(connection)
    if first is None:
        raise StoreUnavailableError("the database is empty")
    return first


def _load(store: Store, name: str) -> Scenario:
    """Load a shipped scenario. A request can name no path."""
    if name in library.names():
        return library.load(name)
    possible = list(names(store))
    hint = near.did_you_mean(name, possible, f"the scenarios are {', '.join(possible)}")
    raise UnusableValueError("$.name", f"unknown scenario; {hint}")


def _point(store: Store, world_name: str, dataset: Dataset, now: int) -> World | None:
    """Reset a world to a dataset. Return None if the dataset was removed meanwhile."""
    with store.database.write() as connection:
        world = store.worlds.find(connection, world_name)
        if world is None:
            raise StoreUnavailableError(f"the world {world_name} has gone")
        known = store.worlds.find_dataset(connection, dataset.name)
        if known is None or known.whole != 1:
            return None
        store.remove_own_rows(connection, world)
        store.worlds.switch(connection, world, known)
        store.worlds.mark_dataset_used(connection, dataset.name, now)
        return store.worlds.find(connection, world_name)


def seeded(store: Store, scenario: Scenario, clock: Clock) -> Dataset | None:
    """Return the complete dataset of a scenario, seeding it if necessary. None if it was removed meanwhile.

    Several processes or threads that do this at the same time share the work.
    """
    dataset = _begin(store, scenario, clock)
    is_complete = bool(dataset.whole)
    while not is_complete:
        began = time.monotonic()
        try:
            with store.database.write() as connection:
                _, is_complete = seeding.insert_batch(store, connection, dataset, scenario, BATCH)
                store.worlds.mark_dataset_used(connection, dataset.name, int(clock()))
        except LookupError:
            return None
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
    return dataset


def _begin(store: Store, scenario: Scenario, clock: Clock) -> Dataset:
    """Return the dataset of a scenario, or record a new one under a name that was never used before."""
    _make_space(store, scenario, clock)
    wanted = seeding.dataset_of(scenario)
    with store.database.write() as connection:
        if known := _find(store, connection, scenario):
            return known
        if len(store.worlds.other_datasets(connection)) >= MAX_DATASETS:
            raise TooManyDatasetsError(MAX_DATASETS)
        created = replace(wanted, name=f"{wanted.name}-{secrets.token_hex(8)}", used=int(clock()))
        store.worlds.add_dataset(connection, created)
        return created


def _find(store: Store, connection: Connection, scenario: Scenario) -> Dataset | None:
    wanted = seeding.dataset_of(scenario)
    there = (each for each in store.worlds.other_datasets(connection) if each.whole != REMOVING)
    return next((each for each in there if replace(each, name=wanted.name) == wanted), None)


def _make_space(store: Store, scenario: Scenario, clock: Clock) -> None:
    """Remove the datasets whose removal has begun and, where the limit is reached, the least recently used."""
    with store.database.write() as connection:
        marked = [each.name for each in store.worlds.other_datasets(connection) if each.whole == REMOVING]
        if _find(store, connection, scenario) is None:
            marked += _mark_idle(store, connection, int(clock()))
    for name in marked:
        is_done = False
        while not is_done:
            with store.database.write() as connection:
                is_done = store.remove_batch(connection, name, BATCH)


def _mark_idle(store: Store, connection: Connection, now: int) -> list[str]:
    """Mark idle datasets for removal, so that one more fits. Return their names; none if all are in use."""
    in_use = store.worlds.datasets_in_use(connection)
    beside = [each for each in store.worlds.other_datasets(connection) if each.whole != REMOVING]
    idle = [each for each in beside if each.name not in in_use and (each.whole or now - each.used > IN_PROGRESS)]
    marked = [each.name for each in idle[: max(len(beside) + 1 - MAX_DATASETS, 0)]]
    for name in marked:
        store.worlds.mark_for_removal(connection, name)
    return marked
