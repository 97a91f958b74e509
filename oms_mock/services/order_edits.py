"""Orders that are made, changed and deleted in a world, as the OMS itself would keep them.

A patch says what changes. What belongs together stays together all the same: a state or channel that is known is
named by its `id` (a state by its `enum_value` too) and comes whole; a customer who stands in an order three times,
and an address that stands in it twice, is one row. Ids of orders and of items come from the world, and stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import marshmallow
import orjson
from sqlalchemy import Connection

from oms_mock import wire
from oms_mock.clock import MICROSECOND, Clock, from_wire, to_wire
from oms_mock.dataset.channels import Channel, channels
from oms_mock.dataset.items import FIRST_OMNITRON_ID, Purchase, item
from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import checks
from oms_mock.dataset.states import item_states, order_states
from oms_mock.dataset.webhook_events import CREATED, TRANSITIONED
from oms_mock.errors import OrderNotFoundError, UnusableValueError
from oms_mock.services import quota, views
from oms_mock.services.merge_patch import merge, require_object, unusable
from oms_mock.services.seeding import ITEM_IDS, ORDER_IDS
from oms_mock.services.views import ITEMS
from oms_mock.services.webhook_dispatch import announce, schemas
from oms_mock.services.worlds import changing
from oms_mock.spec import secrets
from oms_mock.spec.json_path import Path
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

Document = dict[str, Any]

MOST_ITEMS = 1000
LARGEST = 4 * 1024 * 1024
"""Bytes of one order: many small patches may not make more of it than one large one."""
APPROVED = "400"
ADDRESSES = ("shipping_address", "billing_address")


def add(store: Store, world: World, clock: Clock, given: Document) -> Document:
    """Make an order: what is not said is made by the generator, as of an order that was just approved.

    Returns it whole. Raises UnusableValueError, and FullWorldError.
    """
    require_object(given)
    with changing(store, world) as (connection, present):
        return _Changer(store, connection, present, clock()).add(given)


def change(store: Store, world: World, clock: Clock, order_id: int, patch: Document) -> Document:
    """Change an order by a merge patch, and return it whole.

    Raises OrderNotFoundError, UnusableValueError, and FullWorldError.
    """
    require_object(patch)
    with changing(store, world) as (connection, present):
        return _Changer(store, connection, present, clock()).change(order_id, patch)


def delete(store: Store, world: World, order_id: int) -> None:
    """Delete an order, and with it its webhook events. Raises OrderNotFoundError."""
    with changing(store, world) as (connection, present):
        if store.orders.read(connection, present, order_id) is None:
            raise OrderNotFoundError
        _delete(store, connection, present, order_id)


def arrive(store: Store, world: World, clock: Clock) -> int:
    """Let an order arrive, and return its id. Raises FullWorldError."""
    return int(add(store, world, clock, {})["id"])


def disappear(store: Store, world: World, which: Literal["newest", "oldest"]) -> int | None:
    """Delete the order that was made last, or first, and return its id; None where there is none."""
    with changing(store, world) as (connection, present):
        find = store.orders.newest if which == "newest" else store.orders.oldest
        order_id = find(connection, present)
        if order_id is not None:
            _delete(store, connection, present, order_id)
    return order_id


def _delete(store: Store, connection: Connection, world: World, order_id: int) -> None:
    store.orders.remove(connection, world, order_id)
    store.webhook_events.remove(connection, world, order_id)
    store.worlds.touch(connection, world)


@dataclass(frozen=True)
class _Changer:
    """One change, inside one transaction."""

    store: Store
    connection: Connection
    world: World
    now: datetime

    def add(self, given: Document) -> Document:
        if "id" in given:
            raise unusable(("id",), "is given by the world: leave it out")
        (order_id,) = self._ids(ORDER_IDS, 1)
        model = self._model(order_id, given)
        made = _merged(model | {ITEMS: []}, _but_items(given))
        made[ITEMS] = self._items(made, [], given.get(ITEMS, [{} for _ in model[ITEMS]]))
        made = self._checked(made)
        row = views.order_row(made)
        self.store.orders.add(self.connection, self.world, [row])
        self._tell(made, CREATED, len(row.full))
        return made

    def change(self, order_id: int, patch: Document) -> Document:
        body = self.store.orders.read(self.connection, self.world, order_id)
        if body is None:
            raise OrderNotFoundError
        before: Document = orjson.loads(body)
        if patch.get("id", order_id) != order_id:
            raise unusable(("id",), "cannot change")
        after = _merged(before, _but_items(patch))
        if ITEMS in patch:
            after[ITEMS] = self._items(after, before[ITEMS], patch[ITEMS])
        self._stamp(before, after)
        after = self._checked(after)
        row = views.order_row(after)
        self.store.orders.replace(self.connection, self.world, row)
        self._tell(after, None if _state(before) == _state(after) else TRANSITIONED, len(row.full))
        return after

    def _model(self, order_id: int, given: Document) -> Document:
        """Make an order that was just approved: nothing of it has been sent."""
        now = to_wire(self.now)
        placed = given.get("created_date", now)
        return order(self._seed, order_id) | {
            "number": self._free_number(order_id),
            "state": order_states()[APPROVED],
            "created_date": now,
            "modified_date": now,
            "date_placed": placed,
            "tracking_number": None,
        }

    def _items(self, order: Document, known: list[Document], given: Any) -> Any:
        return _Items(self._seed, order, to_wire(self.now), known, partial(self._ids, ITEM_IDS, 1)).given(given)

    @property
    def _seed(self) -> int:
        return self.store.worlds.dataset(self.world).seed

    def _checked(self, document: Document) -> Document:
        """Return a document as the OMS writes it. Raises UnusableValueError for one that it would not keep."""
        checked = _checked(document)
        number, channel = checked["number"], checked["channel"]["id"]
        taken = self.store.orders.ids_of_number(self.connection, self.world, number, channel)
        if other := [each for each in taken if each != checked["id"]]:
            raise unusable(("number",), f"is the number of order {other[0]}, on the same channel")
        return checked

    def _free_number(self, order_id: int) -> str:
        """Return the number that the generator gives, or one like it where somebody has taken that."""
        numbers = (f"{beginning}{order_id:014d}" for beginning in range(22, 100))
        find = self.store.orders.channel_of_number
        return next(each for each in numbers if find(self.connection, self.world, each) is None)

    def _stamp(self, before: Document, after: Document) -> None:
        """Move the dates of what has changed, unless the patch sets them."""
        kept = {each["id"]: each for each in before[ITEMS]}
        for each in after[ITEMS] if isinstance(after[ITEMS], list) else ():
            was = kept.get(each["id"])
            if was and each != was:
                each["modified_date"] = self._moved(was, each)
        after["modified_date"] = self._moved(before, after)

    def _moved(self, before: Document, after: Document) -> Any:
        """Return the date of a change: now, and in any case later than the one before."""
        if after["modified_date"] != before["modified_date"]:
            return after["modified_date"]
        last = from_wire(before["modified_date"])
        return to_wire(max(self.now, min(last, _LAST_MOMENT) + MICROSECOND))

    def _tell(self, order: Document, event_type: str | None, size: int) -> None:
        if event_type:
            announce(self.store, self.connection, self.world, order, event_type, self.now)
        quota.require(self.store, self.connection, self.world, size)
        self.store.worlds.touch(self.connection, self.world)

    def _ids(self, sequence: str, how_many: int) -> range:
        return self.store.worlds.next_ids(self.connection, self.world, sequence, how_many)


_LAST_MOMENT = datetime.max.replace(tzinfo=from_wire("2000-01-01").tzinfo) - timedelta(days=1)


@dataclass(frozen=True)
class _Items:
    """The items of an order: those that it has, and those that a patch adds."""

    seed: int
    order: Document
    now: str
    known: list[Document]
    ids: Callable[[], range]

    def given(self, items: Any) -> Any:
        """Return the items that a patch names: the rest of each that is known, and new ones made whole."""
        if not isinstance(items, list):
            return items
        if len(items) > MOST_ITEMS:
            raise unusable((ITEMS,), f"has more than {MOST_ITEMS} items")
        known = {each["id"]: each for each in self.known}
        return [self._given(place, each, known) for place, each in enumerate(items)]

    def _given(self, place: int, patch: Any, known: dict[int, Document]) -> Document:
        path: Path = (ITEMS, place)
        if not isinstance(patch, dict):
            raise unusable(path, "must be an object")
        if "id" not in patch:
            return self._whole(self._fresh(place), patch, path)
        found = known.pop(patch["id"], None) if isinstance(patch["id"], int) else None
        if found is None:
            raise unusable((*path, "id"), "is no item of the order, or is named twice: leave it out")
        return self._whole(found, patch, path)

    def _whole(self, item: Document, patch: Document, path: Path) -> Document:
        return merge(_on_row(item, patch, "state", _state_row(item_states())), patch, schemas().order_item, path)

    def _fresh(self, place: int) -> Document:
        """Make an item of the order, in its state."""
        (item_id,) = self.ids()
        purchase = Purchase(_channel(self.order), _item_state(self.order), str(self.order["payment_type"]), 0, 0)
        model = item(self.seed, self.order["id"], place + 1, purchase, purchase.enum_value)
        own = {"id": item_id, "omnitron_id": FIRST_OMNITRON_ID + item_id, "parent_omnitron_id": None}
        return model | own | {"order": self.order["id"], "created_date": self.now, "modified_date": self.now}


def _but_items(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != ITEMS}


def _merged(before: Document, patch: Document) -> Document:
    """Put a patch into an order, items aside, and let what belongs together follow."""
    target = _on_row(before, patch, "state", _state_row(order_states()))
    target = _on_row(target, patch, "channel", _channel_row)
    after = merge(target, _with_both_addresses(before, patch), schemas().order)
    channel = after["channel"].get("id") if isinstance(after["channel"], dict) else None
    if isinstance(channel, int) and channel != before["channel"]["id"]:
        _move_to_channel(after, patch, channel)
    for address in ADDRESSES:
        if _names(patch.get(address), "customer"):
            continue
        if _pk(before, address) == before["customer"]["pk"] and isinstance(after[address], dict):
            after[address] = after[address] | {"customer": after["customer"]}
    return after


def _on_row(before: Document, patch: Document, key: str, row_of: Callable[[Document], Document | None]) -> Document:
    """Put the row that a patch names in the place of the one that is there, where it is another one, and known."""
    given = patch.get(key)
    row = row_of(given) if isinstance(given, dict) else None
    return before if row is None or row["id"] == before[key]["id"] else before | {key: row}


def _state_row(rows: dict[str, Document]) -> Callable[[Document], Document | None]:
    by_id = {row["id"]: row for row in rows.values()}

    def find(given: Document) -> Document | None:
        if isinstance(value := given.get("enum_value"), str):
            return rows.get(value)
        return by_id.get(pk) if isinstance(pk := given.get("id"), int) else None

    return find


def _channel_row(given: Document) -> Document | None:
    pk = given.get("id")
    known = channels().get(pk) if isinstance(pk, int) else None
    return known and known.document


def _with_both_addresses(before: Document, patch: Document) -> Document:
    """Change both addresses where they are one row, and a patch changes one and does not give it another id."""
    given = [name for name in ADDRESSES if isinstance(patch.get(name), dict)]
    is_one_row = before[ADDRESSES[0]]["id"] == before[ADDRESSES[1]]["id"]
    if not is_one_row or len(given) != 1 or "id" in patch[given[0]]:
        return patch
    return patch | dict.fromkeys(ADDRESSES, patch[given[0]])


def _move_to_channel(order: Document, patch: Document, channel: int) -> None:
    """Let the customers of an order be those of the channel that it moved to."""
    moved = {"channel": channel}
    if not _names(patch.get("customer"), "channel") and isinstance(order["customer"], dict):
        order["customer"] = order["customer"] | moved
    for name in ADDRESSES:
        address = order[name]
        if isinstance(address, dict) and not _names(patch.get(name), "customer"):
            order[name] = address | {"customer": address["customer"] | moved}


def _names(patch: Any, key: str) -> bool:
    return isinstance(patch, dict) and key in patch


def _pk(order: Document, address: str) -> Any:
    return order[address]["customer"]["pk"]


def _state(order: Document) -> tuple[int, str]:
    return order["state"]["id"], order["state"]["enum_value"]


def _channel(order: Document) -> Channel:
    """Find what the items of an order have in common: another channel's where its own is nobody's."""
    known = channels()
    pk = order["channel"].get("id") if isinstance(order["channel"], dict) else None
    return known.get(pk if isinstance(pk, int) else 0) or next(iter(known.values()))


def _item_state(order: Document) -> str:
    value = order["state"].get("enum_value") if isinstance(order["state"], dict) else None
    return value if isinstance(value, str) and value in item_states() else APPROVED


def _checked(document: Document) -> Document:
    """Write an order as the OMS does. Raises UnusableValueError, with the first thing that is wrong."""
    try:
        written: Document = schemas().order.dump(schemas().order.load(document))
    except marshmallow.ValidationError as error:
        raise _first(error.messages) from None
    for path in secrets.filled(written):
        raise unusable(path, f"is a filled secret: begin it with {secrets.CANARY}")
    for where, problem in checks.of_order(written):
        raise UnusableValueError(where, f"{problem}.")
    if len(wire.dumps(written)) > LARGEST:
        raise unusable((), f"is larger than {LARGEST} bytes")
    return written


def _first(messages: Any) -> UnusableValueError:
    """Find the first problem of those that are told as marshmallow tells them, level by level."""
    path: Path = ()
    while isinstance(messages, dict):
        step, messages = next(iter(messages.items()))
        path = (*path, step)
    said = messages[0] if isinstance(messages, list) else messages
    return unusable(tuple(step for step in path if step != "_schema"), str(said))
