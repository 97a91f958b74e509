from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset.orders import order
from oms_mock.dataset.states import order_states
from oms_mock.dataset.webhook_events import webhook_events

Document = dict[str, Any]
Stories = list[list[Document]]

# A change of this digest changes the data of every user with `--seed 42`: mention it in the changelog.
GOLDEN = "c8ad789b0691b8eaac234e1659be54cc"

KEYS = (
    "id webhook created_date modified_date uuid request_payload response_content response_http_status delivered "
    "retry_count object_id content_type"
)
WEBHOOK_KEYS = "id event_type target_url status retry_countdown_config additional_headers secret_key"
PAYLOAD_KEYS = "id number state channel_name date_placed payment_type delivery_type "


@pytest.fixture(name="vendors_order")
def _vendors_order() -> Document:
    """Return the values of order 6998 of the vendor's sample that an event needs."""
    return {
        "id": 6998,
        "state": order_states()["400"],
        "orderitem_set": [{}],
        "channel": {"name": "PZ Shop"},
        "payment_type": "credit_card",
        "client_type": "default",
        "delivery_type": "standard",
        "created_date": "2023-05-17T13:45:55.657199Z",
        "modified_date": "2023-05-17T13:45:55.657222Z",
        "omnitron_id": 63461,
        "number": "2291090711512921",
        "date_placed": "2023-05-17T13:45:20.568681Z",
    }


def outcomes(events: list[Document]) -> set[tuple[Any, ...]]:
    return {(event["delivered"], event["response_http_status"], event["retry_count"]) for event in events}


def test_the_bytes_of_the_default_events_never_change(events: list[Document]) -> None:
    assert blake2b(b"".join(map(orjson.dumps, events)), digest_size=16).hexdigest() == GOLDEN


@given(st.integers(0), st.integers(1, 10**12))
def test_events_are_the_same_each_time_they_are_generated(seed: int, order_id: int) -> None:
    one = order(42, order_id)

    assert orjson.dumps(webhook_events(seed, one)) == orjson.dumps(webhook_events(seed, one))


def test_events_depend_on_the_order_and_the_seed_only(run: list[Document], events_by_order: Stories) -> None:
    copy = orjson.loads(orjson.dumps(run[499]))

    assert webhook_events(42, copy) == events_by_order[499]


def test_another_seed_gives_other_events() -> None:
    assert webhook_events(1, order(42, 1)) != webhook_events(2, order(42, 1))


def test_every_order_has_at_least_one_event(events_by_order: Stories) -> None:
    assert [position for position, order_events in enumerate(events_by_order) if not order_events] == []


def test_ten_orders_have_about_thirteen_events(events_by_order: Stories, events: list[Document]) -> None:
    assert 1.2 < len(events) / len(events_by_order) < 1.4


def test_an_event_has_the_keys_of_the_sibling_documentation_in_the_same_order(events: list[Document]) -> None:
    assert {" ".join(event) for event in events} == {KEYS}


def test_a_webhook_has_seven_keys(events: list[Document]) -> None:
    assert {" ".join(event["webhook"]) for event in events} == {WEBHOOK_KEYS}


def test_the_same_id_is_always_the_same_webhook(events: list[Document]) -> None:
    webhooks = {(event["webhook"]["id"], orjson.dumps(event["webhook"])) for event in events}

    assert [key for key, _ in sorted(webhooks)] == [1, 2]


def test_a_webhook_contains_no_secret_and_targets_example_com(events: list[Document]) -> None:
    webhooks = [event["webhook"] for event in events]

    assert [
        webhook
        for webhook in webhooks
        if webhook["secret_key"] is not None or not webhook["target_url"].startswith("https://hooks.example.com/")
    ] == []


def test_event_ids_are_computed_from_the_id_of_the_order(run: list[Document], events_by_order: Stories) -> None:
    numbered = [
        [one["id"] * 10 + j for j in range(1, len(order_events) + 1)]
        for one, order_events in zip(run, events_by_order, strict=True)
    ]

    assert [[event["id"] for event in order_events] for order_events in events_by_order] == numbered


def test_events_are_sorted_oldest_first(events_by_order: Stories) -> None:
    dates = [[event["created_date"] for event in order_events] for order_events in events_by_order]

    assert [order_events for order_events in dates if order_events != sorted(set(order_events))] == []


