"""Views and marshmallow schemas give the same documents."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from oms_mock import wire
from oms_mock.dataset import personas
from oms_mock.dataset.omnitron import omnitron_orders
from oms_mock.dataset.scenarios import library
from oms_mock.schemas.orders import OrderDetailShortSchema, OrderSchema, OrderShortSchema, OrderSimpleSchema
from oms_mock.schemas.webhook_events import WebhookEventSchema, WebhookEventShortSchema
from oms_mock.services import views

GENERATED = library.load("default", orders=personas.COUNT + 1000)
REFERENCE = [*library.load("reference").orders()][-2:]
ORDERS = [*GENERATED.orders(), *REFERENCE, *omnitron_orders(42)]
EVENTS = [event for order in ORDERS for event in GENERATED.webhook_events(order)]
"""The events of every persona and of a thousand generated orders."""


def through(schema: Any, document: Any) -> bytes:
    """Load, validate and dump a document with marshmallow."""
    return wire.dumps(schema.dump(schema.load(document)))


@pytest.mark.sweep
def test_views_and_schemas_give_the_same_bytes_for_every_order() -> None:
    schema = OrderSchema()
    assert [through(schema, order) for order in ORDERS] == [views.order_row(order).full for order in ORDERS]


def test_views_and_schemas_give_the_same_bytes_for_every_webhook_event() -> None:
    schema = WebhookEventSchema()
    assert [through(schema, event) for event in EVENTS] == [views.webhook_event_row(event).full for event in EVENTS]


@pytest.mark.parametrize(
    ("schema", "documents", "project"),
    [
        (OrderShortSchema, ORDERS, views.order_short),
        (OrderSimpleSchema, ORDERS, views.order_simple),
        (WebhookEventShortSchema, EVENTS, views.webhook_event_short),
    ],
)
def test_a_view_has_the_keys_of_its_schema_in_the_same_order(schema: Any, documents: Any, project: Any) -> None:
    shorts = [project(document) for document in documents]
    assert [list(short) for short in shorts] == [list(schema().fields)] * len(shorts)
    assert [through(schema(), short) for short in shorts] == [wire.dumps(short) for short in shorts]


@pytest.mark.parametrize("order", ORDERS[-30:], ids=lambda order: order["number"])
def test_the_short_detail_is_the_order_with_the_number_of_items_in_place_of_the_items(order: Any) -> None:
    row = views.order_row(order)
    short = orjson.loads(views.without_items(row.full, row.items_start, row.items_end, row.item_count))
    expected = {key: value for key, value in order.items() if key != "orderitem_set"}
    assert short == expected | {"order_item_count": len(order["orderitem_set"])}
    assert list(short) == list(OrderDetailShortSchema().fields)


def test_the_items_are_cut_out_correctly_whatever_the_order_contains() -> None:
    tricky = ORDERS[0] | {
        "notes": '","orderitem_set":[],"',
        "commands": [{"orderitem_set": [1]}],
        "gift_box_note": "\u2028 and \u2029",
    }
    row = views.order_row(tricky)
    short = orjson.loads(views.without_items(row.full, row.items_start, row.items_end, row.item_count))
    assert short["notes"] == tricky["notes"]
    assert short["commands"] == [{"orderitem_set": [1]}]
    assert "orderitem_set" not in short


def test_undeclared_keys_are_kept_by_views_and_schemas() -> None:
    order = ORDERS[0] | {"brand_new": {"a": [1]}}
    order["customer"] = order["customer"] | {"loyalty": 7}
    schema = OrderSchema()
    assert schema.dump(schema.load(order)) == order
