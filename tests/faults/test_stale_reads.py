"""Stale reads: a change of orders becomes visible to reads after some reads, or after some time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oms_mock.app import create_app
from oms_mock.behaviour import stored
from oms_mock.config import Config
from oms_mock.runtime.context import EXTENSION, Oms
from oms_mock.services import stale_reads
from oms_mock.testing.in_process_app import in_process_app, world_of
from oms_mock.testing.world import World
from tests.conftest import FEW, TOKEN, Client
from tests.databases import NewDatabase

NUMBERS = [f"900000000000000{digit}" for digit in (1, 2, 3)]
ORDERS = "/api/v1/oms/orders/"


@pytest.fixture(name="worlds")
def fixture_worlds() -> Iterator[tuple[World, World]]:
    """The default world of an app, and another one."""
    with in_process_app(orders=FEW) as (app, token):
        yield world_of(app, token), world_of(app, token, "other")


@pytest.fixture(name="world")
def fixture_world(worlds: tuple[World, World]) -> World:
    return worlds[0]


@pytest.fixture(name="other")
def fixture_other(worlds: tuple[World, World]) -> World:
    return worlds[1]


def oms_of(world: World) -> Oms:
    oms: Oms = world.app.extensions[EXTENSION]  # type: ignore[union-attr]
    return oms


def get(world: World, path: str = "", **headers: str) -> Any:
    return world.session.get(f"{world.url}{ORDERS}{path}", headers=headers)


def count(world: World) -> int:
    return int(get(world).json()["count"])


def pull(world: World, number: str = NUMBERS[0], **headers: str) -> Any:
    body = {"order_numbers": [number]}
    return world.session.post(f"{world.url}{ORDERS}pull_from_omnitron/", json=body, headers=headers)


def test_a_pull_is_hidden_from_as_many_reads_as_the_rule_says(world: World) -> None:
    world.faults.add(stale={"requests": 3})
    assert count(world) == FEW
    assert pull(world).json()[0]["success"]
    assert [count(world) for _ in range(5)] == [FEW, FEW, FEW, FEW + 1, FEW + 1]


def test_a_stale_read_says_so_and_a_current_one_does_not(world: World) -> None:
    fault = world.faults.add(stale={"requests": 1})
    pull(world)
    assert get(world).headers["Fault-Applied"] == f"{fault.id}: stale (1 change hidden)"
    assert "Fault-Applied" not in get(world).headers


def test_a_pull_is_hidden_for_a_time_in_the_clock_of_the_world(world: World) -> None:
    world.clock.freeze("2026-01-01T00:00:00Z")
    world.faults.add(stale={"for": "2s"})
    pull(world)
    assert count(world) == FEW
    world.clock.advance("1s")
    assert count(world) == FEW
    world.clock.advance("1s")
    assert count(world) == FEW + 1


def test_a_change_is_visible_once_the_clock_is_set_back(world: World) -> None:
    world.clock.freeze("2026-01-02T00:00:00Z")
    world.faults.add(stale={"for": "1h"})
    pull(world)
    world.clock.freeze("2026-01-01T00:00:00Z")
    assert count(world) == FEW + 1


def test_lists_details_and_events_show_the_same_state(world: World) -> None:
    before, events = get(world, "7/").json(), get(world, "7/webhook_events/").json()
    world.faults.add(stale={"for": "1h"})
    pull(world)
    new = newest(world)
    world.orders.update(7, state={"id": 550, "enum_value": "DELIVERED"}, notes="changed")
    world.orders.delete(8)
    assert get(world, "7/").json() == before
    assert get(world, "7/webhook_events/").json() == events
    assert get(world, "8/").status_code == get(world, "8/short/").status_code == 200
    assert {get(world, path).status_code for path in (f"{new}/", f"{new}/short/", f"{new}/webhook_events/")} == {404}
    assert {get(world, f"{path}?limit=100").json()["count"] for path in ("", "short/", "list-simple/")} == {FEW}
    assert [each["id"] for each in get(world, "?pk__in=7,8").json()["results"]] == [8, 7]
    world.faults.clear()
    assert (get(world, "7/").json()["notes"], get(world, "8/").status_code) == ("changed", 404)
    assert get(world, "7/webhook_events/").json()["count"] == events["count"] + 1
    assert get(world, f"{new}/webhook_events/").json()["count"] == 1


def test_changes_become_visible_one_after_the_other(world: World) -> None:
    world.clock.freeze("2026-01-01T00:00:00Z")
    world.faults.add(stale={"for": "2s"})
    pull(world, NUMBERS[0])
    world.clock.advance("1s")
    pull(world, NUMBERS[1])
    seen = []
    for _ in range(3):
        seen.append(count(world))
        world.clock.advance("1s")
    assert seen == [FEW, FEW + 1, FEW + 2]


def test_a_second_change_of_an_order_is_hidden_behind_the_first(world: World) -> None:
    world.orders.update(7, notes="one")
    world.faults.add(stale={"requests": 1})
    world.orders.update(7, notes="two")
    assert get(world, "7/").json()["notes"] == "one"
    world.orders.update(7, notes="three")
    assert [get(world, "7/").json()["notes"] for _ in range(2)] == ["two", "three"]


def test_only_reads_that_match_are_stale(world: World) -> None:
    world.faults.add(operation="order_list", stale={"for": "1h"})
    world.orders.update(7, notes="changed")
    assert [each["notes"] for each in get(world, "?pk__in=7").json()["results"]] != ["changed"]
    assert get(world, "7/").json()["notes"] == "changed"


def test_changes_before_the_rule_are_visible(world: World) -> None:
    pull(world)
    world.faults.add(stale={"for": "1h"})
    assert count(world) == FEW + 1


def test_a_rule_that_is_added_again_does_not_hide_earlier_changes_again(world: World) -> None:
    fault = world.faults.add(stale={"for": "1h"})
    pull(world)
    fault.remove()
    assert count(world) == FEW + 1
    assert world.faults.add(stale={"for": "1h"}).id == fault.id
    assert count(world) == FEW + 1


def test_another_rule_does_not_make_changes_visible(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    pull(world)
    with world.faults.add(status=503, path="/other"):
        assert count(world) == FEW
    assert count(world) == FEW


def test_a_pull_is_checked_against_the_present_orders(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    pull(world)
    assert pull(world).json()[0]["errors"][0].startswith("Order number: 9000000000000001 already exists")


def test_a_pull_that_fails_keeps_no_snapshot(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    pull(world, "unknown")
    assert stored.read(oms_of(world).worlds.enter("default").behaviour).hidden == ()
    assert rows_by_world(world) == {}


def test_worlds_are_stale_on_their_own(world: World, other: World) -> None:
    world.faults.add(stale={"for": "1h"})
    pull(world)
    pull(other)
    assert (count(world), count(other)) == (FEW, FEW + 1)


@pytest.mark.parametrize(("text", "seen"), [("3", [FEW] * 3 + [FEW + 1]), ("0s", [FEW + 1] * 4), ("1h", [FEW] * 4)])
@pytest.mark.parametrize("by", ["header", "query"])
def test_a_pull_can_prefer_to_be_hidden(fresh: Client, by: str, text: str, seen: list[int]) -> None:
    headers = {**TOKEN, "Prefer": f"stale={text}"} if by == "header" else TOKEN
    query = f"?__stale={text}" if by == "query" else ""
    response = fresh.raw.post(
        f"{fresh.prefix}pull_from_omnitron/{query}", json={"order_numbers": [NUMBERS[0]]}, headers=headers
    )
    assert (response.json[0]["success"], response.headers["Preference-Applied"]) == (True, f"stale={text}")
    assert [fresh.get().json["count"] for _ in range(4)] == seen


def test_a_preferred_staleness_is_reported_by_the_reads(fresh: Client) -> None:
    fresh.post(json={"order_numbers": [NUMBERS[0]]}, headers={**TOKEN, "Prefer": "stale=1"})
    assert fresh.get().headers["Fault-Applied"] == "preference: stale (1 change hidden)"


def test_only_a_pull_can_prefer_it(client: Client) -> None:
    response = client.get("?__stale=3")
    assert (response.status_code, response.headers["Preference-Ignored"]) == (200, "stale=3")
    assert response.headers["OMS-Mock-Warning"].startswith("stale=3: only a pull can hide its change")


def test_the_etag_of_a_stale_read_is_the_one_of_that_state(world: World) -> None:
    before = get(world).headers["ETag"]
    world.faults.add(stale={"requests": 2})
    pull(world)
    assert get(world).headers["ETag"] == before
    assert get(world, **{"If-None-Match": before}).status_code == 304
    assert get(world, **{"If-None-Match": before}).status_code == 200


def test_of_many_changes_the_oldest_become_visible(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    for _ in range(stale_reads.MOST_CHANGES + 2):
        world.orders.create()
    assert count(world) == FEW + 2
    assert len(rows_by_world(world)) == stale_reads.MOST_CHANGES + 1, (
        "the world, and the snapshots that have own orders"
    )


def test_a_reset_removes_all_snapshots(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    for number in NUMBERS:
        pull(world, number)
    assert len(rows_by_world(world)) > 1
    world.reset()
    assert rows_by_world(world) == {}


def test_a_dropped_world_leaves_no_snapshots(world: World, other: World) -> None:
    other.faults.add(stale={"for": "1h"})
    pull(other)
    pull(other, NUMBERS[1])
    other.drop()
    assert rows_by_world(world) == {}


def test_a_world_with_many_own_orders_is_not_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stale_reads, "MOST_ORDERS", 1)
    world.faults.add(stale={"for": "1h"})
    pull(world, NUMBERS[0])
    world.orders.create()
    assert count(world) == FEW
    world.orders.create()
    assert len(stored.read(oms_of(world).worlds.enter("default").behaviour).hidden) == 2


def test_a_list_mutation_is_hidden_too(world: World) -> None:
    world.faults.add(stale={"for": "1h"})
    with world.faults.add(motion="arrive", times=1):
        assert count(world) == FEW
    world.faults.clear()
    assert count(world) == FEW + 1


def test_a_restarted_server_hides_a_change_for_the_rest_of_its_time(new_database: NewDatabase) -> None:
    url, now = new_database(), datetime(2026, 1, 1, tzinfo=UTC)

    def client(clock: Callable[[], datetime]) -> Client:
        return Client(create_app(Config(database=url, orders=FEW), clock=clock).test_client())

    client(lambda: now).post(json={"order_numbers": [NUMBERS[0]]}, headers={**TOKEN, "Prefer": "stale=10s"})
    assert client(lambda: now + timedelta(seconds=9)).get().json["count"] == FEW
    assert client(lambda: now + timedelta(seconds=10)).get().json["count"] == FEW + 1


def newest(world: World) -> int | None:
    """Return the largest id of an order, whatever reads see."""
    oms = oms_of(world)
    with oms.store.database.write() as connection:
        return oms.store.orders.newest(connection, oms.worlds.enter(world.name))


def rows_by_world(world: World) -> dict[str, int]:
    """Count the own orders of all worlds and snapshots, by name."""
    store = oms_of(world).store
    with store.database.write() as connection:
        return store.orders.count_own(connection)
