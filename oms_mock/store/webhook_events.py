"""Webhook events of orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select

from oms_mock.store.database import Database
from oms_mock.store.tables import BASE_WORLD, webhook_events
from oms_mock.store.worlds import World

View = Literal["full", "short"]


@dataclass(frozen=True)
class WebhookEventRow:
    """A stored webhook event."""

    id: int
    uuid: str
    order_id: int
    short: bytes
    full: bytes


class WebhookEventStore:
    """The webhook events of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        of_order = _visible() & (webhook_events.c.order_id == bindparam("order_id"))
        self._count = database.query(select(func.count()).where(of_order))
        self._pages = {
            view: database.query(
                select(webhook_events.c[view])
                .where(of_order)
                .order_by(webhook_events.c.id.desc())
                .limit(bindparam("limit"))
                .offset(bindparam("offset"))
            )
            for view in ("full", "short")
        }
        self._by_id = database.query(
            select(webhook_events.c.full).where(of_order, webhook_events.c.id == bindparam("id"))
        )
        self._by_uuid = database.query(
            select(webhook_events.c.full).where(of_order, webhook_events.c.uuid == bindparam("uuid"))
        )

    def count(self, world: World, order_id: int) -> int:
        """Count the events of an order."""
        rows = self._database.rows(self._count, _scope(world, order_id))
        return int(rows[0][0])

    def page(self, world: World, order_id: int, view: View, offset: int, limit: int) -> list[bytes]:
        """Return a page of the events of an order, newest first."""
        values = _scope(world, order_id) | {"limit": limit, "offset": offset}
        return [row[0] for row in self._database.rows(self._pages[view], values)]

    def find(self, world: World, order_id: int, *, id: int) -> bytes | None:  # noqa: A002
        """Return one event of an order by its id, or None."""
        rows = self._database.rows(self._by_id, _scope(world, order_id) | {"id": id})
        return rows[0][0] if rows else None

    def find_uuid(self, world: World, order_id: int, uuid: str) -> bytes | None:
        """Return one event of an order by its uuid, or None."""
        rows = self._database.rows(self._by_uuid, _scope(world, order_id) | {"uuid": uuid})
        return rows[0][0] if rows else None

    def add(
        self,
        connection: Connection,
        world: World,
        rows: Iterable[WebhookEventRow],
        *,
        base: bool = False,
    ) -> None:
        """Insert events into a world, or with `base` into its dataset."""
        scope = {"dataset": world.dataset, "world": BASE_WORLD if base else world.name}
        values = [vars(row) | scope for row in rows]
        if values:
            connection.execute(insert(webhook_events), values)

    def count_own(self, connection: Connection, world: World) -> int:
        """Count the own events of a world."""
        own = (webhook_events.c.dataset == world.dataset) & (webhook_events.c.world == world.name)
        return connection.scalar(select(func.count()).select_from(webhook_events).where(own)) or 0

    def remove(self, connection: Connection, world: World, order_id: int) -> None:
        """Delete the own events of an order. Those of the dataset cannot be read without the order."""
        own = (webhook_events.c.dataset == world.dataset) & (webhook_events.c.world == world.name)
        connection.execute(delete(webhook_events).where(own, webhook_events.c.order_id == order_id))


def _scope(world: World, order_id: int) -> dict[str, object]:
    return {"dataset": world.dataset, "world": world.snapshot or world.name, "order_id": order_id}


def _visible() -> ColumnElement[bool]:
    return (webhook_events.c.dataset == bindparam("dataset")) & webhook_events.c.world.in_(
        [BASE_WORLD, bindparam("world")]
    )
