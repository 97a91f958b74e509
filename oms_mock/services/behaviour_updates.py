"""Change one key of the behaviour of a world, which is stored as one JSON object."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.behaviour import stale, stored
from oms_mock.errors import StoreUnavailableError
from oms_mock.store.store import Store
from oms_mock.store.worlds import World


def edit(store: Store, world_name: str, key: str, change: Callable[[Any], Any]) -> Any:
    """Store what `change` returns for the value of a key, and return it. None stands for a missing key.

    It is one transaction. Raises StoreUnavailableError if the world does not exist any more.
    """
    with store.database.write() as connection:
        world = store.worlds.find(connection, world_name)
        if world is None:
            raise StoreUnavailableError(f"the world {world_name} was dropped")
        return edit_within(store, connection, world, key, change)


def edit_within(store: Store, connection: Connection, world: World, key: str, change: Callable[[Any], Any]) -> Any:
    """Do as `edit`, in a transaction in which the world was read."""
    behaviour = orjson.loads(world.behaviour)
    before = behaviour.pop(key, None)
    value = change(copy.copy(before))
    if value is not None:
        behaviour[key] = value
    if key == stored.FAULTS and stored.HIDDEN in behaviour:
        behaviour[stored.HIDDEN] = stale.without_rules(behaviour[stored.HIDDEN], _changed(before, value))
    store.worlds.set_behaviour(connection, world, orjson.dumps(behaviour).decode())
    return value


def _changed(before: list[dict[str, Any]] | None, after: list[dict[str, Any]] | None) -> set[str]:
    """Return the ids of the rules that were removed or replaced."""
    return {each["id"] for each in before or () if each not in (after or ())}
