from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oms_mock.dataset.orders import orders
from oms_mock.dataset.webhook_events import webhook_events

Document = dict[str, Any]


@pytest.fixture(scope="session", name="run")
def _run() -> list[Document]:
    return list(orders(42, range(1, 723)))


@pytest.fixture(scope="session", name="events_by_order")
def _events_by_order(run: list[Document]) -> list[list[Document]]:
    """Return the webhook events of each order."""
    return [webhook_events(42, order) for order in run]


@pytest.fixture(scope="session", name="events")
def _events(events_by_order: list[list[Document]]) -> list[Document]:
    return [event for order_events in events_by_order for event in order_events]


@pytest.fixture(scope="session", name="parts")
def _parts(run: list[Document]) -> dict[str, list[Document]]:
    """Return every object of the orders, by kind."""
    found: dict[str, list[Document]] = {}
    for order in run:
        for kind, part in _walk(order):
            found.setdefault(kind, []).append(part)
    return found


@pytest.fixture(scope="session", name="leaves")
def _leaves(run: list[Document], events: list[Document]) -> list[tuple[str, Any]]:
    """Return every scalar of the orders and the events, with its key."""
    return [leaf for document in [*run, *events] for leaf in scalars("", document)]


def _walk(order: Document) -> Iterator[tuple[str, Document]]:
    yield "order", order
    yield "order state", order["state"]
    yield "customer", order["customer"]
    yield "channel", order["channel"]
    for address in (order["shipping_address"], order["billing_address"]):
        yield "address", address
        yield "customer", address["customer"]
        for kind in ("country", "city", "township", "district"):
            if address[kind]:
                yield kind, address[kind]
    for item in order["orderitem_set"]:
        yield "item", item
        yield "item state", item["state"]
        yield "product", item["product"]
        yield "price_list", item["price_list"]
        yield "stock_list", item["stock_list"]
        for image in item["product"]["productimage_set"]:
            yield "productimage", image


def scalars(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every scalar inside a value, with its key."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(key, inner)
    else:
        yield key, value
