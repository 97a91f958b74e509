"""The stores of one database, together."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, select, tuple_

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
        self.orders.forget(connection, world)
        for table in tables.OF_WORLDS:
            own = (table.c.dataset == world.dataset) & (table.c.world == world.name)
            connection.execute(delete(table).where(own))

    def drop(self, connection: Connection, world: World) -> None:
        """End a world, with what it has itself."""
        self.forget(connection, world)
        self.worlds.end(connection, world)

    def erase(self, connection: Connection, dataset: str, most: int) -> bool:
        """Delete rows of a dataset, at most so many of each kind; tell whether it is gone."""
        of_dataset = [_of_dataset(connection, table, dataset, most) for table in tables.OF_DATASETS]
        if any(of_dataset):
            return False
        self.worlds.remove(connection, dataset)
        return True

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()


def _of_dataset(connection: Connection, table: Table, dataset: str, most: int) -> int:
    """Delete rows of a dataset in one table; return how many there were."""
    key = list(table.primary_key.columns)
    some = select(*key).where(table.c.dataset == dataset, table.c.world == tables.BASE_WORLD).limit(most)
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount
