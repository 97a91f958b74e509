"""Save the data of a world as a scenario folder, from which the same bytes are loaded again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson

from oms_mock import wire
from oms_mock.behaviour.stored import FAULTS, THROTTLE
from oms_mock.clock import from_wire
from oms_mock.dataset import generator, omnitron
from oms_mock.dataset.scenarios.folder import MANIFEST
from oms_mock.errors import SetupError
from oms_mock.services import scenario_files, seeding, views
from oms_mock.services.scenario_files import Documents
from oms_mock.spec.json_path import Document
from oms_mock.store.listing import Listing
from oms_mock.store.merged_positions import Positions
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, Dataset, World

BATCH = 500
"""Orders that are read at once."""

Progress = Callable[[int, int], None]
"""Called with the number of orders that have been read, and the total."""


def save(store: Store, folder: Path, description: str | None = None, progress: Progress | None = None) -> int:
    """Write the default world into a folder that does not exist or is empty. Return the number of orders.

    Unchanged generated orders are not written: the manifest holds the seed that generates them again.
    Raises SetupError if the folder cannot be written, or if the database has not been seeded.
    """
    store.database.require_tables()
    with store.database.write() as connection:
        world = store.worlds.find(connection, DEFAULT_WORLD)
    if world is None:
        raise SetupError("the database has not been seeded completely: run oms-mock seed")
    with scenario_files.new_folder(folder) as temporary:
        return _write(store, world, temporary, description, progress)


def _write(store: Store, world: World, folder: Path, description: str | None, progress: Progress | None) -> int:
    dataset = store.worlds.dataset(world)
    positions = store.orders.positions(world, Listing(sort=("id",)))
    can_generate = _are_others_newer(store, dataset, positions) and _has_unchanged_generated_orders(
        store, world, dataset
    )
    generated = dataset.generated if can_generate else 0
    without: list[int] = []
    with Documents(folder / "orders.json") as orders, Documents(folder / "webhook_events.json") as events:
        for start in range(0, len(positions), BATCH):
            for body in store.orders.bodies("full", positions[start : start + BATCH]):
                order = orjson.loads(body)
                is_generated = generator.has(generated, order["id"])
                if not is_generated:
                    orders.add(order)
                written = _events_of(store, world, order["id"])
                if written != _expected_events(dataset, order, is_generated=is_generated):
                    events.extend(map(orjson.loads, written))
                    without += [] if written else [order["id"]]
            if progress:
                progress(min(start + BATCH, len(positions)), len(positions))
    has_generated_omnitron = _write_omnitron(store, world, replace(dataset, generated=generated), folder)
    saved = description or f"Saved from a database seeded with the scenario {dataset.scenario}."
    manifest = _manifest(dataset, saved, generated, has_generated_omnitron, without)
    with store.database.write() as connection:
        manifest["settings"] = store.omnitron.settings(connection, world)
    manifest |= {key: value for key, value in orjson.loads(world.behaviour).items() if key in (FAULTS, THROTTLE)}
    scenario_files.write(folder / MANIFEST, manifest)
    return len(positions)


def _manifest(
    dataset: Dataset, description: str, generated: int, has_generated_omnitron: bool, without: list[int]
) -> Document:
    manifest: Document = {
        "description": description,
        "generated": {"orders": generated, "seed": dataset.seed, "generator": generator.VERSION},
        "omnitron": {"generated": has_generated_omnitron},
    }
    if (until := seeding.until_of(dataset)) and (generated or has_generated_omnitron):
        manifest["generated"]["until"] = until.isoformat()
    return manifest | ({"without_webhook_events": without} if without else {})


def _are_others_newer(store: Store, dataset: Dataset, positions: Positions) -> bool:
    """Return whether the other orders are newer than generated ones whose dates are shifted, as loading requires."""
    until = seeding.until_of(dataset)
    if until is None:
        return True
    for start in range(0, len(positions), BATCH):
        for body in store.orders.bodies("simple", positions[start : start + BATCH]):
            order = orjson.loads(body)
            is_generated = generator.has(dataset.generated, order["id"])
            if not is_generated and from_wire(order["created_date"]).date() < until:
                return False
    return True


def _has_unchanged_generated_orders(store: Store, world: World, dataset: Dataset) -> bool:
    """Return whether every generated order is still unchanged. If not, all orders are written."""
    days = seeding.days_of(dataset)
    for start in range(0, dataset.generated, BATCH):
        ids = [generator.id_at(place) for place in range(start, min(start + BATCH, dataset.generated))]
        found = store.orders.full_by_id(world, ids)
        if any(found.get(pk) != views.order_row(generator.order(dataset.seed, pk, days)).full for pk in ids):
            return False
    return True


def _events_of(store: Store, world: World, order_id: int) -> list[bytes]:
    """Return all events of an order, oldest first."""
    return store.webhook_events.page(world, order_id, "full", 0, store.webhook_events.count(world, order_id))[::-1]


def _expected_events(dataset: Dataset, order: Document, *, is_generated: bool) -> list[bytes]:
    events = generator.events(dataset.seed, order, seeding.days_of(dataset), is_generated=is_generated)
    return [views.webhook_event_row(event).full for event in events]


def _write_omnitron(store: Store, world: World, dataset: Dataset, folder: Path) -> bool:
    """Write the orders of Omnitron. Return whether all are those that loading the dataset generates.

    Then these are not written.
    """
    with store.database.write() as connection:
        stored = dict(store.omnitron.all(connection, world))
    generated = omnitron.omnitron_orders(dataset.seed, seeding.until_of(dataset), seeding.days_of(dataset))
    expected = {order["number"]: wire.dumps(order) for order in generated}
    are_unchanged = expected.items() <= stored.items()
    with Documents(folder / "omnitron.json") as documents:
        documents.extend(
            orjson.loads(body) for number, body in stored.items() if not are_unchanged or number not in expected
        )
    return are_unchanged
