"""The scenario that a world looks at: chosen by name, and filled beside the first one when it is chosen first."""

from __future__ import annotations

import difflib
import secrets
import time
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import StoreUnavailableError, TooManyDatasetsError, UnusableValueError
from oms_mock.services import seeding
from oms_mock.store.store import Store
from oms_mock.store.worlds import GOING, Dataset, World

MOST = 12
"""Datasets in one database, beside the first one."""
BATCH = 100
"""Orders in one transaction: others wait for it."""
LONGEST_PAUSE = 0.05
"""Seconds between two transactions: others get their turn."""
ATTEMPTS = 3
IN_PROGRESS = 60
"""Seconds for which one that is being filled is left to whoever fills it."""

Clock = Callable[[], float]


def names(store: Store) -> dict[str, str]:
    """Describe the scenarios that can be chosen, by name: those that ship, and the one of the database."""
    first = _first(store).scenario
    return {first: "The one that the database was filled with.", **library.descriptions()}


def choose(store: Store, world_name: str, name: str, clock: Clock = time.time) -> World:
    """Let a world look at a scenario, as freshly born; one that nobody looks at may have to go for it.

    Raises UnusableValueError for a name that is none, TooManyDatasetsError, and StoreUnavailableError where the
    world has gone.
    """
    first = _first(store)
    scenario = None if name == first.scenario else _load(store, name)
    for _ in range(ATTEMPTS):
        dataset = first if scenario is None else _filled(store, scenario, clock)
        if dataset and (world := _pointed(store, world_name, dataset, int(clock()))):
            return world
    raise StoreUnavailableError(f"the scenario {name} was taken away again and again")


def seen(store: Store, world: World, name: str, clock: Clock = time.time) -> World:
    """Return a world as if it looked at a scenario, to be read from only; the world itself stays as it is.

    Raises UnusableValueError for a name that is none, and TooManyDatasetsError.
    """
    first = _first(store)
    scenario = None if name == first.scenario else _load(store, name)
    for _ in range(ATTEMPTS):
        if dataset := first if scenario is None else _filled(store, scenario, clock):
            return replace(world, dataset=dataset.name)
    raise StoreUnavailableError(f"the scenario {name} was taken away again and again")


def _first(store: Store) -> Dataset:
    with store.database.write() as connection:
        first = store.worlds.first(connection)
    if first is None:
        raise StoreUnavailableError("the database is empty")
    return first


def _load(store: Store, name: str) -> Scenario:
    """Load a scenario that ships; a request names no path."""
    if name in library.names():
        return library.load(name)
    possible = list(names(store))
    near = difflib.get_close_matches(name[:100], possible, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(possible)}"
    raise UnusableValueError("$.name", f"there is no such scenario: {hint}")


def _pointed(store: Store, world_name: str, dataset: Dataset, now: int) -> World | None:
    """Point a world at a dataset, unless that has gone."""
    with store.database.write() as connection:
        world = store.worlds.find(connection, world_name)
        if world is None:
            raise StoreUnavailableError(f"the world {world_name} has gone")
        known = store.worlds.known(connection, dataset.name)
        if known is None or known.whole != 1:
            return None
        store.forget(connection, world)
        store.worlds.point(connection, world, known)
        store.worlds.note(connection, dataset.name, now)
        return store.worlds.find(connection, world_name)


def _filled(store: Store, scenario: Scenario, clock: Clock) -> Dataset | None:
    """Find the dataset of a scenario, whole; fill it, or go on filling it, where it is not.

    Several who do so at the same time share the work. None where it has been taken away meanwhile.
    """
    dataset = _begun(store, scenario, clock)
    is_whole = bool(dataset.whole)
    while not is_whole:
        began = time.monotonic()
        try:
            with store.database.write() as connection:
                _, is_whole = seeding.go_on(store, connection, dataset, scenario, BATCH)
                store.worlds.note(connection, dataset.name, int(clock()))
        except LookupError:
            return None
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE))
    return dataset


def _begun(store: Store, scenario: Scenario, clock: Clock) -> Dataset:
    """Find the dataset of a scenario, or begin one; its name is one that no other had, ever."""
    _make_room(store, scenario, clock)
    wanted = seeding.described(scenario)
    with store.database.write() as connection:
        known = _find(store, connection, scenario)
        if known:
            return known
        if len(store.worlds.beside(connection)) >= MOST:
            raise TooManyDatasetsError(MOST)
        made = replace(wanted, name=f"{wanted.name}-{secrets.token_hex(8)}", used=int(clock()))
        store.worlds.begin(connection, made)
        return made


def _find(store: Store, connection: Connection, scenario: Scenario) -> Dataset | None:
    wanted = seeding.described(scenario)
    there = (each for each in store.worlds.beside(connection) if each.whole != GOING)
    return next((each for each in there if replace(each, name=wanted.name) == wanted), None)


def _make_room(store: Store, scenario: Scenario, clock: Clock) -> None:
    """Take away what somebody began to take away, and, where there is no room, what was not used for longest."""
    with store.database.write() as connection:
        going = [each.name for each in store.worlds.beside(connection) if each.whole == GOING]
        if _find(store, connection, scenario) is None:
            going += _doomed(store, connection, int(clock()))
    for name in going:
        is_gone = False
        while not is_gone:
            with store.database.write() as connection:
                is_gone = store.erase(connection, name, BATCH)


def _doomed(store: Store, connection: Connection, now: int) -> list[str]:
    """Doom the datasets that have to go so that one more has room; none, where worlds look at all of them."""
    looked_at = store.worlds.looked_at(connection)
    beside = [each for each in store.worlds.beside(connection) if each.whole != GOING]
    idle = [each for each in beside if each.name not in looked_at and (each.whole or now - each.used > IN_PROGRESS)]
    doomed = [each.name for each in idle[: max(len(beside) + 1 - MOST, 0)]]
    for name in doomed:
        store.worlds.doom(connection, name)
    return doomed