def test_no_event_is_older_than_its_order(run: list[Document], events_by_order: Stories) -> None:
    early = [
        one["id"]
        for one, order_events in zip(run, events_by_order, strict=True)
        if order_events[0]["created_date"] < one["created_date"]
    ]

    assert early == []


def test_no_event_was_modified_before_it_was_created(events: list[Document]) -> None:
    assert [event["id"] for event in events if event["modified_date"] < event["created_date"]] == []


def test_the_first_event_is_the_creation_and_the_others_are_transitions(events_by_order: Stories) -> None:
    types = {tuple(event["webhook"]["event_type"] for event in order_events) for order_events in events_by_order}

    assert types == {("order.created", *["order.status.transitioned"] * others) for others in (0, 1, 2)}


def test_no_state_occurs_twice_in_the_events_of_an_order(events_by_order: Stories) -> None:
    found = [
        [event["request_payload"]["payload"]["state"]["enum_value"] for event in order_events]
        for order_events in events_by_order
    ]

    assert [states for states in found if len(set(states)) < len(states)] == []


def test_the_last_transition_is_to_the_present_state(run: list[Document], events_by_order: Stories) -> None:
    wrong = [
        one["id"]
        for one, order_events in zip(run, events_by_order, strict=True)
        if len(order_events) > 1
        and order_events[-1]["request_payload"]["payload"]["state"]["enum_value"] != one["state"]["enum_value"]
    ]

    assert wrong == []


def test_the_payload_repeats_type_and_uuid_of_the_event(events: list[Document]) -> None:
    headers = [event["request_payload"]["event"] for event in events]

    assert headers == [{"type": event["webhook"]["event_type"], "uuid": event["uuid"]} for event in events]


def test_every_uuid_is_32_hex_digits_and_unique(events: list[Document]) -> None:
    uuids = {event["uuid"] for event in events}

    assert (len(uuids), [uuid for uuid in uuids if not re.fullmatch("[0-9a-f]{32}", uuid)]) == (len(events), [])


@pytest.mark.parametrize("key", ["id", "number", "date_placed", "payment_type", "delivery_type", "omnitron_id"])
def test_the_payload_contains_the_values_of_the_order(run: list[Document], events_by_order: Stories, key: str) -> None:
    found = [{event["request_payload"]["payload"][key] for event in order_events} for order_events in events_by_order]

    assert found == [{one[key]} for one in run]


def test_the_payload_begins_with_id_and_number(events: list[Document]) -> None:
    found = {" ".join(event["request_payload"]["payload"]) for event in events}

    assert [keys for keys in found if not keys.startswith(PAYLOAD_KEYS)] == []


def test_an_event_references_its_order(events: list[Document]) -> None:
    assert [
        event["id"] for event in events if (event["object_id"], event["content_type"]) != (event["id"] // 10, 2)
    ] == []


def test_the_default_events_have_every_listed_outcome_and_no_other(events: list[Document]) -> None:
    assert outcomes(events) == {
        *((True, 200, retries) for retries in range(4)),
        *((False, status, 5) for status in (404, 500, 503)),
        (False, None, 0),
    }


def test_an_event_without_a_status_has_no_content(events: list[Document]) -> None:
    assert {(event["response_http_status"] is None, event["response_content"] is None) for event in events} == {
        (False, False),
        (True, True),
    }


def test_most_events_are_delivered_at_the_first_attempt(events: list[Document]) -> None:
    assert len([event for event in events if event["delivered"] and not event["retry_count"]]) > 0.7 * len(events)


def test_the_newest_hundred_orders_have_delivered_retried_and_undelivered_events(events_by_order: Stories) -> None:
    newest = outcomes([event for order_events in events_by_order[-100:] for event in order_events])

    assert {(delivered, retries > 0) for delivered, _, retries in newest} == {
        (True, False),
        (True, True),
        (False, True),
        (False, False),
    }


def test_the_order_of_the_vendors_sample_has_events(vendors_order: Document) -> None:
    events = webhook_events(42, vendors_order)

    assert [(event["id"], event["object_id"], event["created_date"] > "2023-05-17T13:45:55") for event in events] == [
        (69981, 6998, True)
    ]
