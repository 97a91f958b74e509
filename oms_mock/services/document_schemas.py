"""The marshmallow schemas of the documents that services write, built once: building takes longer than using them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from oms_mock.schemas.order_items import OrderItemSchema
from oms_mock.schemas.orders import OrderSchema
from oms_mock.schemas.webhook_events import WebhookEventSchema


@dataclass(frozen=True)
class DocumentSchemas:
    """Load and dump orders, their items and their webhook events."""

    order: OrderSchema
    order_item: OrderItemSchema
    webhook_event: WebhookEventSchema


@cache
def document_schemas() -> DocumentSchemas:
    """Build the schemas when the first document is written, not at start-up."""
    return DocumentSchemas(OrderSchema(), OrderItemSchema(), WebhookEventSchema())
