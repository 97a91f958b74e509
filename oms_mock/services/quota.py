"""Limits on what a world may store. A world that has reached one rejects changes until it is reset."""

from __future__ import annotations

from sqlalchemy import Connection

from oms_mock.errors import FullWorldError
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

MOST_ORDERS = 10_000
"""Orders that a world has created, pulled or changed."""
MOST_EVENTS = 20_000
"""Webhook events that were dispatched for these orders."""
MOST_MEBIBYTES = 256
"""Total size of these orders as JSON; checked when a large order is written."""
LARGE = MOST_MEBIBYTES * 1024**2 // MOST_ORDERS
"""Bytes. MOST_ORDERS smaller orders cannot exceed MOST_MEBIBYTES, so their sizes are not added up."""


def require(store: Store, connection: Connection, world: World, written: int = 0) -> None:
    """Check the quota of a world after an order of `written` bytes was written in this transaction.

    Raises FullWorldError, which rolls the transaction back.
    """
    if store.orders.count_of(connection, world) > MOST_ORDERS:
        raise FullWorldError(world.name, MOST_ORDERS, "orders")
    if store.webhook_events.count_own(connection, world) > MOST_EVENTS:
        raise FullWorldError(world.name, MOST_EVENTS, "webhook events")
    if written > LARGE and store.orders.size_of(connection, world) > MOST_MEBIBYTES * 1024**2:
        raise FullWorldError(world.name, MOST_MEBIBYTES, "MiB of orders")
