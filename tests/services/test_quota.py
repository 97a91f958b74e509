"""The quota of a world: changes that exceed it are rejected and leave nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from oms_mock.clock import system_clock
from oms_mock.errors import FullWorldError
from oms_mock.runtime.context import EXTENSION
from oms_mock.services import order_edits, pull, quota
from oms_mock.store.store import Store
from oms_mock.store.worlds import World
from tests.conftest import FEW, Client

FIRST = 9000000000000001


@pytest.fixture(name="app")
def fixture_app(app_of: Callable[..., Flask]) -> Flask:
    return app_of(orders=FEW)


@pytest.fixture(name="store")
def fixture_store(app: Flask) -> Store:
    store: Store = app.extensions[EXTENSION].store
    return store


def entered(app: Flask, name: str = "default") -> World:
    world: World = app.extensions[EXTENSION].worlds.enter(name)
    return world


def own(store: Store, world: World) -> tuple[int, int]:
    with store.database.write() as connection:
        return store.orders.count_of(connection, world), store.webhook_events.count_own(connection, world)


def test_an_order_beyond_the_quota_is_rejected(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "MOST_ORDERS", 2)
    world = entered(app)
    for _ in range(2):
        order_edits.add(store, world, system_clock, {})
    with pytest.raises(FullWorldError) as full:
        order_edits.add(store, world, system_clock, {})
    assert vars(full.value) == {"world": "default", "limit": 2, "what": "orders"}
    assert own(store, world) == (2, 2)


def test_own_orders_of_a_full_world_can_be_changed_and_deleted(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_ORDERS", 1)
    world = entered(app)
    order_id = order_edits.add(store, world, system_clock, {})["id"]
    assert order_edits.change(store, world, system_clock, order_id, {"notes": "x"})["notes"] == "x"
    with pytest.raises(FullWorldError):
        order_edits.change(store, world, system_clock, 17, {"notes": "x"})
    order_edits.delete(store, world, order_id)
    assert order_edits.change(store, world, system_clock, 17, {"notes": "x"})["notes"] == "x"


def test_a_pull_that_exceeds_the_quota_pulls_no_order(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_ORDERS", 2)
    world = entered(app)
    with pytest.raises(FullWorldError):
        pull.pull(store, world, system_clock, map(str, range(FIRST, FIRST + 3)))
    assert own(store, world) == (0, 0)
    assert [each.success for each in pull.pull(store, world, system_clock, [str(FIRST), str(FIRST + 1)])] == [True] * 2


def test_a_pull_that_creates_no_order_is_accepted_in_a_full_world(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = entered(app)
    pull.pull(store, world, system_clock, [str(FIRST)])
    monkeypatch.setattr(quota, "MOST_ORDERS", 0)
    assert not pull.pull(store, world, system_clock, [str(FIRST)])[0].success


def test_a_change_whose_webhook_event_exceeds_the_quota_is_rejected(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_EVENTS", 3)
    world = entered(app)
    order_id = order_edits.add(store, world, system_clock, {})["id"]
    for state in ("450", "500"):
        order_edits.change(store, world, system_clock, order_id, {"state": {"enum_value": state}})
    with pytest.raises(FullWorldError, match="webhook events"):
        order_edits.change(store, world, system_clock, order_id, {"state": {"enum_value": "550"}})
    assert own(store, world) == (1, 3)


def test_a_change_that_exceeds_the_size_of_all_orders_is_rejected(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_MEBIBYTES", 0.05)
    world = entered(app)
    order_id = order_edits.add(store, world, system_clock, {"orderitem_set": []})["id"]
    order_edits.change(store, world, system_clock, order_id, {"notes": "x" * 30_000})
    with pytest.raises(FullWorldError, match="MiB"):
        order_edits.change(store, world, system_clock, order_id, {"notes": "x" * 60_000})
    with pytest.raises(FullWorldError, match="MiB"):
        order_edits.add(store, world, system_clock, {"notes": "x" * 30_000})
    assert order_edits.change(store, world, system_clock, order_id, {"notes": "x"})["notes"] == "x"


def test_the_sizes_of_small_orders_are_not_added_up(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The maximum number of small orders does not exceed the maximum size of all orders."""
    monkeypatch.setattr(quota, "MOST_MEBIBYTES", 0)
    world = entered(app)
    assert order_edits.add(store, world, system_clock, {"orderitem_set": []})["id"]
    assert quota.LARGE * quota.MOST_ORDERS <= 256 * 1024**2


def test_each_world_has_its_own_quota_and_a_reset_frees_it(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MOST_ORDERS", 1)
    one, other = entered(app, "one"), entered(app, "other")
    for world in (one, other):
        order_edits.add(store, world, system_clock, {})
        with pytest.raises(FullWorldError):
            order_edits.add(store, world, system_clock, {})
    app.extensions[EXTENSION].worlds.reset("one")
    assert order_edits.add(store, one, system_clock, {})["id"]
    assert own(store, other) == (1, 1)


@pytest.mark.parametrize(("world", "name"), [("", "The default world"), ("@ci-7", "The world ci-7")])
def test_the_error_names_the_solution(app: Flask, world: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "MOST_ORDERS", 0)
    headers: dict[str, Any] = {"Authorization": f"Token oms-mock{world}"}
    client = Client(app.test_client())
    answer = client.post(json={"order_numbers": [str(FIRST)]}, headers=headers)
    assert answer.status_code == 503
    assert answer.json == {"detail": f"{name} may have at most 0 orders of its own: reset it."}
    assert client.get(headers=headers).json["count"] == FEW
