"""The generated orders of a scenario: first the personas, then orders from a seed."""

from __future__ import annotations

from oms_mock.dataset import orders, personas, webhook_events
from oms_mock.dataset.date_shift import shifted
from oms_mock.spec.json_path import Document

VERSION = 2
"""Increased when the same seed gives other bytes than before."""


def id_at(place: int) -> int:
    """Return the id of the order at a position, from 0. Ids 1 to 99 are reserved for personas."""
    if place < personas.COUNT:
        return personas.PERSONAS[place].id
    return personas.LAST_ID + 1 + place - personas.COUNT


def has(count: int, order_id: int) -> bool:
    """Return whether an order is one of the first `count` generated ones."""
    if order_id <= personas.LAST_ID:
        return personas.is_one(order_id) and count > 0
    return order_id <= id_at(count - 1)


def order(seed: int, order_id: int, days: int = 0) -> Document:
    """Generate an order with dates shifted by `days`; a persona is the same for every seed.

    The document is shared, so never modify it.
    """
    document = personas.order_of(order_id) if personas.is_one(order_id) else orders.order(seed, order_id)
    return shifted(document, days)


def events(seed: int, document: Document, days: int = 0, *, is_generated: bool) -> list[Document]:
    """Generate the webhook events of a generated order or of an order of a scenario file, oldest first.

    Their dates follow those of the order; only the events of personas need to know that these are shifted.
    """
    if is_generated and personas.is_one(document["id"]):
        return [shifted(event, days) for event in personas.webhook_events_of(document["id"])]
    return webhook_events.webhook_events(seed, document)
