"""How a world behaves, kept as one JSON object: one key of it is read and written at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.errors import StoreUnavailableError
from oms_mock.store.store import Store
from oms_mock.store.worlds import World


def update(store: Store, world_name: str, key: str, value: Any) -> None:
    """Write one key of a world's behaviour, or take it away: None. Raises StoreUnavailableError."""
    edit(store, world_name, key, lambda _: value)


def edit(store: Store, world_name: str, key: str, change: Callable[[Any], Any]) -> Any:
    """Write what `change` makes of one key of a world's behaviour, and return it; None is a key that is not there.

    Nobody else writes in between. Raises StoreUnavailableError where the world has gone.
    """
    with store.database.write() as connection:
        world = store.worlds.find(connection, world_name)
        if world is None:
            raise StoreUnavailableError(f"the world {world_name} has gone")
        return edit_within(store, connection, world, key, change)


def edit_within(store: Store, connection: Connection, world: World, key: str, change: Callable[[Any], Any]) -> Any:
    """Do as `edit` does, inside a transaction in which the world was read."""
    behaviour = orjson.loads(world.behaviour)
    value = change(behaviour.pop(key, None))
    if value is not None:
        behaviour[key] = value
    store.worlds.set_behaviour(connection, world, orjson.dumps(behaviour).decode())
    return value
