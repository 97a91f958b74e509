"""Mutations of the order list between two requests: an order arrives or disappears while a client pages."""

from __future__ import annotations

from typing import Literal

from oms_mock.clock import Clock, system_clock
from oms_mock.services import order_edits
from oms_mock.services.stale_reads import change_of_orders
from oms_mock.store.store import Store
from oms_mock.store.worlds import World


def arrive(store: Store, world: World, clock: Clock) -> int:
    """Create a generated order and return its id. Raises FullWorldError."""
    return int(order_edits.add(store, world, clock, {})["id"])


def disappear(
    store: Store, world: World, which: Literal["newest", "oldest"], clock: Clock = system_clock
) -> int | None:
    """Delete the order that was created last or first. Return its id, or None when the world has no orders."""
    with change_of_orders(store, world, clock) as (connection, present):
        find = store.orders.newest if which == "newest" else store.orders.oldest
        order_id = find(connection, present)
        if order_id is not None:
            order_edits.remove(store, connection, present, order_id)
    return order_id
