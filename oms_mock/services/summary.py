"""What a person wants to know of a world before they use it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from oms_mock.store.orders import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD

SHOWN = 5
"""Order numbers that a person is told of."""


@dataclass(frozen=True)
class Summary:
    """The scenario a world began with, and what it holds now."""

    scenario: str
    seed: int
    orders: int
    newest_id: int | None
    has_oldest: bool
    """Whether the first generated order, whose number never changes, is there."""
    pullable: tuple[str, ...]
    """The first order numbers of the Omnitron side."""


def summarise(store: Store) -> Summary:
    """Count the orders of the default world, and find its newest one."""
    world = store.worlds.open(DEFAULT_WORLD)
    dataset = store.worlds.dataset(world)
    positions = store.orders.positions(world, Listing())
    newest = store.orders.bodies("simple", positions[:1])
    newest_id = orjson.loads(newest[0])["id"] if newest else None
    has_oldest = store.orders.exists(world, 1)
    pullable = tuple(store.omnitron.first_numbers(world, SHOWN))
    return Summary(dataset.scenario, dataset.seed, len(positions), newest_id, has_oldest, pullable)
