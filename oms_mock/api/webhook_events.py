"""Webhook events of one order: two lists, and one event."""

from __future__ import annotations

from flask import Response, g
from flask_smorest import Blueprint

from oms_mock.api.orders import PAGE_PARAMETERS
from oms_mock.drf import pagination
from oms_mock.drf.responses import body_response
from oms_mock.drf.routes import UUID_DIGITS, key_of
from oms_mock.openapi.operations import operation
from oms_mock.runtime.context import current_oms
from oms_mock.schemas.provenance import ASSUMED, SIBLING
from oms_mock.schemas.webhook_events import (
    WEBHOOK_EVENT_LIST,
    WEBHOOK_EVENT_SHORT_LIST,
    WebhookEventSchema,
)
from oms_mock.services import webhook_events
from oms_mock.services.orders import Page
from oms_mock.store.webhook_events import View

blp = Blueprint("webhook_events", __name__, url_prefix="/api/v1/oms/orders")


@blp.route("/<key:pk>/webhook_events/")
@blp.response(200, WEBHOOK_EVENT_LIST)
@blp.doc(**operation("webhook_event_list", ASSUMED, parameters=PAGE_PARAMETERS))
def webhook_event_list(pk: int) -> Response:
    """Order Webhook Event List"""
    return _page(pk, "full")


@blp.route("/<key:pk>/webhook_events/short/")
@blp.response(200, WEBHOOK_EVENT_SHORT_LIST)
@blp.doc(**operation("webhook_event_list_short", ASSUMED, parameters=PAGE_PARAMETERS))
def webhook_event_list_short(pk: int) -> Response:
    """Order Webhook Event List - Short"""
    return _page(pk, "short")


@blp.route("/<key:pk>/webhook_events/<event_key:webhook_event_id>/")
@blp.response(200, WebhookEventSchema)
@blp.doc(**operation("webhook_event_detail", SIBLING))
def webhook_event_detail(pk: int, webhook_event_id: str) -> Response:
    """Order Webhook Event Details"""
    store, uuid = current_oms().store, webhook_event_id.replace("-", "").lower()
    if len(uuid) == UUID_DIGITS:
        return body_response(webhook_events.full_by_uuid(store, g.world, pk, uuid))
    return body_response(webhook_events.full(store, g.world, pk, key_of(webhook_event_id)))


def _page(pk: int, view: View) -> Response:
    def turn() -> Page:
        oms = current_oms()
        size = pagination.asked_size(oms.config)
        return webhook_events.page(oms.store, g.world, pk, view, pagination.asked_page(), size)

    return pagination.respond(turn)
