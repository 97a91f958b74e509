"""Mutations of the order list between two requests: an order arrives or disappears while a client pages."""

from __future__ import annotations

from typing import Literal

from oms_mock.clock import Clock
from oms_mock.services import order_edits
from oms_mock.services.worlds import open_for_change
from oms_mock.store.store import Store
from oms_mock.store.worlds import World


def arrive(store: Store, world: World, clock: Clock) -> int:
    """Create a generated order and return its id. Raises FullWorldError."""
    return int(order_edits.add(store, world, clock, {})["id"])


def disappear(store: Store, world: World, which: Literal["newest", "oldest"]) -> int | None:
    """Delete the order that was created last or first. Return its id, or None when the world has no orders."""
    with open_for_change(store, world) as (connection, present):
        find = store.orders.newest if which == "newest" else store.orders.oldest
        order_id = find(connection, present)
        if order_id is not None:
            order_edits.remove(store, connection, present, order_id)
    return order_id
