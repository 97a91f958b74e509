"""Orders: lists of positions, and the stored bodies at those positions.

A list is read in two steps: the positions of a listing, sorted once and cached, and the bodies of one page. The rows of
a dataset are shared by all worlds. A world has rows of its own for orders that it changed, and hides those of the
dataset that it changed or deleted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.sql.elements import UnaryExpression

from oms_mock.store.database import Database, Query
from oms_mock.store.listing import (
    Filter,
    Listing,
    conditions,
    hidden_ids,
    is_hidden,
    select_positions,
    sort_key,
    sorted_by,
    visible,
)
from oms_mock.store.merged_positions import Key, PositionChange, Positions, merge_positions
from oms_mock.store.position_cache import PositionCache
from oms_mock.store.tables import BASE_WORLD, hidden_orders, order_bodies, orders, sequences
from oms_mock.store.worlds import World

View = Literal["full", "short", "simple"]

MAX_CACHED_POSITIONS = 4_000_000
"""Of all cached lists. A position has eight bytes: 32 MB."""
KNOWN_KEYS = 16_384
"""Orders whose sort keys are cached: those next to the changes of a world."""
KNOWN_QUERIES = 256
_POSITIONS = "position"


@dataclass(frozen=True)
class OrderRow:
    """A stored order: the columns that are filtered, and the bytes of its views."""

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


class OrderStore:
    """The orders of a database, world by world."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._positions = PositionCache(MAX_CACHED_POSITIONS)
        self._open = database.query(
            select(
                order_bodies.c.full,
                order_bodies.c.items_start,
                order_bodies.c.items_end,
                order_bodies.c.item_count,
            )
            .join(orders, orders.c.position == order_bodies.c.position)
            .where(visible(), orders.c.id == bindparam("id"))
        )
        self._exists = database.query(select(orders.c.id).where(visible(), orders.c.id == bindparam("id")))
        self._bodies = cache(self._compile_bodies)
        self._keys = cache(self._compile_keys)
        self._changes = lru_cache(KNOWN_QUERIES)(self._compile_changes)
        # Safe to cache: the row of a position never changes, and no position is used twice.
        self._key_at = lru_cache(KNOWN_KEYS)(self._read_key)

    def positions(self, world: World, listing: Listing) -> Positions:
        """Return the positions of a listing, in its order.

        Those of the dataset are sorted once for all worlds. Hidden ones are removed from the list of a world, and its
        own are inserted.
        """
        known = self._positions.get((world, listing))
        if known is not None:
            return known
        base = self._of_dataset(world.dataset, listing)
        changes = self._changes_of(world, listing)
        if not changes:
            return base
        merged = merge_positions(base, changes, lambda position: self._key_at(position, listing.sort))
        self._positions.put((world, listing), merged, 3 * merged.pieces)
        return merged

    def _of_dataset(self, dataset: str, listing: Listing) -> array[int]:
        known = self._positions.get((dataset, listing))
        if not isinstance(known, array):
            query = self._database.query(select_positions(listing))
            rows = self._database.rows(query, {"dataset": dataset, "world": BASE_WORLD})
            known = array("q", (row[0] for row in rows))
            self._positions.put((dataset, listing), known, len(known))
        return known

    def _changes_of(self, world: World, listing: Listing) -> list[PositionChange]:
        """List the changes of a world's list to that of its dataset, in the order of the listing."""
        rows = self._database.rows(self._changes(listing), _scope(world))
        return sorted(
            PositionChange(sort_key(keys, listing.sort), bool(is_own), position) for position, is_own, *keys in rows
        )

    def _read_key(self, position: int, sort: tuple[str, ...]) -> Key:
        """Return the sort key of an order of the dataset. A binary search needs a few of them."""
        query = self._keys(sorted_by(sort))
        return sort_key(self._database.rows(query, {"position": position})[0], sort)

    def bodies(self, view: View, positions: Sequence[int]) -> list[bytes]:
        """Return bodies in the order of their positions. Raises LookupError if one was removed meanwhile."""
        if not positions:
            return []
        query = self._bodies(view, len(positions))
        values = dict(zip(_names(len(positions)), positions, strict=True))
        found = dict(self._database.rows(query, values))
        return [found[position] for position in positions]

    def find(self, world: World, order_id: int) -> tuple[bytes, int, int, int] | None:
        """Return one order: its bytes, the range of its items in them, and their number."""
        rows = self._database.rows(self._open, {**_scope(world), "id": order_id})
        return tuple(rows[0]) if rows else None

    def full_by_id(self, world: World, ids: Sequence[int]) -> dict[int, bytes]:
        """Return the bodies of the orders that exist, by id."""
        positions = self.positions(world, Listing((Filter("id", "in", tuple(ids)),), ("id",)))
        return {orjson.loads(body)["id"]: body for body in self.bodies("full", positions[:])}

    def exists(self, world: World, order_id: int) -> bool:
        """Return whether a world has an order."""
        return bool(self._database.rows(self._exists, {**_scope(world), "id": order_id}))

    def channel_of_number(self, connection: Connection, world: World, number: str) -> str | None:
        """Return the name of a channel that has an order of this number, or None."""
        return connection.scalars(
            select(orders.c.channel_name)
            .where(visible(), orders.c.number == number)
            .order_by(orders.c.id.desc())
            .limit(1),
            _scope(world),
        ).first()

    def ids_of_number(self, connection: Connection, world: World, number: str, channel: int) -> list[int]:
        """List the ids of the orders of this number in a channel."""
        taken = select(orders.c.id).where(visible(), orders.c.number == number, orders.c.channel == channel)
        return list(connection.scalars(taken, _scope(world)))

    def read(self, connection: Connection, world: World, order_id: int) -> bytes | None:
        """Return the body of one order inside a transaction."""
        body = select(order_bodies.c.full).join(orders, orders.c.position == order_bodies.c.position)
        return connection.scalars(body.where(visible(), orders.c.id == order_id), _scope(world)).first()

    def newest(self, connection: Connection, world: World) -> int | None:
        """Return the largest order id."""
        return max(self._at_the_end(connection, world, orders.c.id.desc()), default=None)

    def oldest(self, connection: Connection, world: World) -> int | None:
        """Return the smallest order id."""
        return min(self._at_the_end(connection, world, orders.c.id.asc()), default=None)

    def _at_the_end(self, connection: Connection, world: World, direction: UnaryExpression[Any]) -> list[int]:
        """Return the outermost ids of the dataset and of the world, with one index lookup each."""
        ids = select(orders.c.id).where(orders.c.dataset == world.dataset).order_by(direction).limit(1)
        own = ids.where(orders.c.world == world.name)
        of_dataset = ids.where(orders.c.world == BASE_WORLD, ~is_hidden())
        found = [connection.scalar(each, _scope(world)) for each in (own, of_dataset)]
        return [each for each in found if each is not None]

    def remove(self, connection: Connection, world: World, order_id: int) -> None:
        """Remove an order from a world: delete its own row, hide that of the dataset."""
        of_world = (orders.c.dataset == world.dataset) & (orders.c.world == world.name) & (orders.c.id == order_id)
        position = connection.scalar(select(orders.c.position).where(of_world))
        if position is not None:
            connection.execute(delete(order_bodies).where(order_bodies.c.position == position))
            connection.execute(delete(orders).where(orders.c.position == position))
        of_dataset = visible() & (orders.c.id == order_id)
        if connection.scalar(select(orders.c.id).where(of_dataset), _scope(world)) is not None:
            hidden = {"dataset": world.dataset, "world": world.name, "order_id": order_id}
            connection.execute(insert(hidden_orders).values(hidden))

    def replace(self, connection: Connection, world: World, row: OrderRow) -> None:
        """Replace an order in a world. The dataset does not change."""
        self.remove(connection, world, row.id)
        self.add(connection, world, [row])

    def count_written(self, connection: Connection, world: World) -> int:
        """Count the orders of the dataset of a world."""
        of_dataset = (orders.c.dataset == world.dataset) & (orders.c.world == BASE_WORLD)
        return connection.scalar(select(func.count()).select_from(orders).where(of_dataset)) or 0

    def count_own(self, connection: Connection) -> dict[str, int]:
        """Count the own orders of all worlds, by name."""
        own = func.count().label("own")
        counts = select(orders.c.world, own).where(orders.c.world != BASE_WORLD).group_by(orders.c.world)
        return {row.world: row.own for row in connection.execute(counts)}

    def count_of(self, connection: Connection, world: World) -> int:
        """Count the own orders of a world."""
        return connection.scalar(select(func.count()).select_from(orders).where(_is_own(world))) or 0

    def size_of(self, connection: Connection, world: World) -> int:
        """Return the size of the own orders of a world, in bytes. This reads every own row."""
        size = select(func.sum(func.length(order_bodies.c.full)))
        joined = size.join_from(orders, order_bodies, orders.c.position == order_bodies.c.position)
        return int(connection.scalar(joined.where(_is_own(world))) or 0)

    def copy_own(self, connection: Connection, world: World, name: str) -> None:
        """Copy the own orders of a world to another name."""
        columns = [*orders.c, *(order_bodies.c[name] for name in _BODY_COLUMNS)]
        joined = select(*columns).join_from(orders, order_bodies, orders.c.position == order_bodies.c.position)
        rows = connection.execute(joined.where(_is_own(world)).order_by(orders.c.id)).mappings().all()
        fields = OrderRow.__dataclass_fields__
        copies = [OrderRow(**{key: each[key] for key in fields}) for each in rows]
        self.add(connection, replace(world, name=name), copies)

    def remove_own(self, connection: Connection, world: World) -> None:
        """Delete the own orders of a world. Bodies are found by position: they have no other index."""
        own = (orders.c.dataset == world.dataset) & (orders.c.world == world.name)
        positions = select(orders.c.position).where(own)
        connection.execute(delete(order_bodies).where(order_bodies.c.position.in_(positions)))
        connection.execute(delete(orders).where(own))

    def add(self, connection: Connection, world: World, rows: Iterable[OrderRow], *, base: bool = False) -> None:
        """Insert orders into a world, or with `base` into its dataset."""
        scope = {"dataset": world.dataset, "world": BASE_WORLD if base else world.name}
        head, bodies = [], []
        known = list(rows)
        for position, row in zip(_next_positions(connection, len(known)), known, strict=True):
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

    def _compile_changes(self, listing: Listing) -> Query:
        """Compile the own and the hidden orders of a world into one statement, so that both have the same state."""
        columns = [orders.c[name] for name in sorted_by(listing.sort)]
        own = select(orders.c.position, literal_column("1"), *columns).where(
            orders.c.world == bindparam("world"), *conditions(listing)
        )
        hidden = select(orders.c.position, literal_column("0"), *columns).where(
            orders.c.world == literal_column("''"), orders.c.id.in_(hidden_ids()), *conditions(listing)
        )
        return self._database.query(own.union_all(hidden))


def _is_own(world: World) -> ColumnElement[bool]:
    return (orders.c.dataset == world.dataset) & (orders.c.world == world.name)


def _scope(world: World) -> dict[str, Any]:
    return {"dataset": world.dataset, "world": world.snapshot or world.name}


@cache
def _names(how_many: int) -> tuple[str, ...]:
    return tuple(f"p{index}" for index in range(how_many))


def _next_positions(connection: Connection, how_many: int) -> range:
    """Return positions that were never used: a reader of a removed order must not find another one there."""
    counter = {"dataset": BASE_WORLD, "world": BASE_WORLD, "name": _POSITIONS}
    this = (sequences.c.dataset == BASE_WORLD) & (sequences.c.world == BASE_WORLD) & (sequences.c.name == _POSITIONS)
    last = connection.scalar(select(sequences.c.last).where(this))
    if last is None:
        connection.execute(insert(sequences).values(**counter, last=how_many))
    else:
        connection.execute(update(sequences).where(this).values(last=last + how_many))
    first = (last or 0) + 1
    return range(first, first + how_many)
