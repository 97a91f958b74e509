"""The webhook events of an order: two lists, and the detail."""

from __future__ import annotations

from flask import Blueprint, Response

from oms_mock import urls
from oms_mock.api.orders import PAGE_PARAMETERS
from oms_mock.drf import pagination
from oms_mock.drf.responses import body_response
from oms_mock.drf.routes import UUID_DIGITS, key_of
from oms_mock.openapi.operations import describe, operation
from oms_mock.runtime.context import current_context
from oms_mock.schemas.provenance import ASSUMED, SIBLING
from oms_mock.schemas.webhook_events import (
    WEBHOOK_EVENT_LIST,
    WEBHOOK_EVENT_SHORT_LIST,
    WebhookEventSchema,
)
from oms_mock.services import webhook_events
from oms_mock.services.orders import Page
from oms_mock.store.webhook_events import View

blp = Blueprint("webhook_events", __name__, url_prefix=urls.ORDERS)


@blp.get("/<key:pk>/webhook_events/")
@describe(WEBHOOK_EVENT_LIST, operation("webhook_event_list", ASSUMED, parameters=PAGE_PARAMETERS))
def webhook_event_list(pk: int) -> Response:
    """Order Webhook Event List

    Return a page of the webhook events of an order, with their payloads.
    """
    return _page(pk, "full")


@blp.get("/<key:pk>/webhook_events/short/")
@describe(WEBHOOK_EVENT_SHORT_LIST, operation("webhook_event_list_short", ASSUMED, parameters=PAGE_PARAMETERS))
def webhook_event_list_short(pk: int) -> Response:
    """Order Webhook Event List - Short

    Return a page of the webhook events of an order, without their payloads.
    """
    return _page(pk, "short")


@blp.get("/<key:pk>/webhook_events/<key_or_uuid:webhook_event_id>/")
@describe(WebhookEventSchema, operation("webhook_event_detail", SIBLING))
def webhook_event_detail(pk: int, webhook_event_id: str) -> Response:
    """Order Webhook Event Details

    Return a webhook event of an order, with its payload. The event is named by its id or its UUID.
    """
    context, uuid = current_context(), webhook_event_id.replace("-", "").lower()
    store, world = context.oms.store, context.world
    if len(uuid) == UUID_DIGITS:
        return body_response(webhook_events.full_by_uuid(store, world, pk, uuid))
    return body_response(webhook_events.full(store, world, pk, key_of(webhook_event_id)))


def _page(pk: int, view: View) -> Response:
    context = current_context()
    oms, config = context.oms, context.oms.config

    def load() -> Page:
        number = pagination.page_number(context)
        size = pagination.page_size(context, config.page_size, config.max_page_size)
        return webhook_events.page(oms.store, context.world, pk, view, number, size)

    return pagination.respond(context, oms.pages, context.world, load)
