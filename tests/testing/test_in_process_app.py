"""A fake in this process works as one behind a socket, and its admin API requires a token."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import requests

from oms_mock.testing import ControlError, World, WsgiAdapter, WsgiTransport, in_process

FIRST = "9000000000000001"
FEW = 40


@pytest.fixture(name="world")
def fixture_world() -> Iterator[World]:
    with in_process(orders=FEW) as world:
        yield world


def test_orders_can_be_pulled_listed_and_read(world: World) -> None:
    pulled, unknown = world.pull(FIRST, 9000000000000102)
    assert (pulled.order_number, pulled.success, pulled.errors) == (FIRST, True, ())
    assert (unknown.success, unknown.errors) == (False, (f"Order not found with Order number:{unknown.order_number}",))
    newest = world.orders.list()[0]
    assert newest["number"] == FIRST
    assert world.orders.get(newest["id"]) == newest


def test_list_requests_only_the_pages_that_are_needed(world: World) -> None:
    assert len(world.orders.list(limit=7)) == FEW
    assert [each["id"] for each in world.orders.list(sort="id", limit=2, id__lte=3)] == [1, 2, 3]


def test_a_reset_removes_pulled_orders(world: World) -> None:
    world.pull(FIRST)
    world.reset()
    assert world.orders.list()[0]["number"] != FIRST


def test_an_unknown_order_is_an_error(world: World) -> None:
    with pytest.raises(ControlError, match="Not found") as error:
        world.orders.get(999)
    assert error.value.status == 404


def test_httpx_can_use_the_same_app(world: World) -> None:
    with httpx.Client(transport=WsgiTransport(world.app), base_url=world.url, headers=world.headers) as client:
        assert client.get("/api/v1/oms/orders/").json()["count"] == FEW
        assert client.get("/api/v1/oms/orders/?__code=429").status_code == 429


def test_two_fakes_in_one_process_are_independent(world: World) -> None:
    with in_process(scenario="empty") as other:
        assert other.orders.list() == []
    assert len(world.orders.list()) == FEW


@pytest.mark.parametrize("token", [None, "Token oms-mock", "Token guessed"])
def test_the_admin_api_requires_the_random_token(world: World, token: str | None) -> None:
    with requests.Session() as session:
        session.mount(world.url, WsgiAdapter(world.app))
        headers = {"Content-Type": "application/json"} | ({"Authorization": token} if token else {})
        assert session.post(f"{world.url}/__admin/reset", headers=headers).status_code == 401
