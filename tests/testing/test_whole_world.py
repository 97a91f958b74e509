"""The methods of World have the documented effects on a real app."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import requests

from oms_mock.behaviour import rule_schema
from oms_mock.inputs.documents import keys
from oms_mock.journal import matching
from oms_mock.testing import ControlError, World, WsgiTransport, in_process
from oms_mock.testing.faults import MATCHED, Rule
from oms_mock.testing.in_process_app import in_process_app, world_of
from oms_mock.testing.journal import Matcher
from oms_mock.testing.settings import Changes

ORDERS = "/api/v1/oms/orders/"
FEW = 40


@pytest.fixture(name="app", scope="module")
def fixture_app() -> Iterator[Any]:
    with in_process_app(orders=FEW) as app:
        yield app


@pytest.fixture(name="world")
def fixture_world(app: Any, request: pytest.FixtureRequest) -> Iterator[World]:
    with closing(world_of(*app, f"w{abs(hash(request.node.nodeid))}")) as world:
        yield world
        world.drop()


def ask(world: World, path: str = ORDERS, **query: str) -> requests.Response:
    return world.session.get(world.url + path, params=query)


def test_every_key_of_the_schemas_is_typed(world: World) -> None:
    assert set(Changes.__annotations__) == set(world.settings.get())
    assert {key.rstrip("_") for key in Rule.__annotations__} == {
        "id",
        *rule_schema.MATCH_KEYS,
        *rule_schema.EFFECT_KEYS,
    }
    assert set(MATCHED) == set(rule_schema.MATCH_KEYS)
    assert set(Matcher.__annotations__) == set(keys(matching.MatcherSchema))


def test_a_fault_applies_inside_its_block_and_is_counted(world: World) -> None:
    with world.faults.add(operation="order_list", status=503, retry_after=5, every=2) as fault:
        answers = [ask(world) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 503, 200, 503]
        assert answers[1].headers["Retry-After"] == "5"
        assert (fault.seen, fault.applied) == (4, 2)
        assert [each["id"] for each in world.faults.list()] == [fault.id]
    assert (ask(world).status_code, world.faults.list()) == (200, [])


def test_clear_removes_all_faults_of_a_world(world: World) -> None:
    one, _ = world.faults.add(status=500), world.faults.add(status=503, path="/other")
    world.faults.remove(one)
    assert len(world.faults.list()) == 1
    world.faults.clear()
    assert world.faults.list() == []


def test_an_unknown_key_of_a_rule_is_reported(world: World) -> None:
    with pytest.raises(ControlError, match="statuss: unknown key; did you mean status"):
        world.faults.add(statuss=503)  # type: ignore[call-arg]


@pytest.mark.parametrize("how", ["close", "hang-up", "truncate", "truncate-chunked"])
def test_a_closed_connection_is_an_error_in_requests_and_httpx(world: World, how: Any) -> None:
    world.faults.add(break_=how)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask(world)
    with (
        httpx.Client(transport=WsgiTransport(world.app), base_url=world.url, headers=world.headers) as client,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        client.get(ORDERS)


def test_a_stalled_body_is_a_timeout_in_requests_and_httpx(world: World) -> None:
    world.faults.add(break_="stall", stall="10s")
    began = time.monotonic()
    with pytest.raises(requests.ConnectionError, match="timed out"):
        world.session.get(world.url + ORDERS, timeout=0.2)
    with (
        httpx.Client(transport=WsgiTransport(world.app), base_url=world.url, headers=world.headers) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(ORDERS, timeout=0.2)
    assert time.monotonic() - began < 5


def test_a_redirect_to_the_same_address_is_a_redirect_loop(world: World) -> None:
    world.faults.add(status=302, location=ORDERS)
    with pytest.raises(requests.TooManyRedirects):
        ask(world)


def test_a_delay_beyond_the_timeout_is_a_timeout(world: World) -> None:
    world.faults.add(delay="50ms")
    with pytest.raises(requests.ReadTimeout):
        world.session.get(world.url + ORDERS, timeout=0.01)


def test_a_rule_can_mutate_the_document(world: World) -> None:
    world.faults.add(mutate={"path": "$.results[*].number", "mutation": "null"})
    assert {each["number"] for each in ask(world).json()["results"]} == {None}


def test_the_journal_contains_the_requests_of_the_world(world: World) -> None:
    ask(world, limit="2")
    world.pull(9000000000000001)
    assert [entry["operation"] for entry in world.journal.requests()] == ["order_list", "pull_from_omnitron"]
    assert [entry["operation"] for entry in world.journal.last(1)] == ["pull_from_omnitron"]
    assert world.journal.count(query={"limit": "2"}) == 1
    world.journal.assert_called(times=2)
    world.journal.assert_called_once_with(method="POST", json={"order_numbers": ["9000000000000001"]})
    world.journal.assert_not_called(operation="order_detail")
    world.journal.clear()
    world.journal.assert_not_called()


def test_a_failed_assertion_describes_the_most_similar_request(world: World) -> None:
    ask(world, limit="2")
    with pytest.raises(AssertionError, match=r"(?s)exactly once.*nearest: .*limit=2.*expected '3', got '2'"):
        world.journal.assert_called_once_with(operation="order_list", query={"limit": "3"})
    with pytest.raises(AssertionError, match="order_list"):
        world.journal.assert_not_called(operation="order_list")
    with pytest.raises(AssertionError, match="order_detail"):
        world.journal.assert_called(operation="order_detail")


def test_unmatched_requests_have_the_most_similar_route(world: World) -> None:
    ask(world, "/api/v1/oms/ordrs/")
    assert [each["nearest"] for each in world.journal.unmatched()] == [ORDERS]


def test_an_order_can_be_added_changed_and_deleted(world: World) -> None:
    order = world.orders.create(number="77")
    assert world.orders.get(order["id"]) == order
    assert world.orders.list()[0]["number"] == "77"
    changed = world.orders.update(order["id"], customer={"email": "changed@example.com"})
    assert changed["customer"] == order["customer"] | {"email": "changed@example.com"}
    assert world.orders.get(order["id"]) == changed
    world.orders.delete(order["id"])
    assert len(world.orders.list()) == FEW


def test_the_clock_can_be_frozen_advanced_and_reset(world: World) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert world.clock.freeze("2026-01-01T00:00:00Z") == moment == world.clock.now()
    assert world.clock.advance("90s") == moment + timedelta(seconds=90)
    assert world.clock.advance(timedelta(milliseconds=500)) == moment + timedelta(seconds=90.5)
    assert world.clock.freeze() == moment + timedelta(seconds=90.5)
    assert world.clock.freeze(moment) == moment
    assert abs(world.clock.real() - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_throttled_world_accepts_requests_again_after_the_period(world: World) -> None:
    world.clock.freeze()
    world.throttle("1/min")
    assert [ask(world).status_code for _ in range(2)] == [200, 429]
    assert world.settings.get()["throttle"] == "1/min"
    world.clock.advance("61s")
    assert ask(world).status_code == 200
    world.throttle(None)
    assert [ask(world).status_code for _ in range(2)] == [200, 200]


def test_a_setting_changes_which_orders_can_be_pulled(world: World) -> None:
    settings = world.settings.change(min_order_omnitron_id=1_000_000_000)
    assert settings["min_order_omnitron_id"] == 1_000_000_000
    assert not world.pull(9000000000000001)[0].success
    world.settings.change(min_order_omnitron_id=None)
    assert world.pull(9000000000000001)[0].success


def test_a_world_can_switch_to_another_scenario(world: World) -> None:
    assert "empty" in world.scenarios()
    world.scenario("empty")
    assert world.orders.list() == []
    with pytest.raises(ControlError, match="empty"):
        world.scenario("emty")


def test_a_reset_restores_the_initial_state(world: World) -> None:
    world.scenario("empty")
    world.faults.add(status=503)
    world.throttle("1/min")
    world.clock.freeze("2026-01-01T00:00:00Z")
    world.reset()
    world.journal.assert_not_called()
    assert (world.faults.list(), world.settings.get()["throttle"]) == ([], None)
    assert len(world.orders.list()) == FEW


def test_changes_of_a_world_do_not_affect_others(app: Any, world: World) -> None:
    with closing(world_of(*app, "other")) as other:
        world.faults.add(status=503)
        world.orders.create()
        world.clock.freeze("2026-01-01T00:00:00Z")
        assert len(other.orders.list()) == FEW
        assert (world.journal.count(), other.journal.count()) == (0, 1)
        assert abs(other.clock.now() - datetime.now(UTC)) < timedelta(minutes=5)
        other.drop()


def test_the_default_world_cannot_be_dropped() -> None:
    with in_process(scenario="single") as world, pytest.raises(ControlError, match="reset it"):
        world.drop()
