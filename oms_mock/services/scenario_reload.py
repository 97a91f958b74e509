"""Reload a scenario whose files have changed: replace the first dataset, and the data of its worlds.

The changed scenario is seeded beside the present data. Then one transaction makes it the first dataset and resets the
worlds that have the scenario, so a request sees either all of the old data or all of the new.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import orjson
from sqlalchemy import Connection

from oms_mock.behaviour.stored import FAULTS, HIDDEN
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import StoreUnavailableError
from oms_mock.services import scenario_switch, seeding
from oms_mock.services.scenario_switch import ATTEMPTS, BATCH, Clock
from oms_mock.store.store import Store
from oms_mock.store.worlds import Dataset, World


@dataclass(frozen=True)
class Reloaded:
    """The result of a reload: the worlds whose data was reset, and those of them that have other faults now."""

    worlds: tuple[str, ...]
    with_other_faults: tuple[str, ...]


def reload(store: Store, scenario: Scenario, clock: Clock = time.time) -> Reloaded | None:
    """Replace the data of the worlds that have the first dataset by a scenario. Return None if it is that already.

    Their own changes of the data and of the settings of pulls are lost. Faults, throttle and clock that a world has
    changed are kept; the others become those of the scenario. Worlds with other scenarios are not changed.

    Raises TooManyDatasetsError and StoreUnavailableError.
    """
    for _ in range(ATTEMPTS):
        with store.database.write() as connection:
            if _is_first(store, connection, scenario):
                return None
        dataset = scenario_switch.seeded(store, scenario, clock)
        if dataset is None:
            continue
        with store.database.write() as connection:
            if _is_first(store, connection, scenario):  # another process was faster
                return None
            replaced = _replace_first(store, connection, dataset, int(clock()))
        if replaced:
            reloaded, unused = replaced
            for name in unused:
                _remove(store, name)
            return reloaded
    raise StoreUnavailableError(f"the scenario {scenario.name} was removed again and again")


def _is_first(store: Store, connection: Connection, scenario: Scenario) -> bool:
    first, wanted = store.worlds.first_dataset(connection), seeding.dataset_of(scenario)
    return first is not None and replace(first, name=wanted.name) == wanted


def _replace_first(
    store: Store, connection: Connection, dataset: Dataset, now: int
) -> tuple[Reloaded, list[str]] | None:
    """Make a dataset the first one. Return the result, and the older datasets to remove.

    Return None if the dataset was removed meanwhile.
    """
    known = store.worlds.find_dataset(connection, dataset.name)
    first = store.worlds.first_dataset(connection)
    if known is None or known.whole != 1 or first is None:
        return None
    store.worlds.make_first(connection, known.name)
    store.worlds.mark_dataset_used(connection, first.name, now)
    worlds = store.worlds.of_dataset(connection, first.name)
    with_other_faults = [each.name for each in worlds if _reset(store, connection, each, first, known)]
    unused = _unused(store, connection, known, first)
    for name in unused:
        store.worlds.mark_for_removal(connection, name)
    return Reloaded(tuple(each.name for each in worlds), tuple(with_other_faults)), unused


def _reset(store: Store, connection: Connection, world: World, old: Dataset, new: Dataset) -> bool:
    """Reset the data of a world, and keep the behaviour that it changed itself. Return whether its faults changed."""
    store.remove_own_rows(connection, world)
    store.worlds.switch(connection, world, new)
    before, scenarios, own = (orjson.loads(each.behaviour) for each in (old, new, world))
    own.pop(HIDDEN, None)  # changes of data that no longer exists
    changed = {key for key in (*before, *own) if own.get(key) != before.get(key)}
    kept = {key: own.get(key) for key in changed} | {key: each for key, each in scenarios.items() if key not in changed}
    behaviour = {key: each for key, each in kept.items() if each is not None}
    store.worlds.set_behaviour(connection, world, orjson.dumps(behaviour).decode())
    return bool(behaviour.get(FAULTS) != own.get(FAULTS))


def _unused(store: Store, connection: Connection, new: Dataset, old: Dataset) -> list[str]:
    """Return the names of earlier datasets of the scenario that no world has.

    The one that was just replaced is kept: requests that began before may still read it.
    """
    in_use = {new.name, old.name, *store.worlds.datasets_in_use(connection)}
    beside = store.worlds.other_datasets(connection)
    return [each.name for each in beside if each.scenario == new.scenario and each.whole and each.name not in in_use]


def _remove(store: Store, name: str) -> None:
    is_done = False
    while not is_done:
        with store.database.write() as connection:
            is_done = store.remove_batch(connection, name, BATCH)
