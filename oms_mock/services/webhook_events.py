"""What the OMS tells of the webhooks that an order set off."""

from __future__ import annotations

from oms_mock.errors import OrderNotFoundError, WebhookEventNotFoundError
from oms_mock.services.orders import Page, turn_to
from oms_mock.store.store import Store
from oms_mock.store.webhook_events import View
from oms_mock.store.worlds import World


def page(store: Store, world: World, order_id: int, view: View, number: str, size: int) -> Page:
    """Return one page of an order's events, newest first.

    Raises OrderNotFoundError and InvalidPageError.
    """
    _require_order(store, world, order_id)
    count = store.webhook_events.count(world, order_id)
    turned, pages, offset = turn_to(number, count, size)
    bodies = store.webhook_events.page(world, order_id, view, offset, size)
    return Page(count, turned, pages, bodies)


def full(store: Store, world: World, order_id: int, event_id: int) -> bytes:
    """Return one event of an order. Raises OrderNotFoundError, WebhookEventNotFoundError."""
    _require_order(store, world, order_id)
    return _found(store.webhook_events.find(world, order_id, id=event_id))


def full_by_uuid(store: Store, world: World, order_id: int, uuid: str) -> bytes:
    """Return one event of an order by its uuid, as resending one names it."""
    _require_order(store, world, order_id)
    return _found(store.webhook_events.find_uuid(world, order_id, uuid))


def _found(body: bytes | None) -> bytes:
    if body is None:
        raise WebhookEventNotFoundError
    return body


def _require_order(store: Store, world: World, order_id: int) -> None:
    if not store.orders.exists(world, order_id):
        raise OrderNotFoundError
