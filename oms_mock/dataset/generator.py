"""The generated part of a data set: the personas, then orders made from a seed."""

from __future__ import annotations

from typing import Any

from oms_mock.dataset import orders, personas, webhook_events

VERSION = 2
"""Raised whenever the same seed gives other bytes than before."""

Document = dict[str, Any]


def id_at(place: int) -> int:
    """Tell the id of the order at a place, from 0: ids 1 to 99 are the personas', whether taken or not."""
    if place < personas.COUNT:
        return personas.PERSONAS[place].id
    return personas.LAST_ID + 1 + place - personas.COUNT


def has(count: int, order_id: int) -> bool:
    """Whether an order is one of the first `count` generated ones."""
    if order_id <= personas.LAST_ID:
        return personas.is_one(order_id) and count > 0
    return order_id <= id_at(count - 1)


def order(seed: int, order_id: int) -> Document:
    """Make an order document; that of a persona is the same for every seed. It is shared: never change it."""
    return personas.order_of(order_id) if personas.is_one(order_id) else orders.order(seed, order_id)


def events(seed: int, document: Document, *, is_generated: bool) -> list[Document]:
    """Make the webhook events of an order, oldest first: of one that is written down, too."""
    if is_generated and personas.is_one(document["id"]):
        return personas.webhook_events_of(document["id"])
    return webhook_events.webhook_events(seed, document)
