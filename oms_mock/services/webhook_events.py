"""Read the webhook events of an order."""

from __future__ import annotations

from oms_mock.errors import OrderNotFoundError, WebhookEventNotFoundError
from oms_mock.services.orders import Page, find_page
from oms_mock.store.store import Store
from oms_mock.store.webhook_events import View
from oms_mock.store.worlds import World


def page(store: Store, world: World, order_id: int, view: View, number: str, size: int) -> Page:
    """Return one page of the events of an order, newest first.

    Raises OrderNotFoundError and InvalidPageError.
    """
    _require_order(store, world, order_id)
    count = store.webhook_events.count(world, order_id)
    found, pages, offset = find_page(number, count, size)
    bodies = store.webhook_events.page(world, order_id, view, offset, size)
    return Page(count, found, pages, bodies)


def full(store: Store, world: World, order_id: int, event_id: int) -> bytes:
    """Return one event of an order. Raises OrderNotFoundError and WebhookEventNotFoundError."""
    _require_order(store, world, order_id)
    return _require_event(store.webhook_events.find(world, order_id, id=event_id))


def full_by_uuid(store: Store, world: World, order_id: int, uuid: str) -> bytes:
    """Return one event of an order by its uuid, which the resend endpoint takes.

    Raises OrderNotFoundError and WebhookEventNotFoundError.
    """
    _require_order(store, world, order_id)
    return _require_event(store.webhook_events.find_uuid(world, order_id, uuid))


def _require_event(body: bytes | None) -> bytes:
    if body is None:
        raise WebhookEventNotFoundError
    return body


def _require_order(store: Store, world: World, order_id: int) -> None:
    if not store.orders.exists(world, order_id):
        raise OrderNotFoundError
