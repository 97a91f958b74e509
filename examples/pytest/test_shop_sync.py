"""The client against a fake OMS with faults. Run these tests with `pytest -n 8`."""

from __future__ import annotations

import pytest
import requests
from shop_sync import ATTEMPTS, GaveUpError, Shop

from oms_mock.testing import World

FEW = 40
PULLABLE = "9000000000000001"


@pytest.fixture(name="waits")
def fixture_waits() -> list[float]:
    """Return the list of the seconds that the shop waited."""
    return []


@pytest.fixture(name="shop")
def fixture_shop(oms_world: World, waits: list[float]) -> Shop:
    return Shop(oms_world.url, oms_world.session, waits.append)


def test_all_orders_are_copied(shop: Shop, oms_world: World) -> None:
    assert len({order["id"] for order in shop.orders()}) == FEW
    assert oms_world.journal.count(operation="order_list") == 2


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_the_shop_retries_temporary_errors(
    shop: Shop, oms_world: World, waits: list[float], status: int, times: int
) -> None:
    oms_world.faults.add(operation="order_list", status=status, times=times)
    assert len(list(shop.orders())) == FEW
    assert len(waits) == times
    oms_world.journal.assert_called(operation="order_list", status=status, times=times)


@pytest.mark.parametrize("seconds", [1, 5, 30])
@pytest.mark.parametrize("status", [429, 503])
def test_the_shop_honours_retry_after(
    shop: Shop, oms_world: World, waits: list[float], status: int, seconds: int
) -> None:
    oms_world.faults.add(operation="order_list", status=status, times=1, retry_after=seconds)
    list(shop.orders())
    assert waits == [seconds]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_the_shop_gives_up_after_four_attempts(shop: Shop, oms_world: World, waits: list[float], status: int) -> None:
    with oms_world.faults.add(operation="order_detail", status=status) as fault:
        with pytest.raises(GaveUpError):
            shop.order(1)
        assert fault.applied == ATTEMPTS
    assert len(waits) == ATTEMPTS - 1
    assert shop.order(1)["id"] == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_other_errors_are_not_retried(shop: Shop, oms_world: World, waits: list[float], status: int) -> None:
    oms_world.faults.add(operation="order_detail", status=status)
    with pytest.raises(requests.HTTPError):
        shop.order(1)
    assert waits == []
    oms_world.journal.assert_called_once_with(method="GET", path="/api/v1/oms/orders/1/", status=status)


@pytest.mark.parametrize("how", ["close", "truncate", "malformed-json", "empty-body"])
def test_a_broken_response_is_retried(shop: Shop, oms_world: World, waits: list[float], how: str) -> None:
    oms_world.faults.add(operation="order_list", break_=how, times=1)
    assert len(list(shop.orders())) == FEW
    assert len(waits) == 1


@pytest.mark.parametrize("number", [str(int(PULLABLE) + place) for place in range(4)])
def test_a_pulled_order_is_copied_first(shop: Shop, number: str) -> None:
    assert shop.pull(number) == {number: []}
    assert next(shop.orders())["number"] == number


@pytest.mark.parametrize("place", range(8))
def test_eight_tests_at_once_pull_the_same_order(shop: Shop, oms_world: World, place: int) -> None:
    assert shop.pull(PULLABLE) == {PULLABLE: []}
    assert len(list(shop.orders())) == FEW + 1
    oms_world.journal.assert_called_once_with(method="POST", json={"order_numbers": [PULLABLE]})


@pytest.mark.parametrize(("scenario", "count"), [("empty", 0), ("single", 1), ("exactly-one-page", 10)])
def test_scenarios_of_any_size_are_copied(shop: Shop, oms_world: World, scenario: str, count: int) -> None:
    oms_world.scenario(scenario)
    assert len(list(shop.orders())) == count


def test_an_order_can_be_created_for_a_test(shop: Shop, oms_world: World) -> None:
    order = oms_world.orders.create(number="77")
    assert next(shop.orders())["number"] == "77"
    oms_world.orders.update(order["id"], customer={"email": "changed@example.com"})
    assert shop.order(order["id"])["customer"]["email"] == "changed@example.com"
    oms_world.orders.delete(order["id"])
    assert len(list(shop.orders())) == FEW


def test_a_throttled_shop_gets_through(shop: Shop, oms_world: World) -> None:
    oms_world.throttle("1/min")
    shop = Shop(shop.url, shop.session, lambda seconds: oms_world.clock.advance(f"{round(seconds)}s"))
    assert len(list(shop.orders())) == FEW
    oms_world.journal.assert_called(status=429)
