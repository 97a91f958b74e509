"""Saving a database as a scenario."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from oms_mock import wire
from oms_mock.clock import system_clock
from oms_mock.dataset import generator
from oms_mock.dataset.omnitron import omnitron_orders
from oms_mock.dataset.scenarios import library
from oms_mock.errors import SetupError
from oms_mock.services import pull, scenario_export, seeding, views
from oms_mock.store import tables
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase
from tests.hypothesis_profiles import examples
from tests.services.contents import contents, next_ids

Fill = Callable[..., Store]


@pytest.fixture(name="fill")
def fixture_fill(new_database: NewDatabase) -> Iterator[Fill]:
    """Seed a new database with a scenario."""
    with ExitStack() as opened:

        def fill(source: str, orders: int | None = None) -> Store:
            store = opened.enter_context(closing(Store(new_database())))
            seeding.seed(store, source, orders, None)
            return store

        yield fill


def pull_into(store: Store, *numbers: str) -> None:
    pull.pull(store, store.worlds.open(DEFAULT_WORLD), system_clock, numbers)


@pytest.mark.parametrize("name", sorted({*library.names()} - {"many-pages"}))
def test_every_saved_scenario_is_loaded_with_the_same_bytes(fill: Fill, tmp_path: Path, name: str) -> None:
    before = fill(name)
    count = scenario_export.save(before, tmp_path / "saved")
    after = fill(str(tmp_path / "saved"))
    assert contents(after) == contents(before)
    assert next_ids(after) == next_ids(before)
    assert count == library.load(name).count


def test_fault_rules_and_throttle_are_saved(fill: Fill, tmp_path: Path) -> None:
    before = fill("motion-last-page")
    scenario_export.save(before, tmp_path / "saved")
    after = fill(str(tmp_path / "saved"))
    behaviour = [store.worlds.open(DEFAULT_WORLD).behaviour for store in (before, after)]
    assert behaviour[0] == behaviour[1] != "{}"


NUMBERS = [str(number) for number in range(9000000000000001, 9000000000000021)]


@examples(10)
@given(
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=5), st.sampled_from(["single", "empty", "webhook-trouble"])
)
def test_pulled_orders_are_saved_and_loaded(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str], name: str
) -> None:
    folder = tmp_path_factory.mktemp("pulled")
    with (
        closing(Store(f"sqlite:///{folder}/before.db")) as before,
        closing(Store(f"sqlite:///{folder}/after.db")) as after,
    ):
        seeding.seed(before, name, None, None)
        pull_into(before, *numbers)
        scenario_export.save(before, folder / "saved")
        seeding.seed(after, str(folder / "saved"), None, None)
        assert contents(after) == contents(before)
        assert next_ids(after) == next_ids(before)


def test_generated_orders_are_not_written_and_pulled_orders_are(fill: Fill, tmp_path: Path) -> None:
    store = fill("default", 40)
    pull_into(store, NUMBERS[0])
    scenario_export.save(store, tmp_path / "saved", "Forty and one.")
    manifest = json.loads((tmp_path / "saved" / "scenario.json").read_text())
    (order,) = json.loads((tmp_path / "saved" / "orders.json").read_text())
    assert manifest["description"] == "Forty and one."
    assert manifest["generated"] == {"orders": 40, "seed": 42, "generator": 2}
    assert (order["id"], order["number"]) == (104, NUMBERS[0])
    assert sorted(path.name for path in (tmp_path / "saved").iterdir()) == [
        "orders.json",
        "scenario.json",
        "webhook_events.json",
    ]


@pytest.mark.parametrize(
    ("until", "generated"), [("2026-12-01", 40), ("2031-01-01", 0)], ids=["pulled later", "pulled before"]
)
def test_shifted_orders_are_saved_and_loaded(fill: Fill, tmp_path: Path, until: str, generated: int) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/shifted.db")) as store:
        seeding.seed(store, "default", 40, None, until=until)
        world = store.worlds.open(DEFAULT_WORLD)
        pull.pull(store, world, lambda: datetime(2030, 1, 1, tzinfo=UTC), [NUMBERS[0]])
        scenario_export.save(store, tmp_path / "saved")
        manifest = json.loads((tmp_path / "saved" / "scenario.json").read_text())
        assert manifest["generated"]["orders"] == generated
        assert (manifest["generated"].get("until"), manifest["omnitron"]["generated"]) == (
            (until, True) if generated else (None, False)
        )
        assert contents(fill(str(tmp_path / "saved"))) == contents(store)


@pytest.mark.parametrize("change", [None, {"notes": "changed by hand"}], ids=["gone", "changed"])
def test_all_orders_are_written_if_a_generated_order_is_deleted_or_changed(
    fill: Fill, tmp_path: Path, change: Any
) -> None:
    before = fill("default", 40)
    replace(before, 7, generator.order(42, 7) | change if change else None)
    scenario_export.save(before, tmp_path / "saved")
    after = fill(str(tmp_path / "saved"))
    assert json.loads((tmp_path / "saved" / "scenario.json").read_text())["generated"]["orders"] == 0
    assert contents(after) == contents(before)


def replace(store: Store, order_id: int, order: Any) -> None:
    """Replace an order by another one or by none, and delete its webhook events."""
    gone = tables.orders.c.id == order_id
    bodies = tables.order_bodies.c.position.in_(select(tables.orders.c.position).where(gone))
    with store.database.write() as connection:
        connection.execute(delete(tables.webhook_events).where(tables.webhook_events.c.order_id == order_id))
        connection.execute(delete(tables.order_bodies).where(bodies))
        connection.execute(delete(tables.orders).where(gone))
        world = store.worlds.find(connection, DEFAULT_WORLD)
        assert world
        store.orders.add(connection, world, [views.order_row(order)] if order else [])
        store.worlds.touch(connection, world)


def test_added_and_removed_orders_of_omnitron_are_saved(fill: Fill, tmp_path: Path) -> None:
    before = fill("single")
    world = before.worlds.open(DEFAULT_WORLD)
    model = next(iter(omnitron_orders(42)))
    with before.database.write() as connection:
        before.omnitron.add(connection, world, [("MINE", wire.dumps(model | {"number": "MINE"}))])
    scenario_export.save(before, tmp_path / "more")
    assert contents(fill(str(tmp_path / "more"))) == contents(before)
    assert len(json.loads((tmp_path / "more" / "omnitron.json").read_text())) == 1
    with before.database.write() as connection:
        connection.execute(delete(tables.omnitron_orders).where(tables.omnitron_orders.c.number == NUMBERS[3]))
    scenario_export.save(before, tmp_path / "fewer")
    assert contents(fill(str(tmp_path / "fewer"))) == contents(before)


def test_a_folder_that_is_not_empty_is_rejected(fill: Fill, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(SetupError, match="exists and is not empty: name a new folder"):
        scenario_export.save(fill("single"), tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_failed_save_leaves_no_files(fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill("single")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.omnitron, "all", fail)
    with pytest.raises(SetupError, match=r"cannot write to .*: No space left on device"):
        scenario_export.save(store, tmp_path / "saved")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_cannot_be_saved(new_database: NewDatabase, tmp_path: Path) -> None:
    message = "has not been seeded completely: run oms-mock seed"
    with closing(Store(new_database())) as store:
        store.database.create_tables()
        with pytest.raises(SetupError, match=message):
            scenario_export.save(store, tmp_path / "saved")
