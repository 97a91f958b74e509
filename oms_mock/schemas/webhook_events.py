"""Webhook events of an order.

The vendor's documentation of Order Services shows none. This is the object in the sibling documentation of undelivered
webhook events.
"""

from __future__ import annotations

from oms_mock.schemas.fields import Boolean, DateTime, Integer, NestedList, Object, OmsSchema, String
from oms_mock.schemas.pages import SiblingPageSchema
from oms_mock.schemas.provenance import ASSUMED, SIBLING


class WebhookEventSchema(OmsSchema):
    """A webhook event: the full payload, the last response of the target, and the number of retries."""

    id = Integer(SIBLING)
    webhook = Object(SIBLING, sensitive="secret", description="May hold headers and a secret key.")
    created_date = DateTime(SIBLING)
    modified_date = DateTime(SIBLING)
    uuid = String(SIBLING)
    request_payload = Object(SIBLING, sensitive="personal")
    response_content = String(SIBLING, nullable=True)
    response_http_status = Integer(SIBLING, nullable=True)
    delivered = Boolean(SIBLING)
    retry_count = Integer(SIBLING, required=False)
    object_id = Integer(SIBLING, required=False)
    content_type = Integer(ASSUMED, required=False)


class WebhookEventShortSchema(OmsSchema):
    """A row of the short list: no payload."""

    id = Integer(ASSUMED)
    uuid = String(ASSUMED, required=False)
    event_type = String(ASSUMED, required=False)
    created_date = DateTime(ASSUMED, required=False)
    modified_date = DateTime(ASSUMED, required=False)
    response_http_status = Integer(ASSUMED, required=False, nullable=True)
    delivered = Boolean(ASSUMED, required=False)
    retry_count = Integer(ASSUMED, required=False)


class WebhookEventPageSchema(SiblingPageSchema):
    """A page of webhook events."""

    results = NestedList(WebhookEventSchema, SIBLING)


class WebhookEventShortPageSchema(SiblingPageSchema):
    """A page of short webhook events."""

    results = NestedList(WebhookEventShortSchema, SIBLING)


WEBHOOK_EVENT_LIST = {
    "anyOf": [WebhookEventPageSchema, {"type": "array", "items": WebhookEventSchema}],
    "x-oms-provenance": str(ASSUMED),
}
WEBHOOK_EVENT_SHORT_LIST = {
    "anyOf": [WebhookEventShortPageSchema, {"type": "array", "items": WebhookEventShortSchema}],
    "x-oms-provenance": str(ASSUMED),
}
