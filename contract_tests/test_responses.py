"""Every documented GET endpoint answers 200 with JSON that its document accepts."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from oms_mock.contract_tests.conftest import Target
from oms_mock.documents import reader

ENDPOINTS = {
    "order-list": "",
    "order-list-short": "short/",
    "order-list-simple": "list-simple/",
    "order-detail": "{pk}/",
    "order-detail-short": "{pk}/short/",
    "webhook-event-list": "{pk}/webhook_events/",
    "webhook-event-list-short": "{pk}/webhook_events/short/",
    "webhook-event-detail": "{pk}/webhook_events/{event}/",
    "delivery-type-enums": "delivery_type_enums/",
    "payment-type-enums": "payment_type_enums/",
}


@pytest.fixture(scope="session", name="keys")
def fixture_keys(target: Target) -> dict[str, Any]:
    """The newest order of the deployment, and its newest webhook event."""
    orders = target.get(limit=1).json()["results"]
    if not orders:
        pytest.skip("the deployment has no order")
    pk = orders[0]["id"]
    events = target.get(f"{pk}/webhook_events/").json()
    rows = events if isinstance(events, list) else events["results"]
    return {"pk": pk, "event": rows[0]["id"] if rows else None}


def problems(name: str, document: Any) -> list[str]:
    """Say where a document departs from a schema: paths and expectations, never values."""
    validator = Draft202012Validator(reader.load(name), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [
        f"{error.json_path}: {error.validator} {error.validator_value}" for error in validator.iter_errors(document)
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_answer_is_what_its_document_says(target: Target, keys: dict[str, Any], endpoint: str) -> None:
    """200, JSON, and every key and type as the JSON Schema has it."""
    path = ENDPOINTS[endpoint].format(**keys)
    if "{event}" in ENDPOINTS[endpoint] and keys["event"] is None:
        pytest.skip("the newest order has no webhook event")
    answer = target.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    assert problems(f"{endpoint}.response.json", answer.json()) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_stranger_is_refused(target: Target, keys: dict[str, Any], endpoint: str) -> None:
    """401 with a JSON body for a token that nobody was given."""
    answer = target.get(ENDPOINTS[endpoint].format(**keys), token="not-a-token-of-anybody")  # noqa: S106
    assert answer.status_code == 401
    assert problems("refusal.response.json", answer.json()) == []
