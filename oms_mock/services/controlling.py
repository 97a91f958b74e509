"""Changing how a world behaves: what is kept of it is read, changed and written as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from oms_mock.store.store import Store


def update(store: Store, name: str, key: str, change: Callable[[Any], Any]) -> Any:
    """Replace what stands under a key of a world's controls by what `change` makes of it, and return that.

    What is not there is None, and what becomes None goes. Raises LookupError where there is no such world.
    """
    with store.database.write() as connection:
        world = store.worlds.find(connection, name)
        if world is None:
            raise LookupError(name)
        controls = orjson.loads(world.controls)
        changed = change(controls.pop(key, None))
        kept = controls if changed is None else controls | {key: changed}
        store.worlds.set_controls(connection, world, orjson.dumps(kept).decode())
    return changed
