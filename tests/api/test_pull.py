"""Pull orders from Omnitron."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oms_mock.clock import to_wire
from tests.conftest import FEW, NEXT, NOW, Client, newest_first

PULLABLE = "9000000000000001"
EXISTS = "2200000000000001"
NOT_FOUND = "9000000000000102"
TOO_OLD = "9000000000000103"
CHANNEL_NOT_ALLOWED = "9000000000000104"
UNKNOWN_CARGO_COMPANY = "9000000000000105"

TEXTS = {
    EXISTS: "Order number: 2200000000000001 already exists in Mock Shop channel!",
    NOT_FOUND: "Order not found with Order number:9000000000000102",
    TOO_OLD: "Order create operation does not allowed! Because of Order ID: 9001 lower than "
    "MIN_ORDER_OMNITRON_ID: 10000 ",
    CHANNEL_NOT_ALLOWED: "Order create operation does not allowed! Because of Channel ID:99 provided with "
    "Order ID:5000021 does not allowed in the system.",
    UNKNOWN_CARGO_COMPANY: "Cargo company:999 provided with order number:9000000000000105 does not exists in the "
    "system.",
}


@pytest.mark.parametrize("number", TEXTS)
def test_each_documented_error_text_is_returned_byte_for_byte(client: Client, number: str) -> None:
    assert client.pull(number) == [{"order_number": number, "success": False, "errors": [TEXTS[number]]}]


@pytest.mark.parametrize("scenario", ["default", "empty", "single", "reference"])
def test_every_scenario_has_the_same_order_numbers_to_pull(client_of: Callable[..., Client], scenario: str) -> None:
    results = client_of(scenario=scenario).pull(PULLABLE, NOT_FOUND, TOO_OLD, CHANNEL_NOT_ALLOWED)
    assert [result["success"] for result in results] == [True, False, False, False]


def test_a_pulled_order_comes_first_in_every_list_and_has_a_detail(fresh: Client) -> None:
    assert fresh.pull(PULLABLE) == [{"order_number": PULLABLE, "success": True, "errors": []}]
    row = fresh.get("?limit=1").json["results"][0]
    assert (row["number"], row["id"]) == (PULLABLE, NEXT)
    assert fresh.get(f"{NEXT}/").json == row
    for path in ("", "short/", "list-simple/"):
        page = fresh.get(path).json
        assert (page["count"], page["results"][0]["id"]) == (FEW + 1, NEXT)


def test_a_pulled_order_has_ids_dates_and_a_state_of_the_oms(fresh: Client) -> None:
    known = {item["id"] for row in fresh.get("?limit=100").json["results"] for item in row["orderitem_set"]}
    fresh.pull(PULLABLE)
    order = fresh.get(f"{NEXT}/").json
    assert order["state"]["enum_value"] == "400"
    assert {item["order"] for item in order["orderitem_set"]} == {NEXT}
    assert not known & {item["id"] for item in order["orderitem_set"]}
    assert order["created_date"] == order["modified_date"] == to_wire(NOW)
    assert order["date_placed"] < order["created_date"]


def test_a_pulled_order_has_an_undelivered_webhook_event(fresh: Client) -> None:
    fresh.pull(PULLABLE)
    (event,) = fresh.get(f"{NEXT}/webhook_events/").json["results"]
    assert (event["delivered"], event["retry_count"]) == (False, 0)
    assert (event["response_content"], event["response_http_status"]) == (None, None)
    assert event["request_payload"]["payload"]["id"] == event["object_id"] == NEXT
    assert fresh.get(f"{NEXT}/webhook_events/{event['id']}/").json == event


def test_pulling_an_order_again_reports_that_it_exists(fresh: Client) -> None:
    fresh.pull(PULLABLE)
    (again,) = fresh.pull(PULLABLE)
    assert again["errors"] == [f"Order number: {PULLABLE} already exists in Mock Shop channel!"]
    assert fresh.get().json["count"] == FEW + 1


def test_a_duplicate_number_in_one_request_is_created_once(fresh: Client) -> None:
    first, second = fresh.pull(PULLABLE, PULLABLE)
    assert (first["success"], second["success"]) == (True, False)
    assert "already exists" in second["errors"][0]
    assert fresh.get().json["count"] == FEW + 1


def test_an_invalid_number_does_not_affect_the_other_numbers(fresh: Client) -> None:
    numbers = [NOT_FOUND, "9000000000000002", TOO_OLD, "9000000000000003", "nonsense"]
    results = fresh.pull(*numbers)
    assert [result["order_number"] for result in results] == numbers
    assert [result["success"] for result in results] == [False, True, False, True, False]
    assert fresh.get().json["count"] == FEW + 2


def test_the_twenty_numbers_that_serve_prints_can_be_pulled(fresh: Client) -> None:
    results = fresh.pull(*(str(number) for number in range(9000000000000001, 9000000000000021)))
    assert all(result["success"] for result in results)
    ids = [row["id"] for row in fresh.get("?limit=100").json["results"]]
    assert ids == [*range(NEXT + 19, NEXT - 1, -1), *newest_first(FEW)]


def test_a_result_repeats_any_order_number_unchanged(client: Client) -> None:
    (result,) = client.pull("ş😀{0}\u2028%s")
    assert result["errors"] == ["Order not found with Order number:ş😀{0}\u2028%s"]


def test_two_new_servers_create_the_same_order_from_a_pull(client_of: Callable[..., Client]) -> None:
    one, other = client_of(scenario="single"), client_of(scenario="single")
    for client in (one, other):
        client.pull(PULLABLE)
    assert one.get("2/").data == other.get("2/").data
    assert one.get("2/webhook_events/").data == other.get("2/webhook_events/").data
