"""Generate orders in wire form: each is a pure function of (seed, id)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from oms_mock.dataset import dates
from oms_mock.dataset.addresses import COMPANY, HOME, SECOND, address
from oms_mock.dataset.customers import customer
from oms_mock.dataset.deliveries import delivery
from oms_mock.dataset.digest import below, draws, pick, spread
from oms_mock.dataset.items import Purchase, items
from oms_mock.dataset.people import WORDS, Words
from oms_mock.dataset.states import order_states

FIRST_OMNITRON_ID = 50_000

# fmt: off
STATES = spread(
    (
        ("50", 2), ("100", 5), ("200", 2), ("300", 2), ("350", 1), ("400", 29), ("425", 1),
        ("450", 12), ("500", 8), ("510", 5), ("520", 2), ("540", 2), ("544", 1), ("545", 1),
        ("546", 1), ("547", 1), ("550", 21), ("600", 4),
    )
)
# fmt: on
# States of new orders, which were not changed since they were copied from Omnitron.
UNTOUCHED = frozenset(("200", "300", "350", "400"))

# fmt: off
# By channel_type. Marketplaces settle payments with their customers themselves.
PAYMENT_TYPES = {
    "web": spread(
        (
            ("credit_card", 60), ("masterpass", 8), ("pay_on_delivery", 7), ("funds_transfer", 6),
            ("bkm_express", 5), ("credit_payment", 4), ("loyalty_money", 4), ("redirection", 3),
            ("gpay", 3),
        )
    ),
    "sales_channel": spread(
        (("credit_card", 12), ("redirection", 3), ("funds_transfer", 2), ("pay_on_delivery", 1))
    ),
    "trendyol": ("credit_card",),
    "amazon": spread((("credit_card", 9), ("loyalty_money", 1))),
}
# fmt: on
CLIENT_TYPES = spread((("default", 82), ("ios", 11), ("android", 7)))
SEGMENTS = spread(((None, 8), ("vip", 1), ("new_customer", 1)))
SHIPPING_SLOTS = spread(((HOME, 4), (SECOND, 1)))
BILLING_SLOTS = spread(((None, 76), (COMPANY, 17), (HOME, 7)))  # None: the shipping address


def orders(seed: int, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Generate the orders with these ids, one at a time."""
    for order_id in ids:
        yield order(seed, order_id)


def order(seed: int, order_id: int) -> dict[str, Any]:
    """Generate an order with the 24 keys of the vendor's sample, for seed >= 0 and order_id >= 1.

    Parts of the document are shared with other orders, so never modify it.
    """
    who, what, payment, client, note, segment, *_ = draws(seed, "order", order_id)
    buyer_index = below(10 + order_id * 3 // 5, who)
    buyer = customer(seed, buyer_index)
    channel = buyer.channel
    words = WORDS[channel.country]
    enum_value = pick(STATES, what)
    placed, created, modified = instants(seed, order_id, enum_value)
    shipping_slot, billing_slot = address_slots(seed, order_id)
    has_gift_box, gift_box_note = gift(seed, order_id, words)
    payment_type = pick(PAYMENT_TYPES[channel.document["channel_type"]], payment)
    purchase = Purchase(channel, enum_value, payment_type, created, modified)
    arrival = delivery(seed, order_id, enum_value)
    return {
        "id": order_id,
        "state": order_states()[enum_value],
        "commands": [],
        "orderitem_set": items(seed, order_id, purchase),
        "customer": buyer.document,
        "shipping_address": address(seed, buyer_index, shipping_slot),
        "billing_address": address(seed, buyer_index, billing_slot),
        "channel": channel.document,
        "payment_type": payment_type,
        "retail_store": arrival.retail_store,
        "delivery_range": arrival.delivery_range,
        "client_type": pick(CLIENT_TYPES, client),
        "delivery_type": arrival.delivery_type,
        "created_date": dates.wire(created),
        "modified_date": dates.wire(modified),
        "omnitron_id": FIRST_OMNITRON_ID + order_id,
        "number": f"22{order_id:014d}",
        "date_placed": dates.wire(placed),
        "tracking_number": arrival.tracking_number,
        "has_gift_box": has_gift_box,
        "gift_box_note": gift_box_note,
        "notes": pick(words.order_notes, note) if note % 16 == 0 else None,
        "segment": pick(SEGMENTS, segment),
        "cargo_company": arrival.cargo_company,
    }


def instants(seed: int, order_id: int, enum_value: str) -> tuple[int, int, int]:
    """Return when an order was placed, copied to the OMS 7 to 25 seconds later, and last modified."""
    jitter, lag, touch, change, *_ = draws(seed, "order.dates", order_id)
    due = dates.due(order_id)
    placed = due + below((dates.due(order_id + 1) - due) // 2, jitter)
    created = placed + 7 * dates.SECOND + below(18 * dates.SECOND, lag)
    if enum_value in UNTOUCHED:
        return placed, created, created + 10 + below(40, touch)
    return placed, created, created + 5 * dates.MINUTE + below(6 * dates.DAY, change)


def address_slots(seed: int, order_id: int) -> tuple[int, int]:
    """Return the slots of the shipping and billing address, which are mostly the same."""
    shipping, billing, *_ = draws(seed, "order.addresses", order_id)
    shipping_slot, billing_slot = pick(SHIPPING_SLOTS, shipping), pick(BILLING_SLOTS, billing)
    return shipping_slot, shipping_slot if billing_slot is None else billing_slot


def gift(seed: int, order_id: int, words: Words) -> tuple[bool, str | None]:
    """Return has_gift_box and gift_box_note; some gift boxes have no note."""
    box, greeting, which, *_ = draws(seed, "order.gift", order_id)
    if below(12, box):
        return False, None
    return True, pick(words.gift_box_notes, which) if below(4, greeting) else None
