"""Summarise the data of the default world, for the text that `serve` prints at start-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import orjson

from oms_mock.services import seeding
from oms_mock.store.listing import Listing
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD

SHOWN = 5
"""Order numbers in the summary."""


@dataclass(frozen=True)
class Summary:
    """The scenario that the database was seeded with, and the present data of the default world."""

    scenario: str
    seed: int
    orders: int
    newest_id: int | None
    has_oldest: bool
    """Whether order 1, the first persona, exists."""
    pullable: tuple[str, ...]
    """The first order numbers that can be pulled from Omnitron."""
    until: date | None = None
    """The day on which the newest generated order is placed, if one was chosen."""


def summarise(store: Store) -> Summary:
    """Count the orders of the default world and find the newest."""
    world = store.worlds.open(DEFAULT_WORLD)
    dataset = store.worlds.dataset(world)
    positions = store.orders.positions(world, Listing())
    newest = store.orders.bodies("simple", positions[:1])
    newest_id = orjson.loads(newest[0])["id"] if newest else None
    has_oldest = store.orders.exists(world, 1)
    pullable = tuple(store.omnitron.first_numbers(world, SHOWN))
    until = seeding.until_of(dataset)
    return Summary(dataset.scenario, dataset.seed, len(positions), newest_id, has_oldest, pullable, until)
