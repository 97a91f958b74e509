"""How much of its own a world may have: beyond that it can be changed no more, until it is reset."""

from __future__ import annotations

from sqlalchemy import Connection

from oms_mock.errors import FullWorldError
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

MOST_ORDERS = 10_000
"""Orders that a world has made, pulled or changed."""
MOST_EVENTS = 20_000
"""Webhook events that these set off."""
MOST_MEBIBYTES = 256
"""Of the orders, written whole, when a large one is among them."""
LARGE = MOST_MEBIBYTES * 1024**2 // MOST_ORDERS
"""Bytes: smaller orders may be as many as there may be, and need not be added up."""


def require(store: Store, connection: Connection, world: World, written: int = 0) -> None:
    """Refuse what was written in a transaction, an order of so many bytes, where a world has too much of its own now.

    Raises FullWorldError.
    """
    if store.orders.count_of(connection, world) > MOST_ORDERS:
        raise FullWorldError(world.name, MOST_ORDERS, "orders")
    if store.webhook_events.count_own(connection, world) > MOST_EVENTS:
        raise FullWorldError(world.name, MOST_EVENTS, "webhook events")
    if written > LARGE and store.orders.size_of(connection, world) > MOST_MEBIBYTES * 1024**2:
        raise FullWorldError(world.name, MOST_MEBIBYTES, "MiB of orders")
