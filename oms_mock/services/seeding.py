"""Seed a database with a scenario, batch by batch. Readers see the data when it is complete.

The dataset is recorded before the first batch and marked complete with the last one, which also creates the default
world. An interrupted seeding continues where it stopped, and several processes that seed the same database share the
work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from oms_mock import wire
from oms_mock.clock import Clock, system_clock
from oms_mock.config import Config
from oms_mock.dataset import date_shift
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.scenarios.library import Scenario
from oms_mock.errors import SetupError
from oms_mock.services import views
from oms_mock.spec import profile_files
from oms_mock.spec.json_path import Document
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, FORMAT, REMOVING, Dataset, World

BATCH = 500
"""Orders in one transaction."""

ORDER_IDS = "order"
ITEM_IDS = "order_item"
EVENT_IDS = "webhook_event"

Progress = Callable[[int, int], None]
"""Called with the number of orders in the database, and the total."""


def seed_as_configured(
    store: Store, config: Config, progress: Progress | None = None, clock: Clock = system_clock
) -> Dataset:
    """Seed a database with the data that the settings of a server choose. Raises SetupError."""
    return seed(
        store,
        config.scenario,
        config.orders,
        config.seed,
        progress,
        profile=config.profile,
        until=config.until,
        watch=config.watch,
        clock=clock,
    )


def seed(
    store: Store,
    source: str | None,
    orders: int | None,
    seed: int | None,
    progress: Progress | None = None,
    *,
    profile: str | None = None,
    until: str | None = None,
    watch: bool = False,
    clock: Clock = system_clock,
) -> Dataset:
    """Seed a database that is empty or was seeded partially, and return its dataset.

    A database that was seeded completely is not changed: also where `until` is `today`, the day on which its seeding
    began stays. With `watch` the scenario must be a folder, and its files may have changed: they are reloaded soon.
    Raises SetupError if the database holds other data than requested.
    """
    if watch:
        library.own_folder(source)
    store.database.create_tables()
    with store.database.write() as connection:
        first = store.worlds.first_dataset(connection)
    if first is None or not first.whole:
        today = until_of(first) if first else None
        scenario = library.load(
            source or library.DEFAULT,
            orders=orders,
            seed=seed,
            profile=profile,
            until=until,
            today=today or clock().date(),
        )
        return fill(store, scenario, progress)
    _require_same(first, source, orders, seed, is_reloaded=watch)
    _require_same_profile(first, profile)
    _require_same_until(first, until)
    return first


def fill(store: Store, scenario: Scenario, progress: Progress | None = None) -> Dataset:
    """Seed an empty database with a scenario, or continue to seed it with the same scenario.

    Raises SetupError if another scenario was seeded partially.
    """
    store.database.create_tables()
    dataset = replace(dataset_of(scenario), first=1)
    with store.database.write() as connection:
        _begin(store, connection, dataset)
    is_complete = False
    while not is_complete:
        with store.database.write() as connection:
            done, is_complete = insert_batch(store, connection, dataset, scenario, BATCH)
        if progress:
            progress(done, scenario.count)
    return dataset


def dataset_of(scenario: Scenario) -> Dataset:
    """Return the dataset that a scenario is stored as."""
    return Dataset(
        name=f"{scenario.name}-{scenario.seed}-{scenario.count}",
        scenario=scenario.name,
        seed=scenario.seed,
        orders=scenario.count,
        generated=scenario.generated,
        digest=scenario.digest,
        behaviour=scenario.behaviour,
    )


def until_of(dataset: Dataset) -> date | None:
    """Return the day on which the newest generated order of a dataset is placed, if one was chosen."""
    return library.digest_parts(dataset.digest).until


def kept_day(dataset: Dataset, until: str | None, clock: Clock = system_clock) -> str | None:
    """Return a message if `until` is `today`, and the dataset was seeded on another day."""
    held = until_of(dataset)
    if until != date_shift.TODAY or held in (None, clock().date()):
        return None
    return f"the database keeps its dates until {held}, when it was seeded: use another database for dates until today"


def days_of(dataset: Dataset) -> int:
    """Return the days by which the generated dates of a dataset are shifted."""
    return date_shift.days(dataset.seed, dataset.generated, until_of(dataset))


def _begin(store: Store, connection: Connection, dataset: Dataset) -> None:
    begun = store.worlds.incomplete_dataset(connection)
    if store.worlds.first_dataset(connection) is None:
        store.worlds.add_dataset(connection, dataset)
    elif begun not in (None, dataset):
        raise SetupError(
            f"the database is being seeded with {begun.orders} orders of seed {begun.seed}, scenario {begun.scenario}: "
            "run oms-mock seed with the same --scenario, --orders, --seed, --profile and --until to continue, "
            "or use another database"
        )


def insert_batch(
    store: Store, connection: Connection, dataset: Dataset, scenario: Scenario, size: int
) -> tuple[int, bool]:
    """Insert the next `size` orders. Return how many are stored now, and whether the dataset is complete.

    Raises LookupError if the dataset was removed meanwhile.
    """
    known = store.worlds.find_dataset(connection, dataset.name)
    if known is None or known.whole == REMOVING:
        raise LookupError(dataset.name)
    if known.whole:
        return scenario.count, True
    world = World(DEFAULT_WORLD, dataset.name, 1)
    done = store.orders.count_written(connection, world)
    batch = list(scenario.orders(done, done + size))
    if batch:
        _insert(store, connection, world, scenario, batch)
    if done + len(batch) < scenario.count:
        return done + len(batch), False
    _finish(store, connection, world, scenario)
    if known.first:
        store.worlds.create(connection, DEFAULT_WORLD, dataset.name)
    return scenario.count, True


def _insert(store: Store, connection: Connection, world: World, scenario: Scenario, batch: list[Document]) -> None:
    events = [event for order in batch for event in scenario.webhook_events(order)]
    items = [item["id"] for order in batch for item in order[views.ITEMS]]
    store.orders.add(connection, world, map(views.order_row, batch), base=True)
    store.webhook_events.add(connection, world, map(views.webhook_event_row, events), base=True)
    store.worlds.reserve(connection, world, ORDER_IDS, max(order["id"] for order in batch))
    store.worlds.reserve(connection, world, ITEM_IDS, max(items, default=0))
    store.worlds.reserve(connection, world, EVENT_IDS, max((event["id"] for event in events), default=0))


def _finish(store: Store, connection: Connection, world: World, scenario: Scenario) -> None:
    """Insert the data of Omnitron, and mark the dataset complete."""
    for sequence in (ORDER_IDS, ITEM_IDS, EVENT_IDS):
        store.worlds.reserve(connection, world, sequence, 0)
    documents = ((order["number"], wire.dumps(order)) for order in scenario.omnitron_orders())
    store.omnitron.add(connection, world, documents)
    store.omnitron.set(connection, world, scenario.settings)
    store.worlds.mark_complete(connection, world.dataset)


def _require_same(
    stored: Dataset, source: str | None, orders: int | None, seed: int | None, *, is_reloaded: bool
) -> None:
    if stored.format != FORMAT:
        raise SetupError("the database was made by another version of oms-mock: use another one")
    scenario = library.load(source, today=until_of(stored)) if source else None
    wanted = {
        "scenario": scenario and scenario.name,
        "digest": scenario and library.digest_parts(scenario.digest).files,
        "orders": orders,
        "seed": seed,
    }
    held = vars(stored) | {"digest": library.digest_parts(stored.digest).files}
    differing = [name for name, value in wanted.items() if value not in (None, held[name])]
    if differing == ["digest"]:
        if is_reloaded:
            return
        raise SetupError(
            f"the files of the scenario {stored.scenario} have changed since the database was seeded: "
            "use another database, or leave out --scenario"
        )
    if differing:
        raise SetupError(
            f"the database holds scenario {stored.scenario} with {stored.orders} orders of seed {stored.seed}: "
            "use another database, or leave out --scenario, --orders and --seed"
        )


def _require_same_profile(stored: Dataset, profile: str | None) -> None:
    if profile is None:
        return
    if profile_files.read(Path(profile)).digest != library.digest_parts(stored.digest).profile:
        raise SetupError(
            "the database was seeded with another profile, or without one: use another database, or leave out --profile"
        )


def _require_same_until(stored: Dataset, until: str | None) -> None:
    if until is None:
        return
    try:
        wanted = date_shift.parse(until)
    except ValueError as error:
        raise SetupError(f"--until: {error}") from None
    held = until_of(stored)
    if held is None:
        raise SetupError("the database was seeded without --until: use another database, or leave out --until")
    if wanted not in (None, held):
        raise SetupError(
            f"the database has dates until {held}, not until {wanted}: use another database, or leave out --until"
        )
