"""Writing the webhook events that the OMS dispatches when an order is created or changes its state."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection

from oms_mock.dataset.webhook_events import WEBHOOKS, payload
from oms_mock.services import views
from oms_mock.services.document_schemas import document_schemas
from oms_mock.services.seeding import EVENT_IDS
from oms_mock.spec.json_path import Document
from oms_mock.store.store import Store
from oms_mock.store.worlds import World


def dispatch(
    store: Store, connection: Connection, world: World, order: Document, event_type: str, now: datetime
) -> None:
    """Write an event with the order as its payload. It has no response yet."""
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
    row = views.webhook_event_row(document_schemas().webhook_event.dump(event))
    store.webhook_events.add(connection, world, [row])
