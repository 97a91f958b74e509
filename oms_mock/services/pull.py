"""Pull orders from Omnitron: run the checks in the order of the vendor's documentation, then create the order.

The error texts are those of the documentation, byte for byte, including the blank at the end of the third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.behaviour.stale import Staleness
from oms_mock.clock import Clock
from oms_mock.dataset import omnitron
from oms_mock.dataset.webhook_events import CREATED
from oms_mock.services import quota, views, webhook_dispatch
from oms_mock.services.document_schemas import document_schemas
from oms_mock.services.seeding import ITEM_IDS, ORDER_IDS
from oms_mock.services.stale_reads import change_of_orders
from oms_mock.spec.json_path import Document
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

ALREADY_EXISTS = "Order number: {0} already exists in {1} channel!"
NOT_FOUND = "Order not found with Order number:{0}"
TOO_OLD = (
    "Order create operation does not allowed! "
    "Because of Order ID: {omnitron_id} lower than MIN_ORDER_OMNITRON_ID: {min_id} "
)
CHANNEL_NOT_ALLOWED = (
    "Order create operation does not allowed! "
    "Because of Channel ID:{channel_id} provided with Order ID:{order_id} does not allowed in the system."
)
UNKNOWN_CARGO_COMPANY = (
    "Cargo company:{cargo_company} provided with order number:{number} does not exists in the system."
)


@dataclass(frozen=True)
class PullResult:
    """The result for one order number; without errors the order was created."""

    order_number: str
    success: bool
    errors: list[str] = field(default_factory=list)


def pull(
    store: Store, world: World, now: Clock, numbers: Iterable[str], hidden: Staleness | None = None
) -> list[PullResult]:
    """Pull orders by number, and return the results in the same order.

    Each order succeeds or fails on its own; a number that is named twice is created and then exists. Raises
    FullWorldError, and pulls none, when all of them together exceed the quota of the world. `hidden` hides the orders
    from stale reads.
    """
    with change_of_orders(store, world, now, hidden) as (connection, present):
        puller = _Puller(store, connection, present, store.omnitron.settings(connection, present), now())
        results = [puller.pull(number) for number in numbers]
        if any(result.success for result in results):
            quota.require(store, connection, present)
            store.worlds.touch(connection, present)
    return results


Check = Callable[[Document, dict[str, Any]], str | None]


def _is_recent(order: Document, settings: dict[str, Any]) -> str | None:
    min_id = settings[omnitron.MIN_ORDER_OMNITRON_ID]
    if order["omnitron_id"] >= min_id:
        return None
    return TOO_OLD.format(omnitron_id=order["omnitron_id"], min_id=min_id)


def _is_of_allowed_channel(order: Document, settings: dict[str, Any]) -> str | None:
    if order["channel"]["id"] in settings[omnitron.ALLOWED_CHANNELS]:
        return None
    return CHANNEL_NOT_ALLOWED.format(channel_id=order["channel"]["id"], order_id=order["omnitron_id"])


def _has_known_cargo_company(order: Document, settings: dict[str, Any]) -> str | None:
    if order["cargo_company"] in (None, *settings[omnitron.CARGO_COMPANIES]):
        return None
    return UNKNOWN_CARGO_COMPANY.format(cargo_company=order["cargo_company"], number=order["number"])


CHECKS: tuple[Check, ...] = (_is_recent, _is_of_allowed_channel, _has_known_cargo_company)


@dataclass(frozen=True)
class _Puller:
    """Pulls the orders of one request within one transaction."""

    store: Store
    connection: Connection
    world: World
    settings: dict[str, Any]
    now: datetime

    def pull(self, number: str) -> PullResult:
        channel = self.store.orders.channel_of_number(self.connection, self.world, number)
        if channel is not None:
            return PullResult(number, False, [ALREADY_EXISTS.format(number, channel)])
        body = self.store.omnitron.find(self.connection, self.world, number)
        if body is None:
            return PullResult(number, False, [NOT_FOUND.format(number)])
        order = orjson.loads(body)
        for check in CHECKS:
            if error := check(order, self.settings):
                return PullResult(number, False, [error])
        self._create(order)
        return PullResult(number, True)

    def _create(self, document: Document) -> None:
        """Write the order with ids and dates of the OMS, and dispatch an event."""
        schema = document_schemas().order
        order = schema.load(document)
        items = order[views.ITEMS]
        order["id"] = self._ids(ORDER_IDS, 1)[0]
        for item, item_id in zip(items, self._ids(ITEM_IDS, len(items)), strict=True):
            item |= {"id": item_id, "order": order["id"]} | self._dates()
        created = schema.dump(order | self._dates())
        self.store.orders.add(self.connection, self.world, [views.order_row(created)])
        webhook_dispatch.dispatch(self.store, self.connection, self.world, created, CREATED, self.now)

    def _dates(self) -> dict[str, datetime]:
        return {"created_date": self.now, "modified_date": self.now}

    def _ids(self, sequence: str, how_many: int) -> range:
        return self.store.worlds.next_ids(self.connection, self.world, sequence, how_many)
