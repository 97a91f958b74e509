"""Worlds: a token names one, and each has its own changes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from oms_mock.api.order_query import SORTABLE
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.errors import OrderNotFoundError
from oms_mock.runtime.context import EXTENSION, Oms
from oms_mock.services import list_mutations, order_edits, views, worlds
from oms_mock.store.listing import Listing
from oms_mock.store.worlds import World
from tests.conftest import FEW, NEXT, Client, control_idle_time, newest_first
from tests.hypothesis_profiles import examples

FIRST, SECOND = "9000000000000001", "9000000000000002"


class WorldClient:
    """A client of one world."""

    def __init__(self, app: Flask, world: str = "") -> None:
        self.client = Client(app.test_client())
        self.headers = {"Authorization": f"Token oms-mock{world and '@' + world}"}

    def get(self, path: str = "") -> Any:
        return self.client.get(path, headers=self.headers)

    def pull(self, *numbers: str) -> list[bool]:
        response = self.client.post(json={"order_numbers": list(numbers)}, headers=self.headers)
        return [each["success"] for each in response.json]

    def ids(self, query: str = "") -> list[int]:
        return [row["id"] for row in self.get(f"short/?limit=100{query}").json["results"]]


@pytest.fixture(name="app")
def fixture_app(app_of: Callable[..., Flask]) -> Flask:
    return app_of(orders=FEW)


def oms_of(app: Flask) -> Oms:
    oms: Oms = app.extensions[EXTENSION]
    return oms


def test_a_change_in_one_world_is_not_visible_in_others(app: Flask) -> None:
    one, other, default = WorldClient(app, "ci-1"), WorldClient(app, "ci-2"), WorldClient(app)
    assert one.pull(FIRST) == [True]
    assert [each.get().json["count"] for each in (one, other, default)] == [FEW + 1, FEW, FEW]
    assert [each.get(f"{NEXT}/").status_code for each in (one, other, default)] == [200, 404, 404]
    assert [each.get(f"{NEXT}/webhook_events/").status_code for each in (one, other, default)] == [200, 404, 404]


def test_an_order_pulled_in_two_worlds_has_the_same_id(app: Flask) -> None:
    one, other = WorldClient(app, "a"), WorldClient(app, "b")
    assert (one.pull(FIRST), other.pull(FIRST)) == ([True], [True])
    assert one.get(f"{NEXT}/").data == other.get(f"{NEXT}/").data
    assert (one.pull(FIRST), other.pull(SECOND)) == ([False], [True])


@pytest.mark.parametrize("sort", ["id", "-id", "created_date", "-modified_date,id", "date_placed"])
def test_orders_of_a_world_are_sorted_among_those_of_the_dataset(app: Flask, sort: str) -> None:
    one = WorldClient(app, "sorted")
    one.pull(FIRST, SECOND)
    key = sort.split(",")[0].removeprefix("-")
    rows = one.get(f"short/?limit=100&sort={sort}").json["results"]
    values = [row[key] for row in rows]
    assert len({row["id"] for row in rows}) == FEW + 2
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_a_filter_finds_orders_of_a_world(app: Flask) -> None:
    one = WorldClient(app, "filtered")
    one.pull(FIRST)
    assert one.ids(f"&number={FIRST}") == [NEXT]
    assert WorldClient(app).ids(f"&number={FIRST}") == []


@pytest.mark.parametrize("token", ["oms-mock@UPPER", "oms-mock@", "oms-mock@a_b", f"oms-mock@{'a' * 65}"])
def test_an_invalid_world_name_is_401_with_the_valid_form(app: Flask, token: str) -> None:
    response = WorldClient(app).client.get(headers={"Authorization": f"Token {token}"})
    assert response.status_code == 401
    assert response.json["detail"].endswith("The name of a world, after the @, has 1 to 64 of a-z, 0-9 and -.")


@pytest.mark.parametrize(
    ("token", "status"), [("nope@ci", 401), ("oms-mock-limited@ci", 403), ("oms-mock-inactive@ci", 401), ("@ci", 401)]
)
def test_an_invalid_token_with_a_world_is_rejected_and_creates_no_world(app: Flask, token: str, status: int) -> None:
    assert WorldClient(app).client.get(headers={"Authorization": f"Token {token}"}).status_code == status
    with pytest.raises(LookupError):
        oms_of(app).store.worlds.open("ci")


def test_the_world_name_follows_the_last_at_sign_of_the_token(app_of: Callable[..., Flask]) -> None:
    app = app_of(scenario="single", token="a@b")
    response = Client(app.test_client()).get(headers={"Authorization": "Token a@b@ci"})
    assert response.status_code == 200
    assert oms_of(app).store.worlds.open("ci")


def test_the_etag_depends_on_the_world(app: Flask) -> None:
    assert len({WorldClient(app, world).get().headers["ETag"] for world in ("a", "b", "")}) == 3


def test_a_reset_world_has_its_initial_data_and_no_cached_pages(app: Flask) -> None:
    one = WorldClient(app, "reset")
    before = one.get().data
    one.pull(FIRST)
    changed = one.get()
    oms_of(app).worlds.reset("reset")
    assert one.get().data == before
    assert one.get().headers["ETag"] != changed.headers["ETag"]
    assert one.pull(FIRST) == [True]
    assert one.ids()[0] == NEXT


def test_a_dropped_world_is_created_again_with_its_initial_data(app: Flask) -> None:
    one, other = WorldClient(app, "dropped"), WorldClient(app, "stays")
    one.pull(FIRST)
    other.pull(FIRST)
    assert oms_of(app).worlds.drop("dropped")
    assert not oms_of(app).worlds.drop("dropped")
    assert one.ids() == newest_first(FEW)
    assert other.ids() == [NEXT, *newest_first(FEW)]


def test_the_default_world_cannot_be_dropped(app: Flask) -> None:
    assert not oms_of(app).worlds.drop("default")
    assert WorldClient(app).get().status_code == 200


def test_an_idle_world_expires_and_a_used_world_does_not(app: Flask) -> None:
    oms = oms_of(app)
    now = control_idle_time(oms)
    idle, used = WorldClient(app, "idle"), WorldClient(app, "used")
    idle.pull(FIRST)
    used.pull(FIRST)
    now[0] += worlds.MAX_IDLE - 10
    used.get()
    now[0] += 20
    assert WorldClient(app, "another").get().status_code == 200
    with pytest.raises(LookupError):
        oms.store.worlds.open("idle")
    assert idle.ids() == newest_first(FEW)
    assert used.ids() == [NEXT, *newest_first(FEW)]


def test_idleness_is_measured_by_no_clock_that_a_test_may_move(app: Flask) -> None:
    moved, called = (time.time, time.time_ns, datetime.now), []

    def record(frame: FrameType, event: str, function: object) -> None:
        if event == "c_call" and function in moved and frame.f_globals["__name__"].startswith("oms_mock."):
            called.append(function)

    sys.setprofile(record)
    try:
        oms_of(app).worlds.enter("new")
        oms_of(app).worlds.named()
    finally:
        sys.setprofile(None)
    assert called == []


def test_a_new_world_is_not_idle(app: Flask) -> None:
    WorldClient(app, "new").get()
    assert [each.idle < worlds.USE_INTERVAL for each in oms_of(app).worlds.named()] == [True]


def test_a_world_beyond_the_limit_is_503_with_the_way_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds, "MAX_WORLDS", 3)
    assert [WorldClient(app, f"w{number}").get().status_code for number in range(3)] == [200, 200, 200]
    rejected = WorldClient(app, "w3").get()
    assert (rejected.status_code, rejected.json["detail"]) == (
        503,
        "There are 3 worlds, which is the limit: drop one, or wait until one has been idle for an hour.",
    )
    assert WorldClient(app).get().status_code == 200
    oms_of(app).worlds.drop("w0")
    assert WorldClient(app, "w3").get().status_code == 200


def test_forty_worlds_in_parallel_do_not_affect_each_other(app: Flask) -> None:
    def work(number: int) -> tuple[list[bool], int, int]:
        client = WorldClient(app, f"ci-{number}")
        return client.pull(FIRST), client.get().json["count"], client.ids()[0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == [([True], FEW + 1, NEXT)] * 40


def test_parallel_changes_in_several_worlds_are_all_applied(app: Flask) -> None:
    oms = oms_of(app)

    def work(number: int) -> None:
        name = f"busy-{number % 5}"
        world = oms.worlds.enter(name)
        order_id = list_mutations.arrive(oms.store, world, oms.clock)
        order_edits.change(oms.store, world, oms.clock, order_id, {"notes": "seen"})
        order_edits.change(oms.store, world, oms.clock, 1 + number // 5, {"notes": str(number)})
        order_edits.delete(oms.store, world, order_id)
        assert WorldClient(app, name).get().status_code == 200

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(25)))
    for name in (f"busy-{number}" for number in range(5)):
        client = WorldClient(app, name)
        assert client.get().json["count"] == FEW
        notes = [client.get(f"{pk}/").json["notes"] for pk in range(1, 6)]
        assert [int(each) % 5 for each in notes] == [int(name[-1])] * 5
    assert WorldClient(app).get("1/").json["notes"] is None


def test_a_new_world_shares_the_positions_of_the_dataset(app: Flask) -> None:
    store = oms_of(app).store
    WorldClient(app, "empty-handed").get()
    world, default = (store.worlds.open(name) for name in ("empty-handed", "default"))
    assert store.orders.positions(world, Listing()) is store.orders.positions(default, Listing())


NUMBERS = [str(9000000000000001 + place) for place in range(6)]
NAMES = [f"w{number}" for number in range(200)]
BUSY = st.sampled_from(NAMES[:4])
ANY = BUSY | st.sampled_from(NAMES)
SORTS = [f"{sign}{key}" for key in SORTABLE for sign in ("", "-")] + ["-modified_date,id", "date_placed,-created_date"]
PATCHES: list[dict[str, Any]] = [
    {},
    {"state": {"enum_value": "500"}},
    {"customer": {"email": "changed@example.com"}},
    {"date_placed": "2021-01-01T00:00:00Z"},
    {"created_date": "2031-01-01T00:00:00Z"},
    {"orderitem_set": []},
    {"orderitem_set": [{}, {}]},
]
Row = dict[str, Any]


class ManyWorlds(RuleBasedStateMachine):
    """Two hundred worlds, each compared with a model of the rows that its short list should return, by id."""

    app: Flask
    initial: dict[int, Row]

    def __init__(self) -> None:
        super().__init__()
        self.oms = oms_of(self.app)
        self.models: dict[str, dict[int, Row]] = {name: dict(self.initial) for name in NAMES}
        for name in NAMES:
            self.oms.worlds.drop(name)

    def world(self, name: str) -> World:
        return self.oms.worlds.enter(name)

    @rule(name=ANY, numbers=st.lists(st.sampled_from(NUMBERS), max_size=3))
    def pull(self, name: str, numbers: list[str]) -> None:
        """Pull orders: each number succeeds once per world."""
        model = self.models[name]
        for number, success in zip(numbers, WorldClient(self.app, name).pull(*numbers) if numbers else [], strict=True):
            assert success is (number not in {row["number"] for row in model.values()})
            if success:
                (row,) = WorldClient(self.app, name).get(f"short/?number={number}").json["results"]
                model[row["id"]] = row

    @rule(name=ANY, given=st.sampled_from(PATCHES))
    def create(self, name: str, given: dict[str, Any]) -> None:
        """Create an order: its id is new in this world."""
        made = order_edits.add(self.oms.store, self.world(name), self.oms.clock, given)
        assert made["id"] not in self.models[name]
        self.models[name][made["id"]] = views.order_short(made)

    @rule(name=ANY, place=st.integers(0, 60), patch=st.sampled_from(PATCHES))
    def patch(self, name: str, place: int, patch: dict[str, Any]) -> None:
        """Patch an order of the dataset or of the world."""
        order_id = self.order_at(name, place)
        if order_id is not None:
            changed = order_edits.change(self.oms.store, self.world(name), self.oms.clock, order_id, patch)
            self.models[name][order_id] = views.order_short(changed)

    @rule(name=ANY, place=st.integers(0, 60) | st.just(-1))
    def delete(self, name: str, place: int) -> None:
        """Delete an order of the dataset or of the world. Then it is 404, and cannot be deleted again."""
        order_id = self.order_at(name, place)
        if order_id is None:
            return
        order_edits.delete(self.oms.store, self.world(name), order_id)
        del self.models[name][order_id]
        assert WorldClient(self.app, name).get(f"{order_id}/").status_code == 404
        with pytest.raises(OrderNotFoundError):
            order_edits.delete(self.oms.store, self.world(name), order_id)

    @rule(name=BUSY, which=st.sampled_from(["newest", "oldest"]))
    def move(self, name: str, which: Any) -> None:
        """Apply the list mutations arrive and disappear."""
        arrived = list_mutations.arrive(self.oms.store, self.world(name), self.oms.clock)
        (row,) = WorldClient(self.app, name).get(f"short/?pk__in={arrived}").json["results"]
        self.models[name][arrived] = row
        gone = list_mutations.disappear(self.oms.store, self.world(name), which)
        assert gone == (max if which == "newest" else min)(self.models[name])
        del self.models[name][gone]

    @rule(name=BUSY)
    def reset(self, name: str) -> None:
        """Reset a world."""
        self.oms.worlds.reset(name)
        self.models[name] = dict(self.initial)

    @rule(name=BUSY)
    def drop(self, name: str) -> None:
        """Drop a world."""
        self.oms.worlds.drop(name)
        self.models[name] = dict(self.initial)

    @rule(name=ANY, sort=st.sampled_from(SORTS), state=st.sampled_from(["", "6", "9"]))
    def read(self, name: str, sort: str, state: str) -> None:
        """List exactly the rows of the world, in every sort order."""
        rows = list(self.models[name].values())
        if state:
            rows = [row for row in rows if row["state"] == int(state)]
        for key in ("-id", *reversed(sort.split(","))):
            rows.sort(key=lambda row: row[key.removeprefix("-")], reverse=key.startswith("-"))
        listed = WorldClient(self.app, name).get(f"short/?limit=100&sort={sort}&state={state}").json
        assert (listed["results"], listed["count"]) == (rows[:100], len(rows))

    @invariant()
    def the_default_world_is_unchanged(self) -> None:
        """No rule changes it."""
        assert WorldClient(self.app).get("?limit=1").json["count"] == FEW

    def order_at(self, name: str, place: int) -> int | None:
        ids = sorted(self.models[name])
        return ids[place % len(ids)] if ids else None


@pytest.fixture(name="machine")
def fixture_machine(app: Flask) -> type[ManyWorlds]:
    initial = {row["id"]: row for row in WorldClient(app).get("short/?limit=100").json["results"]}
    return type("ManyWorldsOfOneApp", (ManyWorlds,), {"app": app, "initial": initial})


def test_two_hundred_worlds_do_not_affect_each_other(machine: type[ManyWorlds]) -> None:
    case = machine.TestCase
    case.settings = examples(10, stateful_step_count=40)
    case().runTest()


def test_worlds_in_a_kept_database_survive_a_restart(tmp_path: Any) -> None:
    config = Config(scenario="single", database=f"sqlite:///{tmp_path}/kept.db")
    WorldClient(create_app(config), "kept").pull(FIRST)
    assert len(WorldClient(create_app(config), "kept").ids()) == 2
