"""The stores of one database, together."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from oms_mock.store import tables
from oms_mock.store.database import LOCK_TIMEOUT, Database
from oms_mock.store.omnitron import OmnitronStore
from oms_mock.store.orders import OrderStore
from oms_mock.store.webhook_events import WebhookEventStore
from oms_mock.store.worlds import World, WorldStore


class Store:
    """Everything that is kept, by noun. Writers wait `lock_timeout` seconds for each other."""

    def __init__(self, url: str, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self.database = Database(url, lock_timeout)
        self.worlds = WorldStore(self.database)
        self.orders = OrderStore(self.database)
        self.webhook_events = WebhookEventStore(self.database)
        self.omnitron = OmnitronStore(self.database)

    def forget(self, connection: Connection, world: World) -> None:
        """Delete what a world has itself; what it looks at stays."""
        for table in tables.OF_WORLDS:
            own = (table.c.dataset == world.dataset) & (table.c.world == world.name)
            connection.execute(delete(table).where(own))

    def drop(self, connection: Connection, world: World) -> None:
        """End a world, with what it has itself."""
        self.forget(connection, world)
        self.worlds.end(connection, world)

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()
