"""Project full documents to their short views, and turn both into rows of the store.

Works on documents in wire form. The schemas in `oms_mock.schemas` give the same views, five to ten times slower.
"""

from __future__ import annotations

from oms_mock import clock, wire
from oms_mock.spec.json_path import Document
from oms_mock.store.orders import OrderRow
from oms_mock.store.webhook_events import WebhookEventRow

ITEMS = "orderitem_set"


def order_short(order: Document) -> Document:
    """Return the row of the short list for an order: keys instead of objects."""
    return {
        "id": order["id"],
        "state": order["state"]["id"],
        "customer": order["customer"]["pk"],
        "shipping_address": order["shipping_address"]["id"],
        "billing_address": order["billing_address"]["id"],
        "channel": order["channel"]["id"],
        "cargo_company": order["cargo_company"],
        "retail_store": order["retail_store"],
        "order_item_count": len(order[ITEMS]),
        "payment_type": order["payment_type"],
        "delivery_type": order["delivery_type"],
        "client_type": order["client_type"],
        "created_date": order["created_date"],
        "modified_date": order["modified_date"],
        "omnitron_id": order["omnitron_id"],
        "number": order["number"],
        "date_placed": order["date_placed"],
        "tracking_number": order["tracking_number"],
        "delivery_range": order["delivery_range"],
        "segment": order["segment"],
    }


def order_simple(order: Document) -> Document:
    """Return the row of the list for business intelligence for an order."""
    return {
        "id": order["id"],
        "created_date": order["created_date"],
        "modified_date": order["modified_date"],
        "omnitron_id": order["omnitron_id"],
        "number": order["number"],
        "date_placed": order["date_placed"],
        "state": order["state"]["id"],
        "customer": order["customer"]["pk"],
        "channel": order["channel"]["id"],
        "shipping_address": order["shipping_address"]["id"],
        "billing_address": order["billing_address"]["id"],
        "payment_type": order["payment_type"],
        "delivery_type": order["delivery_type"],
        "client_type": order["client_type"],
        "tracking_number": order["tracking_number"],
        "cargo_company": order["cargo_company"],
    }


def webhook_event_short(event: Document) -> Document:
    """Return the row of the short list for a webhook event: no payload."""
    return {
        "id": event["id"],
        "uuid": event["uuid"],
        "event_type": event["webhook"]["event_type"],
        "created_date": event["created_date"],
        "modified_date": event["modified_date"],
        "response_http_status": event["response_http_status"],
        "delivered": event["delivered"],
        "retry_count": event["retry_count"],
    }


def order_row(order: Document) -> OrderRow:
    """Return the row to store for an order: its bodies, and the values that are filtered and sorted by."""
    full, items_start, items_end = _full_body(order)
    return OrderRow(
        id=order["id"],
        number=order["number"],
        omnitron_id=order["omnitron_id"],
        state=order["state"]["id"],
        state_enum_value=order["state"]["enum_value"],
        channel=order["channel"]["id"],
        channel_name=order["channel"]["name"],
        customer_email=order["customer"]["email"] or "",
        payment_type=order["payment_type"],
        delivery_type=order["delivery_type"],
        created_date=clock.to_microseconds(order["created_date"]),
        modified_date=clock.to_microseconds(order["modified_date"]),
        date_placed=clock.to_microseconds(order["date_placed"]),
        item_count=len(order[ITEMS]),
        items_start=items_start,
        items_end=items_end,
        simple=wire.dumps(order_simple(order)),
        short=wire.dumps(order_short(order)),
        full=full,
    )


def webhook_event_row(event: Document) -> WebhookEventRow:
    """Return the row to store for a webhook event."""
    return WebhookEventRow(
        id=event["id"],
        uuid=event["uuid"],
        order_id=event["object_id"],
        short=wire.dumps(webhook_event_short(event)),
        full=wire.dumps(event),
    )


def without_items(full: bytes, items_start: int, items_end: int, item_count: int) -> bytes:
    """Return a stored order with the number of its items in place of the items."""
    return b'%b%b,"order_item_count":%d}' % (full[:items_start], full[items_end:-1], item_count)


def _full_body(order: Document) -> tuple[bytes, int, int]:
    """Return an order as JSON, and where its items start and end, including the comma after them."""
    keys = list(order)
    place = keys.index(ITEMS)
    before = wire.dumps({key: order[key] for key in keys[:place]})[:-1]
    items = wire.dumps({ITEMS: order[ITEMS]})[1:-1] + b","
    after = wire.dumps({key: order[key] for key in keys[place + 1 :]})[1:]
    start = len(before) + 1
    return b"%b,%b%b" % (before, items, after), start, start + len(items)
