"""Read everything that clients can see of a database, to compare two databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from oms_mock.services import orders
from oms_mock.store import tables
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD


def contents(store: Store) -> dict[str, Any]:
    """Return the lists, the details, the webhook events, and the Omnitron side."""
    world = store.worlds.open(DEFAULT_WORLD)
    positions = store.orders.positions(world, Listing())
    with store.database.write() as connection:
        of_dataset = tables.orders.c.dataset == world.dataset
        ids = connection.scalars(select(tables.orders.c.id).where(of_dataset).order_by(tables.orders.c.id)).all()
        settings = store.omnitron.settings(connection, world)
        omnitron = sorted(store.omnitron.all(connection, world))
    return {
        **{view: store.orders.bodies(view, positions) for view in ("full", "short", "simple")},
        "detail-short": [orders.short(store, world, order_id) for order_id in ids],
        **{
            f"events-{view}": [store.webhook_events.page(world, order_id, view, 0, 1000) for order_id in ids]
            for view in ("full", "short")
        },
        "omnitron": omnitron,
        "settings": settings,
    }


def next_ids(store: Store) -> list[int]:
    """Return the ids that the next order, item and webhook event would get, and take them."""
    world = store.worlds.open(DEFAULT_WORLD)
    with store.database.write() as connection:
        return [
            store.worlds.next_ids(connection, world, name, 1)[0] for name in ("order", "order_item", "webhook_event")
        ]
