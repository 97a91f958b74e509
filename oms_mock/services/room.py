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
"""Of the orders, written whole."""


def require(store: Store, connection: Connection, world: World) -> None:
    """Refuse what was written in a transaction where the world has too much of its own now. Raises FullWorldError."""
    orders, size = store.orders.measure_own(connection, world)
    events = store.webhook_events.count_own(connection, world)
    for found, most, what in (
        (orders, MOST_ORDERS, "orders"),
        (events, MOST_EVENTS, "webhook events"),
        (size / 1024**2, MOST_MEBIBYTES, "MiB of orders"),
    ):
        if found > most:
            raise FullWorldError(world.name, most, what)
