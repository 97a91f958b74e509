"""Change one key of the behaviour of a world, which is stored as one JSON object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Connection

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
    value = change(behaviour.pop(key, None))
    if value is not None:
        behaviour[key] = value
    store.worlds.set_behaviour(connection, world, orjson.dumps(behaviour).decode())
    return value
