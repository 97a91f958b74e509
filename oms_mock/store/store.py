"""All stores of one database."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, insert, literal, select, tuple_
from sqlalchemy.engine import URL

from oms_mock.behaviour import stored
from oms_mock.store import tables
from oms_mock.store.database import LOCK_TIMEOUT, Database
from oms_mock.store.omnitron import OmnitronStore
from oms_mock.store.orders import OrderStore
from oms_mock.store.readiness import Readiness
from oms_mock.store.webhook_events import WebhookEventStore
from oms_mock.store.worlds import World, WorldStore


class Store:
    """The stores of a database, by the noun that they store. Writers wait `lock_timeout` seconds for each other."""

    def __init__(self, url: str | URL, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self.database = Database(url, lock_timeout)
        self.worlds = WorldStore(self.database)
        self.orders = OrderStore(self.database)
        self.webhook_events = WebhookEventStore(self.database)
        self.omnitron = OmnitronStore(self.database)
        self.readiness = Readiness(self.database, self.worlds)

    def remove_own_rows(self, connection: Connection, world: World) -> None:
        """Delete the rows of a world, and its snapshots. Those of its dataset stay."""
        for name in (world.name, *(each.snapshot for each in stored.read(world.behaviour).hidden)):
            self.remove_rows(connection, world.dataset, name)

    def remove_rows(self, connection: Connection, dataset: str, name: str) -> None:
        """Delete the own rows of a world, or those of a snapshot."""
        self.orders.remove_own(connection, World(name, dataset, 0))
        for table in tables.OF_WORLDS:
            own = (table.c.dataset == dataset) & (table.c.world == name)
            connection.execute(delete(table).where(own))

    def copy_own_rows(self, connection: Connection, world: World, name: str) -> None:
        """Copy what the own rows of a world say about orders and their events to a snapshot of this name."""
        self.orders.copy_own(connection, world, name)
        for table in (tables.hidden_orders, tables.webhook_events):
            columns = [each for each in table.c if each.name != "position"]
            copied = [literal(name) if each.name == "world" else each for each in columns]
            own = (table.c.dataset == world.dataset) & (table.c.world == world.name)
            connection.execute(insert(table).from_select(columns, select(*copied).where(own).order_by(*columns[:3])))

    def remove_world(self, connection: Connection, world: World) -> None:
        """Remove a world and its rows."""
        self.remove_own_rows(connection, world)
        self.worlds.remove(connection, world)

    def remove_batch(self, connection: Connection, dataset: str, most: int) -> bool:
        """Delete at most `most` rows of a dataset from each table. Return whether the dataset is removed."""
        of_dataset = [_of_dataset(connection, table, dataset, most) for table in tables.OF_DATASETS]
        if any(of_dataset):
            return False
        self.worlds.remove_dataset(connection, dataset)
        return True

    def close(self) -> None:
        """Close every connection."""
        self.database.close()


def _of_dataset(connection: Connection, table: Table, dataset: str, most: int) -> int:
    """Delete rows of a dataset in one table. Return how many were deleted."""
    key = list(table.primary_key.columns)
    some = select(*key).where(table.c.dataset == dataset, table.c.world == tables.BASE_WORLD).limit(most)
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount
