"""Orders of Omnitron, and the settings that decide which of them can be pulled."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from oms_mock.store.database import Database
from oms_mock.store.tables import BASE_WORLD, omnitron_orders, settings
from oms_mock.store.worlds import World


class OmnitronStore:
    """Omnitron's orders and the OMS's settings of a database."""

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
        """List the first order numbers."""
        values = {"dataset": world.dataset, "world": world.name, "limit": limit}
        return [row[0] for row in self._database.rows(self._numbers, values)]

    def find(self, connection: Connection, world: World, number: str) -> bytes | None:
        """Return Omnitron's order of a number as JSON, or None."""
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
        """Return the settings of a world. Its own override those of its dataset."""
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
        """Insert orders of Omnitron into the dataset of a world."""
        rows = [
            {"dataset": world.dataset, "world": BASE_WORLD, "number": number, "document": document}
            for number, document in documents
        ]
        if rows:
            connection.execute(insert(omnitron_orders), rows)

    def set(self, connection: Connection, world: World, values: Mapping[str, Any]) -> None:
        """Insert settings of the dataset of a world."""
        _write(connection, {"dataset": world.dataset, "world": BASE_WORLD}, values)

    def set_own(self, connection: Connection, world: World, values: Mapping[str, Any]) -> None:
        """Insert own settings of a world, which must not exist yet."""
        _write(connection, {"dataset": world.dataset, "world": world.name}, values)

    def unset_own(self, connection: Connection, world: World, keys: Collection[str]) -> None:
        """Delete own settings of a world: those of its dataset apply."""
        own = (settings.c.dataset == world.dataset) & (settings.c.world == world.name)
        connection.execute(delete(settings).where(own, settings.c.key.in_(keys)))


def _write(connection: Connection, scope: Mapping[str, str], values: Mapping[str, Any]) -> None:
    rows = [{**scope, "key": key, "json_value": json.dumps(value)} for key, value in values.items()]
    if rows:
        connection.execute(insert(settings), rows)
