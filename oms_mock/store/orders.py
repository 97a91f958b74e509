"""Orders: pages of positions, and the bodies at those positions."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Literal

import orjson
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, select
from sqlalchemy.sql.elements import UnaryExpression

from oms_mock.store.database import Database, Query
from oms_mock.store.tables import BASE_WORLD, order_bodies, orders
from oms_mock.store.worlds import World

Key = tuple[int, ...]
View = Literal["full", "short", "simple"]
Comparison = Literal["eq", "in", "startswith", "gt", "gte", "lt", "lte"]

MAX_CACHED_POSITIONS = 4_000_000
"""Eight bytes each: 32 MB for all the lists that are kept sorted."""


@dataclass(frozen=True)
class OrderRow:
    """An order as it is stored: what is searched, and the bytes that will be sent."""

    id: int
    number: str
    omnitron_id: int
    state: int
    state_enum_value: str
    channel: int
    channel_name: str
    customer_email: str
    payment_type: str
    delivery_type: str
    created_date: int
    modified_date: int
    date_placed: int
    item_count: int
    items_start: int
    items_end: int
    simple: bytes
    short: bytes
    full: bytes


_BODY_COLUMNS = ("item_count", "items_start", "items_end", "simple", "short", "full")


@dataclass(frozen=True)
class Filter:
    """One condition on a column of the orders table."""

    column: str
    comparison: Comparison
    value: Any


@dataclass(frozen=True)
class Listing:
    """Which orders, in which order: `sort` holds column names, `-` before descending ones."""

    filters: tuple[Filter, ...] = ()
    sort: tuple[str, ...] = ("-id",)


_COMPARE = {
    "eq": lambda column, value: column == value,
    "in": lambda column, value: column.in_([bindparam(None, each) for each in value]),
    # LIKE would take capitals for small letters in SQLite, and tell them apart in PostgreSQL.
    "startswith": lambda column, value: func.substr(column, 1, len(value)) == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


class OrderStore:
    """The orders of a database, world by world."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._positions = _PositionCache(MAX_CACHED_POSITIONS)
        self._open = database.query(
            select(
                order_bodies.c.full,
                order_bodies.c.items_start,
                order_bodies.c.items_end,
                order_bodies.c.item_count,
            )
            .join(orders, orders.c.position == order_bodies.c.position)
            .where(_visible(), orders.c.id == bindparam("id"))
        )
        self._exists = database.query(select(orders.c.id).where(_visible(), orders.c.id == bindparam("id")))
        self._bodies = cache(self._compile_bodies)
        self._keys = cache(self._compile_keys)

    def positions(self, world: World, listing: Listing) -> Sequence[int]:
        """Return where the bodies of a listing lie, in its order.

        Those of the dataset are sorted once for all worlds; a world's own are put in among them.
        """
        known = self._positions.get((world, listing))
        if known is not None:
            return known
        base = self._of_dataset(world.dataset, listing)
        own = self._own_keys(world, listing)
        if not own:
            return base
        merged = self._merged(base, own, listing)
        self._positions.put((world, listing), merged)
        return merged

    def _of_dataset(self, dataset: str, listing: Listing) -> array[int]:
        known = self._positions.get((dataset, listing))
        if known is None:
            query = self._database.query(_select_positions(listing))
            rows = self._database.rows(query, {"dataset": dataset, "world": BASE_WORLD})
            known = array("q", (row[0] for row in rows))
            self._positions.put((dataset, listing), known)
        return known

    def _own_keys(self, world: World, listing: Listing) -> list[tuple[Key, int]]:
        """List what a world has itself, in the order of a listing: sort key and position."""
        query = self._database.query(_select_positions(listing, *_sorted_by(listing)))
        rows = self._database.rows(query, {"dataset": world.dataset, "world": world.name})
        return [(_key(row[1:], listing), row[0]) for row in rows]

    def _merged(self, base: array[int], own: list[tuple[Key, int]], listing: Listing) -> array[int]:
        merged, start = array("q"), 0
        for key, position in own:
            place = bisect_left(base, key, start, key=lambda each: self._key_at(each, listing))
            merged += base[start:place]
            merged.append(position)
            start = place
        return merged + base[start:]

    def _key_at(self, position: int, listing: Listing) -> Key:
        """Look up what an order of the dataset is sorted by: a few rows of a list are, to find a place in it."""
        query = self._keys(_sorted_by(listing))
        return _key(self._database.rows(query, {"position": position})[0], listing)

    def bodies(self, view: View, positions: Sequence[int]) -> list[bytes]:
        """Fetch bodies in the order of their positions."""
        if not positions:
            return []
        query = self._bodies(view, len(positions))
        values = dict(zip(_names(len(positions)), positions, strict=True))
        found = dict(self._database.rows(query, values))
        return [found[position] for position in positions]

    def find(self, world: World, order_id: int) -> tuple[bytes, int, int, int] | None:
        """Fetch one order: its bytes, the range of its items in them, and their number."""
        rows = self._database.rows(self._open, {**_scope(world), "id": order_id})
        return tuple(rows[0]) if rows else None

    def full_of(self, world: World, ids: Sequence[int]) -> dict[int, bytes]:
        """Fetch the bodies of the orders that are there, by id."""
        positions = self.positions(world, Listing((Filter("id", "in", tuple(ids)),), ("id",)))
        return {orjson.loads(body)["id"]: body for body in self.bodies("full", positions)}

    def exists(self, world: World, order_id: int) -> bool:
        """Tell whether a world has an order."""
        return bool(self._database.rows(self._exists, {**_scope(world), "id": order_id}))

    def channel_of_number(self, connection: Connection, world: World, number: str) -> str | None:
        """Return the name of the channel in which an order number exists already."""
        return connection.scalars(
            select(orders.c.channel_name)
            .where(_visible(), orders.c.number == number)
            .order_by(orders.c.id.desc())
            .limit(1),
            _scope(world),
        ).first()

    def count_written(self, connection: Connection, world: World) -> int:
        """Count the orders of the dataset that a world looks at."""
        of_dataset = (orders.c.dataset == world.dataset) & (orders.c.world == BASE_WORLD)
        return connection.scalar(select(func.count()).select_from(orders).where(of_dataset)) or 0

    def count_own(self, connection: Connection) -> dict[str, int]:
        """Count the orders that are a world's own, by its name."""
        own = func.count().label("own")
        counts = select(orders.c.world, own).where(orders.c.world != BASE_WORLD).group_by(orders.c.world)
        return {row.world: row.own for row in connection.execute(counts)}

    def add(self, connection: Connection, world: World, rows: Iterable[OrderRow], *, base: bool = False) -> None:
        """Insert orders into a world, or with `base` into the dataset that it looks at."""
        scope = {"dataset": world.dataset, "world": BASE_WORLD if base else world.name}
        head, bodies = [], []
        for position, row in enumerate(rows, _last_position(connection) + 1):
            values = vars(row) | scope | {"position": position}
            bodies.append({name: values.pop(name) for name in _BODY_COLUMNS} | scope | {"position": position})
            head.append(values)
        if head:
            connection.execute(insert(orders), head)
            connection.execute(insert(order_bodies), bodies)

    def _compile_bodies(self, view: View, how_many: int) -> Query:
        names = _names(how_many)
        return self._database.query(
            select(order_bodies.c.position, order_bodies.c[view]).where(
                order_bodies.c.position.in_([bindparam(name) for name in names])
            )
        )

    def _compile_keys(self, columns: tuple[str, ...]) -> Query:
        return self._database.query(
            select(*(orders.c[name] for name in columns)).where(orders.c.position == bindparam("position"))
        )


