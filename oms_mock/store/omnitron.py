"""The Omnitron side: orders that exist there, and the settings that decide what may come over."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from oms_mock.store.database import Database
from oms_mock.store.tables import BASE_WORLD, omnitron_orders, settings
from oms_mock.store.worlds import World


class OmnitronStore:
    """Omnitron's orders and the OMS's settings, world by world."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers = database.query(
            select(omnitron_orders.c.number)
            .where(
                omnitron_orders.c.dataset == bindparam("dataset"),
                omnitron_orders.c.world.in_([BASE_WORLD, bindparam("world")]),
            )
            .order_by(omnitron_orders.c.position)
            .limit(bindparam("limit"))
        )

    def first_numbers(self, world: World, limit: int) -> list[str]:
        """List the numbers that came first."""
        values = {"dataset": world.dataset, "world": world.name, "limit": limit}
        return [row[0] for row in self._database.rows(self._numbers, values)]

    def find(self, connection: Connection, world: World, number: str) -> bytes | None:
        """Fetch the order that Omnitron has under a number, as JSON."""
        return connection.scalars(
            select(omnitron_orders.c.document)
            .where(
                omnitron_orders.c.dataset == world.dataset,
                omnitron_orders.c.world.in_([BASE_WORLD, world.name]),
                omnitron_orders.c.number == number,
            )
            .limit(1)
        ).first()

    def all(self, connection: Connection, world: World) -> list[tuple[str, bytes]]:
        """List every order with its number, in the order in which they came."""
        rows = connection.execute(
            select(omnitron_orders.c.number, omnitron_orders.c.document)
            .where(
                omnitron_orders.c.dataset == world.dataset,
                omnitron_orders.c.world.in_([BASE_WORLD, world.name]),
            )
            .order_by(omnitron_orders.c.position)
        )
        return [(number, document) for number, document in rows]

    def settings(self, connection: Connection, world: World) -> dict[str, Any]:
        """Read the settings of a world; its own shadow those of its dataset."""
        rows = connection.execute(
            select(settings.c.key, settings.c.json_value)
            .where(
                settings.c.dataset == world.dataset,
                settings.c.world.in_([BASE_WORLD, world.name]),
            )
            .order_by(settings.c.world)
        )
        return {key: json.loads(value) for key, value in rows}

    def add(self, connection: Connection, world: World, documents: Iterable[tuple[str, bytes]]) -> None:
        """Put orders on the Omnitron side of the dataset that a world looks at."""
        rows = [
            {"dataset": world.dataset, "world": BASE_WORLD, "number": number, "document": document}
            for number, document in documents
        ]
        if rows:
            connection.execute(insert(omnitron_orders), rows)

    def set(self, connection: Connection, world: World, values: Mapping[str, Any]) -> None:
        """Write the settings of the dataset that a world looks at."""
        _write(connection, {"dataset": world.dataset, "world": BASE_WORLD}, values)

    def set_own(self, connection: Connection, world: World, values: Mapping[str, Any]) -> None:
        """Write settings of a world's own, which it does not have yet."""
        _write(connection, {"dataset": world.dataset, "world": world.name}, values)

    def unset_own(self, connection: Connection, world: World, keys: Collection[str]) -> None:
        """Delete settings of a world's own: then those of its dataset hold."""
        own = (settings.c.dataset == world.dataset) & (settings.c.world == world.name)
        connection.execute(delete(settings).where(own, settings.c.key.in_(keys)))


def _write(connection: Connection, scope: Mapping[str, str], values: Mapping[str, Any]) -> None:
    rows = [{**scope, "key": key, "json_value": json.dumps(value)} for key, value in values.items()]
    if rows:
        connection.execute(insert(settings), rows)
