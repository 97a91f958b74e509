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

# Whoever changes this changes what every user's `--seed 42` answers: say so in the changelog.
GOLDEN = "c8ad789b0691b8eaac234e1659be54cc"

KEYS = (
    "id webhook created_date modified_date uuid request_payload response_content response_http_status delivered "
    "retry_count object_id content_type"
)
WEBHOOK_KEYS = "id event_type target_url status retry_countdown_config additional_headers secret_key"
PAYLOAD_KEYS = "id number state channel_name date_placed payment_type delivery_type "


@pytest.fixture(name="vendors_order")
def _vendors_order() -> Document:
    """Give what an event needs of order 6998 of the reference."""
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


def test_the_default_dataset_never_changes(events: list[Document]) -> None:
    assert blake2b(b"".join(map(orjson.dumps, events)), digest_size=16).hexdigest() == GOLDEN


@given(st.integers(0), st.integers(1, 10**12))
def test_events_are_the_same_each_time(seed: int, order_id: int) -> None:
    one = order(42, order_id)

    assert orjson.dumps(webhook_events(seed, one)) == orjson.dumps(webhook_events(seed, one))


def test_events_follow_from_the_order_and_its_id_alone(run: list[Document], stories: Stories) -> None:
    copy = orjson.loads(orjson.dumps(run[499]))

    assert webhook_events(42, copy) == stories[499]


def test_another_seed_makes_other_events() -> None:
    assert webhook_events(1, order(42, 1)) != webhook_events(2, order(42, 1))


def test_every_order_has_at_least_one_event(stories: Stories) -> None:
    assert [position for position, story in enumerate(stories) if not story] == []


def test_there_are_about_thirteen_events_to_ten_orders(stories: Stories, events: list[Document]) -> None:
    assert 1.2 < len(events) / len(stories) < 1.4


def test_an_event_has_the_keys_of_the_sibling_page_in_its_order(events: list[Document]) -> None:
    assert {" ".join(event) for event in events} == {KEYS}


def test_a_webhook_has_its_seven_keys(events: list[Document]) -> None:
    assert {" ".join(event["webhook"]) for event in events} == {WEBHOOK_KEYS}


def test_the_same_id_is_always_the_same_webhook(events: list[Document]) -> None:
    webhooks = {(event["webhook"]["id"], orjson.dumps(event["webhook"])) for event in events}

    assert [key for key, _ in sorted(webhooks)] == [1, 2]


def test_a_webhook_keeps_no_secret_and_leads_to_example_com(events: list[Document]) -> None:
    webhooks = [event["webhook"] for event in events]

    assert [
        webhook
        for webhook in webhooks
        if webhook["secret_key"] is not None or not webhook["target_url"].startswith("https://hooks.example.com/")
    ] == []


def test_events_are_numbered_after_their_order(run: list[Document], stories: Stories) -> None:
    numbered = [[one["id"] * 10 + j for j in range(1, len(story) + 1)] for one, story in zip(run, stories, strict=True)]

    assert [[event["id"] for event in story] for story in stories] == numbered


def test_events_come_oldest_first(stories: Stories) -> None:
    dates = [[event["created_date"] for event in story] for story in stories]

    assert [story for story in dates if story != sorted(set(story))] == []


def test_no_event_is_older_than_its_order(run: list[Document], stories: Stories) -> None:
    early = [
        one["id"] for one, story in zip(run, stories, strict=True) if story[0]["created_date"] < one["created_date"]
    ]

    assert early == []


def test_no_event_was_modified_before_it_was_created(events: list[Document]) -> None:
    assert [event["id"] for event in events if event["modified_date"] < event["created_date"]] == []


def test_the_first_event_tells_of_the_creation_and_all_others_of_transitions(stories: Stories) -> None:
    types = {tuple(event["webhook"]["event_type"] for event in story) for story in stories}

    assert types == {("order.created", *["order.status.transitioned"] * others) for others in (0, 1, 2)}


def test_no_transition_leads_back_to_the_state_it_came_from(stories: Stories) -> None:
    told = [[event["request_payload"]["payload"]["state"]["enum_value"] for event in story] for story in stories]

    assert [states for states in told if len(set(states)) < len(states)] == []


def test_the_last_transition_led_to_the_present_state(run: list[Document], stories: Stories) -> None:
    wrong = [
        one["id"]
        for one, story in zip(run, stories, strict=True)
        if len(story) > 1
        and story[-1]["request_payload"]["payload"]["state"]["enum_value"] != one["state"]["enum_value"]
    ]

    assert wrong == []


def test_the_payload_repeats_type_and_uuid_of_the_event(events: list[Document]) -> None:
    headers = [event["request_payload"]["event"] for event in events]

    assert headers == [{"type": event["webhook"]["event_type"], "uuid": event["uuid"]} for event in events]


def test_every_uuid_is_32_hex_digits_and_unique(events: list[Document]) -> None:
    uuids = {event["uuid"] for event in events}

    assert (len(uuids), [uuid for uuid in uuids if not re.fullmatch("[0-9a-f]{32}", uuid)]) == (len(events), [])


@pytest.mark.parametrize("key", ["id", "number", "date_placed", "payment_type", "delivery_type", "omnitron_id"])
def test_the_payload_tells_the_facts_of_the_order(run: list[Document], stories: Stories, key: str) -> None:
    told = [{event["request_payload"]["payload"][key] for event in story} for story in stories]

    assert told == [{one[key]} for one in run]


def test_the_payload_begins_with_what_identifies_the_order(events: list[Document]) -> None:
    told = {" ".join(event["request_payload"]["payload"]) for event in events}

    assert [keys for keys in told if not keys.startswith(PAYLOAD_KEYS)] == []


def test_an_event_points_at_its_order(events: list[Document]) -> None:
    assert [
        event["id"] for event in events if (event["object_id"], event["content_type"]) != (event["id"] // 10, 2)
    ] == []


def test_every_outcome_occurs_and_no_other(events: list[Document]) -> None:
    assert outcomes(events) == {
        *((True, 200, retries) for retries in range(4)),
        *((False, status, 5) for status in (404, 500, 503)),
        (False, None, 0),
    }


def test_without_a_status_there_is_no_content(events: list[Document]) -> None:
    assert {(event["response_http_status"] is None, event["response_content"] is None) for event in events} == {
        (False, False),
        (True, True),
    }


def test_most_events_are_delivered_at_once(events: list[Document]) -> None:
    assert len([event for event in events if event["delivered"] and not event["retry_count"]]) > 0.7 * len(events)


def test_the_newest_hundred_orders_show_delivered_retried_and_undelivered_events(stories: Stories) -> None:
    newest = outcomes([event for story in stories[-100:] for event in story])

    assert {(delivered, retries > 0) for delivered, _, retries in newest} == {
        (True, False),
        (True, True),
        (False, True),
        (False, False),
    }


def test_the_vendors_own_order_has_events_too(vendors_order: Document) -> None:
    events = webhook_events(42, vendors_order)

    assert [(event["id"], event["object_id"], event["created_date"] > "2023-05-17T13:45:55") for event in events] == [
        (69981, 6998, True)
    ]