class _PositionCache:
    """Least recently used lists of positions, bounded by how many they hold in all."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._size = 0
        self._lists: OrderedDict[Any, array[int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> array[int] | None:
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
            return found

    def put(self, key: Any, positions: array[int]) -> None:
        with self._lock:
            self._forget(key)
            self._lists[key] = positions
            self._size += len(positions) + 100  # an empty list is not free either
            while self._size > self._capacity and len(self._lists) > 1:
                self._forget(next(iter(self._lists)))

    def _forget(self, key: Any) -> None:
        gone = self._lists.pop(key, None)
        if gone is not None:
            self._size -= len(gone) + 100


def _scope(world: World) -> dict[str, Any]:
    return {"dataset": world.dataset, "world": world.name}


def _visible() -> ColumnElement[bool]:
    """A world sees its dataset's rows and its own."""
    return (orders.c.dataset == bindparam("dataset")) & orders.c.world.in_([BASE_WORLD, bindparam("world")])


def _select_positions(listing: Listing, *columns: str) -> Select[Any]:
    """Select the positions of one world's orders in the order of a listing, and some columns of them."""
    conditions = [_COMPARE[each.comparison](orders.c[each.column], each.value) for each in listing.filters]
    return (
        select(orders.c.position, *(orders.c[name] for name in columns))
        .where(orders.c.dataset == bindparam("dataset"), orders.c.world == bindparam("world"), *conditions)
        .order_by(*(_direction(name) for name in (*listing.sort, "-id")))
    )


def _sorted_by(listing: Listing) -> tuple[str, ...]:
    return tuple(name.removeprefix("-") for name in (*listing.sort, "-id"))


def _key(values: Iterable[int], listing: Listing) -> Key:
    """Turn the columns of an order into what sorts as the listing does: all of them are numbers."""
    names = (*listing.sort, "-id")
    return tuple(-value if name.startswith("-") else value for name, value in zip(names, values, strict=True))


def _direction(name: str) -> UnaryExpression[Any]:
    return orders.c[name[1:]].desc() if name.startswith("-") else orders.c[name].asc()


@cache
def _names(how_many: int) -> tuple[str, ...]:
    return tuple(f"p{index}" for index in range(how_many))


def _last_position(connection: Connection) -> int:
    return connection.scalars(select(orders.c.position).order_by(orders.c.position.desc()).limit(1)).first() or 0
