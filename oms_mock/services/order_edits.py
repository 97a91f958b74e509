"""Creating, changing and deleting orders in a world.

Every edit is one write transaction: merge the given values into the order (`order_merge`, `order_items`), validate the
result (`order_validation`), write it, dispatch a webhook event, and check the quota of the world. Ids of orders and
items are given by the world and never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.clock import MICROSECOND, Clock, from_wire, system_clock, to_wire
from oms_mock.dataset.date_shift import shifted
from oms_mock.dataset.orders import order
from oms_mock.dataset.states import order_states
from oms_mock.dataset.webhook_events import CREATED, TRANSITIONED
from oms_mock.errors import OrderNotFoundError
from oms_mock.services import quota, views, webhook_dispatch
from oms_mock.services.merge_patch import require_object, unusable
from oms_mock.services.order_items import APPROVED, ItemEdit
from oms_mock.services.order_merge import merged
from oms_mock.services.order_validation import normalized
from oms_mock.services.seeding import ITEM_IDS, ORDER_IDS, days_of
from oms_mock.services.stale_reads import change_of_orders
from oms_mock.services.views import ITEMS
from oms_mock.spec.json_path import Document
from oms_mock.store.store import Store
from oms_mock.store.worlds import Dataset, World

_LAST_MOMENT = datetime.max.replace(tzinfo=from_wire("2000-01-01").tzinfo) - timedelta(days=1)


def add(store: Store, world: World, clock: Clock, given: Document) -> Document:
    """Create an order and return it. Values that are not given are generated, as of a newly approved order.

    Raises UnusableValueError and FullWorldError.
    """
    require_object(given)
    with change_of_orders(store, world, clock) as (connection, present):
        return _Edit(store, connection, present, clock()).add(given)


def change(store: Store, world: World, clock: Clock, order_id: int, patch: Document) -> Document:
    """Apply a merge patch to an order and return it.

    Raises OrderNotFoundError, UnusableValueError and FullWorldError.
    """
    require_object(patch)
    with change_of_orders(store, world, clock) as (connection, present):
        return _Edit(store, connection, present, clock()).change(order_id, patch)


def delete(store: Store, world: World, order_id: int, clock: Clock = system_clock) -> None:
    """Delete an order and its webhook events. Raises OrderNotFoundError."""
    with change_of_orders(store, world, clock) as (connection, present):
        if store.orders.read(connection, present, order_id) is None:
            raise OrderNotFoundError
        remove(store, connection, present, order_id)


def remove(store: Store, connection: Connection, world: World, order_id: int) -> None:
    """Delete an order that exists, within a transaction."""
    store.orders.remove(connection, world, order_id)
    store.webhook_events.remove(connection, world, order_id)
    store.worlds.touch(connection, world)


@dataclass(frozen=True)
class _Edit:
    """One edit within one transaction."""

    store: Store
    connection: Connection
    world: World
    now: datetime

    def add(self, given: Document) -> Document:
        if "id" in given:
            raise unusable(("id",), "is given by the world: leave it out")
        order_id = self._next_id(ORDER_IDS)
        model = self._generated(order_id, given)
        created = merged(model | {ITEMS: []}, _without_items(given), self._days)
        created[ITEMS] = self._items(created, [], given.get(ITEMS, [{} for _ in model[ITEMS]]))
        created = self._validated(created)
        row = views.order_row(created)
        self.store.orders.add(self.connection, self.world, [row])
        self._finish(created, CREATED, len(row.full))
        return created

    def change(self, order_id: int, patch: Document) -> Document:
        body = self.store.orders.read(self.connection, self.world, order_id)
        if body is None:
            raise OrderNotFoundError
        before: Document = orjson.loads(body)
        if patch.get("id", order_id) != order_id:
            raise unusable(("id",), "cannot change")
        after = merged(before, _without_items(patch), self._days)
        if ITEMS in patch:
            after[ITEMS] = self._items(after, before[ITEMS], patch[ITEMS])
        self._set_modified_dates(before, after)
        after = self._validated(after)
        row = views.order_row(after)
        self.store.orders.replace(self.connection, self.world, row)
        self._finish(after, None if _state(before) == _state(after) else TRANSITIONED, len(row.full))
        return after

    def _generated(self, order_id: int, given: Document) -> Document:
        """Generate an order that was approved just now: no webhook event of it exists yet."""
        now = to_wire(self.now)
        placed = given.get("created_date", now)
        return shifted(order(self._dataset.seed, order_id), self._days) | {
            "number": self._free_number(order_id),
            "state": order_states()[APPROVED],
            "created_date": now,
            "modified_date": now,
            "date_placed": placed,
            "tracking_number": None,
        }

    def _items(self, order: Document, known: list[Document], given: Any) -> Any:
        seed, days = self._dataset.seed, self._days
        return ItemEdit(seed, order, to_wire(self.now), known, lambda: self._next_id(ITEM_IDS), days).apply(given)

    @property
    def _dataset(self) -> Dataset:
        return self.store.worlds.dataset(self.world)

    @property
    def _days(self) -> int:
        return days_of(self._dataset)

    def _validated(self, document: Document) -> Document:
        """Return the order in wire form. Raises UnusableValueError, also for a number that is taken on its channel."""
        written = normalized(document)
        number, channel = written["number"], written["channel"]["id"]
        taken = self.store.orders.ids_of_number(self.connection, self.world, number, channel)
        if others := [each for each in taken if each != written["id"]]:
            raise unusable(("number",), f"is the number of order {others[0]} on the same channel")
        return written

    def _free_number(self, order_id: int) -> str:
        """Return the number of a generated order; where that is taken, the next one with another prefix."""
        numbers = (f"{prefix}{order_id:014d}" for prefix in range(22, 100))
        find = self.store.orders.channel_of_number
        return next(each for each in numbers if find(self.connection, self.world, each) is None)

    def _set_modified_dates(self, before: Document, after: Document) -> None:
        """Set the modified_date of the order and of the items that differ, unless the patch sets it."""
        known = {each["id"]: each for each in before[ITEMS]}
        for item in after[ITEMS] if isinstance(after[ITEMS], list) else ():
            earlier = known.get(item["id"])
            if earlier and item != earlier:
                item["modified_date"] = self._modified_date(earlier, item)
        after["modified_date"] = self._modified_date(before, after)

    def _modified_date(self, before: Document, after: Document) -> Any:
        """Return the present moment, or one microsecond after the last change if that is later."""
        if after["modified_date"] != before["modified_date"]:
            return after["modified_date"]
        last = from_wire(before["modified_date"])
        return to_wire(max(self.now, min(last, _LAST_MOMENT) + MICROSECOND))

    def _finish(self, order: Document, event_type: str | None, size: int) -> None:
        """Dispatch the event, if any, check the quota, and mark the world as changed."""
        if event_type:
            webhook_dispatch.dispatch(self.store, self.connection, self.world, order, event_type, self.now)
        quota.require(self.store, self.connection, self.world, size)
        self.store.worlds.touch(self.connection, self.world)

    def _next_id(self, sequence: str) -> int:
        return self.store.worlds.next_ids(self.connection, self.world, sequence, 1)[0]


def _without_items(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != ITEMS}


def _state(order: Document) -> tuple[int, str]:
    return order["state"]["id"], order["state"]["enum_value"]
