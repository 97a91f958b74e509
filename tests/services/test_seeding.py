"""Seeding a database: interrupted, concurrent and conflicting seedings."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from oms_mock.clock import Clock, from_wire
from oms_mock.dataset.orders import order
from oms_mock.errors import SetupError
from oms_mock.services import seeding
from oms_mock.spec import profile_files, profile_format
from oms_mock.spec.profile_format import EndpointShapes, Profile, Shape
from oms_mock.store import tables
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD
from tests.databases import NewDatabase
from tests.services import dying
from tests.services.contents import contents, next_ids

Open = Callable[..., Store]
SOME = 60
SMALL_BATCH = 25
MANY = 2 * seeding.BATCH + 50


class StoppedError(Exception):
    """Raised to interrupt the seeding."""


@pytest.fixture(name="open_")
def fixture_open(new_database: NewDatabase) -> Iterator[Open]:
    """Open a store on a database, by default a new one."""
    with ExitStack() as opened:
        yield lambda url=None: opened.enter_context(closing(Store(url or new_database())))


@pytest.fixture(name="small_batches")
def fixture_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "BATCH", SMALL_BATCH)


def stop_after(batches: int) -> seeding.Progress:
    left = [batches]

    def progress(_done: int, _total: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise StoppedError

    return progress


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [1, 2])
def test_a_partially_seeded_database_has_no_default_world(open_: Open, batches: int) -> None:
    store = open_()
    with pytest.raises(StoppedError):
        seeding.seed(store, None, SOME, 7, stop_after(batches))
    with pytest.raises(LookupError):
        store.worlds.open(DEFAULT_WORLD)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [1, 2, 3])
def test_an_interrupted_seeding_continues_and_gives_the_same_bytes(open_: Open, batches: int) -> None:
    stopped, straight = open_(), open_()
    with pytest.raises(StoppedError):
        seeding.seed(stopped, None, SOME, 7, stop_after(batches))
    counts: list[int] = []
    seeding.seed(stopped, None, SOME, 7, lambda done, _: counts.append(done))
    seeding.seed(straight, None, SOME, 7)
    assert counts == [min(SOME, (batch + 1) * SMALL_BATCH) for batch in range(batches, 3)]
    assert contents(stopped) == contents(straight)
    assert next_ids(stopped) == next_ids(straight)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("asked", [(None, SOME, 8), (None, SOME + 1, 7), ("single", None, None), (None, None, None)])
def test_a_partially_seeded_database_rejects_other_data(open_: Open, asked: tuple[str | None, int, int]) -> None:
    store = open_()
    with pytest.raises(StoppedError):
        seeding.seed(store, None, SOME, 7, stop_after(1))
    with pytest.raises(SetupError, match=f"is being seeded with {SOME} orders of seed 7, scenario default: run oms-"):
        seeding.seed(store, *asked)


def test_a_scenario_whose_files_changed_is_rejected(open_: Open, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    manifest = '{"description": "%s", "generated": {"orders": 40, "seed": 1}}'
    (folder / "scenario.json").write_text(manifest % "one")
    store = open_()
    seeding.seed(store, str(folder), None, None)
    seeding.seed(store, str(folder), None, None)
    (folder / "scenario.json").write_text(manifest % "two")
    with pytest.raises(SetupError, match="files of the scenario mine have changed since the database was seeded"):
        seeding.seed(store, str(folder), None, None)


@pytest.fixture(name="profiles")
def fixture_profiles(tmp_path: Path) -> dict[str, str]:
    """Write profiles whose orders all have the same client_type."""
    files = {}
    for client in ("ios", "android"):
        row = Shape(9, types={"string": 1.0}, values={client: 1.0})
        paths = {"$.results[*]": Shape(9), "$.results[*].client_type": row}
        made = Profile("2026-11-26", {"GET /api/v1/oms/orders/": EndpointShapes(1, paths)})
        files[client] = str(tmp_path / f"{client}.json")
        profile_files.write(Path(files[client]), profile_format.dumps(made))
    return files


def test_a_database_with_a_profile_is_not_seeded_again(open_: Open, profiles: dict[str, str]) -> None:
    store = open_()
    first = seeding.seed(store, None, SOME, 7, profile=profiles["ios"])
    assert seeding.seed(store, None, SOME, 7, profile=profiles["ios"]) == first
    assert seeding.seed(store, None, None, None) == first
    assert seeding.seed(store, "default", None, None) == first


def test_a_database_with_a_profile_rejects_another_profile(open_: Open, profiles: dict[str, str]) -> None:
    store = open_()
    seeding.seed(store, None, SOME, 7, profile=profiles["ios"])
    with pytest.raises(SetupError, match="was seeded with another profile, or without one: use another database"):
        seeding.seed(store, None, SOME, 7, profile=profiles["android"])


def test_a_database_without_a_profile_rejects_a_profile(open_: Open, profiles: dict[str, str]) -> None:
    store = open_()
    seeding.seed(store, None, SOME, 7)
    with pytest.raises(SetupError, match="was seeded with another profile, or without one"):
        seeding.seed(store, None, SOME, 7, profile=profiles["ios"])


@pytest.mark.process
def test_a_partially_seeded_database_continues_with_the_same_profile_only(
    open_: Open, profiles: dict[str, str]
) -> None:
    store = open_()
    with pytest.raises(StoppedError):
        seeding.seed(store, None, MANY, 7, stop_after(1), profile=profiles["ios"])
    with pytest.raises(SetupError, match="is being seeded with"):
        seeding.seed(store, None, MANY, 7, profile=profiles["android"])
    seeding.seed(store, None, MANY, 7, profile=profiles["ios"])
    straight = open_()
    seeding.seed(straight, None, MANY, 7, profile=profiles["ios"])
    assert contents(store) == contents(straight)


def on(day: str) -> Clock:
    return lambda: from_wire(f"{day}T23:59:59Z")


def test_today_is_the_day_on_which_a_database_is_first_seeded(open_: Open) -> None:
    store = open_()
    first = seeding.seed(store, None, SOME, 7, until="today", clock=on("2026-11-30"))
    again = seeding.seed(store, None, SOME, 7, until="today", clock=on("2026-12-02"))
    assert (seeding.until_of(first), again) == (date(2026, 11, 30), first)
    assert seeding.seed(store, None, None, None) == first
    assert seeding.seed(store, None, None, None, until="2026-11-30") == first


@pytest.mark.usefixtures("small_batches")
def test_an_interrupted_seeding_keeps_the_day_on_which_it_began(open_: Open) -> None:
    stopped, straight = open_(), open_()
    with pytest.raises(StoppedError):
        seeding.seed(stopped, None, SOME, 7, stop_after(1), until="today", clock=on("2026-11-30"))
    with pytest.raises(SetupError, match="--profile and --until to continue"):
        seeding.seed(stopped, None, SOME, 7, until="2026-12-01")
    seeding.seed(stopped, None, SOME, 7, until="today", clock=on("2026-12-01"))
    seeding.seed(straight, None, SOME, 7, until="2026-11-30")
    assert contents(stopped) == contents(straight)


def test_a_scenario_until_today_stays_usable_on_later_days_where_it_is_stored(open_: Open, tmp_path: Path) -> None:
    generated = {"orders": 36, "seed": 1, "until": "today"}
    (tmp_path / "scenario.json").write_text(json.dumps({"description": "Mine.", "generated": generated}))
    written = order(42, 200) | {"created_date": "2020-02-02T10:00:00Z"}
    (tmp_path / "orders.json").write_text(json.dumps([written]))
    store = open_()
    first = seeding.seed(store, str(tmp_path), None, None, clock=on("2020-02-02"))
    assert seeding.seed(store, str(tmp_path), None, None, clock=on("2020-02-03")) == first


def test_a_database_rejects_another_day(open_: Open) -> None:
    store = open_()
    seeding.seed(store, None, SOME, 7, until="2026-11-30")
    with pytest.raises(SetupError, match="the database has dates until 2026-11-30, not until 2026-12-01: use another"):
        seeding.seed(store, None, SOME, 7, until="2026-12-01")
    with pytest.raises(SetupError, match=r"--until: 'tody' is not a day: did you mean today\?"):
        seeding.seed(store, None, SOME, 7, until="tody")


@pytest.mark.parametrize("until", ["today", "2026-12-01"])
def test_a_database_without_a_day_rejects_one(open_: Open, until: str) -> None:
    store = open_()
    seeding.seed(store, None, SOME, 7)
    with pytest.raises(SetupError, match="the database was seeded without --until: use another database"):
        seeding.seed(store, None, SOME, 7, until=until)


@pytest.mark.parametrize(("day", "is_told"), [("2026-11-30", False), ("2026-12-01", True)])
def test_a_database_of_another_day_is_reported(open_: Open, day: str, is_told: bool) -> None:
    dataset = seeding.seed(open_(), None, SOME, 7, until="today", clock=on("2026-11-30"))
    message = seeding.kept_day(dataset, "today", on(day)) or ""
    assert ("the database keeps its dates until 2026-11-30" in message) == is_told
    assert seeding.kept_day(dataset, None, on(day)) is None


def test_a_database_with_a_profile_and_a_day_is_not_seeded_again(open_: Open, profiles: dict[str, str]) -> None:
    store = open_()
    first = seeding.seed(store, None, SOME, 7, profile=profiles["ios"], until="2026-11-30")
    assert seeding.seed(store, "default", SOME, 7, profile=profiles["ios"], until="2026-11-30") == first
    with pytest.raises(SetupError, match="with another profile"):
        seeding.seed(store, None, SOME, 7, profile=profiles["android"])
    bodies = [orjson.loads(body) for body in contents(store)["full"]]
    assert max(each["date_placed"] for each in bodies)[:10] == "2026-11-30"
    assert {each["client_type"] for each in bodies if each["id"] > 99} == {"ios"}


@pytest.mark.process
def test_processes_that_seed_the_same_database_share_the_work(open_: Open, new_database: NewDatabase) -> None:
    command = [sys.executable, "-m", "oms_mock", "seed", "--orders", str(MANY), "--seed", "7"]
    url = new_database()
    running = [subprocess.Popen([*command, "--database", url], stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    straight = open_()
    seeding.seed(straight, None, MANY, 7)
    assert contents(open_(url)) == contents(straight)


DIES_IN_THE_MIDDLE = dying.script("seeding.BATCH = 25", "seeding.seed(store, None, 60, 7)")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.usefixtures("small_batches")
def test_a_killed_process_leaves_complete_batches_and_seeding_continues(open_: Open, new_database: NewDatabase) -> None:
    url = new_database()
    killed = subprocess.run([sys.executable, "-c", DIES_IN_THE_MIDDLE, url])
    followed, straight = open_(url), open_()
    assert (killed.returncode, written(followed)) == (-signal.SIGKILL, SMALL_BATCH)
    seeding.seed(followed, None, SOME, 7)
    seeding.seed(straight, None, SOME, 7)
    assert contents(followed) == contents(straight)
    assert next_ids(followed) == next_ids(straight)


def written(store: Store) -> int:
    """Return the number of orders in a database, also of incomplete datasets."""
    store.database.create_tables()
    with store.database.write() as connection:
        return connection.scalar(select(func.count()).select_from(tables.orders)) or 0
