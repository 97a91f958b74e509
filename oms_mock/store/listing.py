"""Conditions and order of a list: which rows of the orders table a world sees, and how they are sorted.

Statements have the parameters `dataset` and `world`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, false, func, select
from sqlalchemy.sql.elements import UnaryExpression

from oms_mock.store.merged_positions import Key
from oms_mock.store.tables import BASE_WORLD, hidden_orders, orders

Comparison = Literal["eq", "in", "startswith", "gt", "gte", "lt", "lte"]


@dataclass(frozen=True)
class Filter:
    """One condition on a column of the orders table."""

    column: str
    comparison: Comparison
    value: Any


@dataclass(frozen=True)
class Listing:
    """A filtered and sorted list of orders. `sort` has column names, with `-` for descending order."""

    filters: tuple[Filter, ...] = ()
    sort: tuple[str, ...] = ("-id",)


_COMPARE: dict[Comparison, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "in": lambda column, value: column.in_([bindparam(None, each) for each in value]) if value else false(),
    # LIKE ignores case in SQLite, and does not in PostgreSQL.
    "startswith": lambda column, value: func.substr(column, 1, len(value)) == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
}


def visible() -> ColumnElement[bool]:
    """Return the condition of visible rows: those of the world, and those of its dataset that it does not hide."""
    return (
        (orders.c.dataset == bindparam("dataset"))
        & orders.c.world.in_([BASE_WORLD, bindparam("world")])
        & ((orders.c.world != BASE_WORLD) | ~is_hidden())
    )


def is_hidden() -> ColumnElement[bool]:
    """Return the condition of rows of the dataset that the world hides."""
    return hidden_ids().where(hidden_orders.c.order_id == orders.c.id).exists()


def hidden_ids() -> Select[tuple[int]]:
    """Select the ids of the orders that the world hides."""
    of_world = (hidden_orders.c.dataset == bindparam("dataset")) & (hidden_orders.c.world == bindparam("world"))
    return select(hidden_orders.c.order_id).where(of_world)


def conditions(listing: Listing) -> list[ColumnElement[bool]]:
    """Return the conditions of a listing on the orders of a dataset."""
    of_dataset = orders.c.dataset == bindparam("dataset")
    return [of_dataset, *(_COMPARE[each.comparison](orders.c[each.column], each.value) for each in listing.filters)]


def select_positions(listing: Listing) -> Select[Any]:
    """Select the positions of a dataset's orders in the order of a listing."""
    return (
        select(orders.c.position)
        .where(orders.c.world == bindparam("world"), *conditions(listing))
        .order_by(*(_direction(name) for name in (*listing.sort, "-id")))
    )


def sorted_by(sort: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns by which a listing is sorted; ids decide between equal rows."""
    return tuple(name.removeprefix("-") for name in (*sort, "-id"))


def sort_key(values: Iterable[int], sort: tuple[str, ...]) -> Key:
    """Return a key that sorts as the listing does. All columns are numbers."""
    names = (*sort, "-id")
    return tuple(-value if name.startswith("-") else value for name, value in zip(names, values, strict=True))


def _direction(name: str) -> UnaryExpression[Any]:
    return orders.c[name[1:]].desc() if name.startswith("-") else orders.c[name].asc()
