"""Filling a database with a scenario: whole, or not at all."""

from __future__ import annotations

from sqlalchemy import Connection

from oms_mock import wire
from oms_mock.dataset import omnitron, scenarios
from oms_mock.dataset.scenarios import Scenario
from oms_mock.dataset.webhook_events import webhook_events
from oms_mock.errors import SetupError
from oms_mock.services import views
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, FORMAT, Dataset, World

BATCH = 500

ORDER_IDS = "order"
ITEM_IDS = "order_item"
EVENT_IDS = "webhook_event"


def seed(store: Store, scenario: str | None, orders: int | None, seed: int | None) -> Dataset:
    """Make sure that a database holds what was asked for, and tell what it holds.

    A database that is filled already is left as it is. Raises SetupError where it holds
    something other than what was asked for.
    """
    store.database.create_tables()
    with store.database.write() as connection:
        world = store.worlds.find(connection, DEFAULT_WORLD)
        if world is None:
            return _fill(store, connection, scenarios.load(scenario or scenarios.DEFAULT, orders=orders, seed=seed))
    kept = store.worlds.dataset(world)
    _require_same(kept, scenario, orders, seed)
    return kept


def _require_same(kept: Dataset, scenario: str | None, orders: int | None, seed: int | None) -> None:
    asked = {"scenario": scenario, "orders": orders, "seed": seed}
    if kept.format != FORMAT:
        raise SetupError("the database was made by another version of oms-mock: use another file, or delete it")
    if any(value not in (None, getattr(kept, name)) for name, value in asked.items()):
        raise SetupError(
            f"the database holds scenario {kept.scenario} with {kept.orders} orders of seed {kept.seed}: "
            "use another file, or leave out --scenario, --orders and --seed"
        )


def _fill(store: Store, connection: Connection, scenario: Scenario) -> Dataset:
    dataset = Dataset(
        name=f"{scenario.name}-{scenario.seed}-{scenario.count}",
        scenario=scenario.name,
        seed=scenario.seed,
        orders=scenario.count,
        format=FORMAT,
    )
    world = store.worlds.create(connection, DEFAULT_WORLD, dataset)
    last = {ORDER_IDS: 0, ITEM_IDS: 0, EVENT_IDS: 0}
    batch: list[views.Document] = []
    for order in scenario.orders():
        batch.append(order)
        if len(batch) == BATCH:
            _insert(store, connection, world, scenario.seed, batch, last)
            batch = []
    _insert(store, connection, world, scenario.seed, batch, last)
    for name, value in last.items():
        store.worlds.start_sequence(connection, world, name, value)
    _fill_omnitron(store, connection, world, scenario.seed)
    return dataset


def _insert(
    store: Store, connection: Connection, world: World, seed: int, batch: list[views.Document], last: dict[str, int]
) -> None:
    events = [event for order in batch for event in webhook_events(seed, order)]
    items = (item["id"] for order in batch for item in order[views.ITEMS])
    last[ORDER_IDS] = max((last[ORDER_IDS], *(order["id"] for order in batch)))
    last[ITEM_IDS] = max((last[ITEM_IDS], *items))
    last[EVENT_IDS] = max((last[EVENT_IDS], *(event["id"] for event in events)))
    store.orders.add(connection, world, map(views.order_row, batch), base=True)
    store.webhook_events.add(connection, world, map(views.webhook_event_row, events), base=True)


def _fill_omnitron(store: Store, connection: Connection, world: World, seed: int) -> None:
    documents = ((order["number"], wire.dumps(order)) for order in omnitron.omnitron_orders(seed))
    store.omnitron.add(connection, world, documents)
    store.omnitron.set(connection, world, omnitron.SETTINGS)
