"""Webhook events that the OMS sets off when an order is made, or goes on to another state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

from oms_mock.dataset.webhook_events import WEBHOOKS, payload
from oms_mock.schemas.order_items import OrderItemSchema
from oms_mock.schemas.orders import OrderSchema
from oms_mock.schemas.webhook_events import WebhookEventSchema
from oms_mock.services import views
from oms_mock.services.seeding import EVENT_IDS
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

Document = dict[str, Any]


def announce(
    store: Store, connection: Connection, world: World, order: Document, event_type: str, now: datetime
) -> None:
    """Write the event that tells of an order as it is now; nobody has answered it."""
    (event_id,) = store.worlds.next_ids(connection, world, EVENT_IDS, 1)
    key = f"{world.dataset}|{world.name}|{event_id}".encode()
    uuid = blake2b(key, digest_size=16).hexdigest()
    event = {
        "id": event_id,
        "webhook": WEBHOOKS[event_type],
        "uuid": uuid,
        "request_payload": {"event": {"type": event_type, "uuid": uuid}, "payload": payload(order, order["state"])},
        "response_content": None,
        "response_http_status": None,
        "delivered": False,
        "retry_count": 0,
        "object_id": order["id"],
        "content_type": order["state"]["content_type"],
        "created_date": now,
        "modified_date": now,
    }
    written = views.webhook_event_row(schemas().webhook_event.dump(event))
    store.webhook_events.add(connection, world, [written])


@dataclass(frozen=True)
class Schemas:
    """What reads and writes documents."""

    order: OrderSchema
    order_item: OrderItemSchema
    webhook_event: WebhookEventSchema


@cache
def schemas() -> Schemas:
    """Build the schemas once: it takes longer than using them."""
    return Schemas(OrderSchema(), OrderItemSchema(), WebhookEventSchema())
