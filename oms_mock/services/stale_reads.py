"""Changes of orders that stale reads do not see: keep the state before them as a snapshot of the world's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from oms_mock.behaviour import stored
from oms_mock.behaviour.stale import HiddenChange, Staleness
from oms_mock.clock import Clock
from oms_mock.services import behaviour_updates
from oms_mock.services.worlds import open_for_change
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

MOST_CHANGES = 10
"""Hidden changes of a world; with an eleventh the oldest becomes visible."""
MOST_ORDERS = 500
"""Own orders of a world that a snapshot copies. The changes of a larger world are visible at once."""


@contextmanager
def change_of_orders(
    store: Store, world: World, clock: Clock, own: Staleness | None = None
) -> Iterator[tuple[Connection, World]]:
    """Open a write transaction for a change of orders, as `open_for_change` does.

    The change is hidden from stale reads if a fault rule of the world says so, or with `own`.
    """
    with open_for_change(store, world) as (connection, present):
        rules = tuple(each.id for each in stored.read(present.behaviour).faults if each.effect.stale)
        if not (rules or own) or store.orders.count_of(connection, present) > MOST_ORDERS:
            yield connection, present
            return
        snapshot = f"{present.name}@{present.revision}"
        store.copy_own_rows(connection, present, snapshot)
        yield connection, present
        hidden = HiddenChange(snapshot, present.revision, clock().timestamp(), rules, own)
        _hide(store, connection, present, hidden)


def _hide(store: Store, connection: Connection, before: World, hidden: HiddenChange) -> None:
    """Store a hidden change, unless nothing has changed."""
    world = store.worlds.find(connection, before.name)
    if world is None or world.revision == before.revision:
        store.remove_rows(connection, before.dataset, hidden.snapshot)
        return

    def added(known: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        changes = [*(known or ()), hidden.stored()]
        for oldest in changes[:-MOST_CHANGES]:
            store.remove_rows(connection, world.dataset, oldest["snapshot"])
        return changes[-MOST_CHANGES:]

    behaviour_updates.edit_within(store, connection, world, stored.HIDDEN, added)
