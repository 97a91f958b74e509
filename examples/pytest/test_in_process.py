"""A fake in the process of the tests, without a server or a port, for requests and httpx."""

from __future__ import annotations

import pytest
from shop_sync import Shop

from oms_mock.testing import World, in_process


def test_the_shop_uses_a_fake_in_this_process(oms_world_in_process: World) -> None:
    shop = Shop(oms_world_in_process.url, oms_world_in_process.session, wait=lambda _: None)
    assert shop.pull("9000000000000001") == {"9000000000000001": []}
    assert next(shop.orders())["number"] == "9000000000000001"


def test_httpx_uses_a_fake_in_this_process(oms_world_in_process: World) -> None:
    httpx = pytest.importorskip("httpx")
    from oms_mock.testing import WsgiTransport

    world = oms_world_in_process
    world.faults.add(break_="close", times=1)
    with httpx.Client(transport=WsgiTransport(world.app), base_url=world.url, headers=world.headers) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/api/v1/oms/orders/")
        assert client.get("/api/v1/oms/orders/").json()["count"] == 40


def test_a_fake_can_be_used_without_a_fixture() -> None:
    with in_process(scenario="single") as world:
        assert [order["number"] for order in world.orders.list()] == ["2200000000000001"]
