"""Redaction of scenarios: personal data and secrets are replaced, everything else is unchanged."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios.pseudonyms import Pseudonyms, Redaction, kind_of
from oms_mock.dataset.webhook_events import webhook_events
from oms_mock.spec import json_path, reader, secrets

Document = dict[str, Any]

KEY = b"key"
ORDER: Document = json.loads(json.dumps(order(42, 500)))
EVENT: Document = json.loads(json.dumps(webhook_events(42, ORDER)[0]))
ORDER_SCHEMA = reader.load_once("order-detail.response.json")
PERSONAL = sorted(
    path for path, schema in reader.properties(ORDER_SCHEMA) if schema.get("x-oms-sensitive") == "personal"
)


def steps(path: str) -> json_path.Path:
    return tuple(path.removeprefix("$.").split("."))


def value_at(document: Any, path: str) -> Any:
    for step in steps(path):
        document = document[step]
    return document


def with_value(document: Document, path: str, value: Any) -> Document:
    copy = deepcopy(document)
    *above, last = steps(path)
    inner: Any = copy
    for step in above:
        inner = inner[step]
    inner[last] = value
    return copy


def redacted(*documents: Document, key: bytes = KEY) -> list[Document]:
    redaction = Redaction(key, documents)
    return [redaction.apply(document) for document in documents]


@pytest.mark.parametrize("path", PERSONAL)
def test_fields_that_the_schemas_mark_personal_are_replaced(path: str) -> None:
    (after,) = redacted(with_value(ORDER, path, "Somebody Real"))
    assert "Somebody Real" not in json.dumps(after)
    assert value_at(after, path)
    assert kind_of(steps(path)[-1])  # type: ignore[arg-type]


@pytest.mark.parametrize("path", PERSONAL)
@pytest.mark.parametrize("empty", [None, ""])
def test_empty_values_are_not_replaced(path: str, empty: str | None) -> None:
    (after,) = redacted(with_value(ORDER, path, empty))
    assert value_at(after, path) == empty


def test_all_other_fields_are_unchanged() -> None:
    (after,) = redacted(ORDER)
    changed = {path for path in json_path.walk(ORDER) if path and _leaf(ORDER, path) != _leaf(after, path)}
    assert {json_path.to_string(path) for path in changed} <= {*PERSONAL}
    assert list(after) == list(ORDER)


def _leaf(document: Any, path: json_path.Path) -> Any:
    for step in path:
        document = document[0] if step is json_path.ALL and document else document
        document = document.get(step) if isinstance(document, dict) else document
    return document if not isinstance(document, dict | list) else None


def test_the_same_value_has_the_same_pseudonym_in_every_document() -> None:
    other = with_value(json.loads(json.dumps(order(42, 501))), "$.customer.email", ORDER["customer"]["email"].upper())
    one, two = redacted(ORDER, other)
    assert one["customer"]["email"] == one["shipping_address"]["email"] == two["customer"]["email"]
    assert one["customer"]["email"] != two["shipping_address"]["email"]


def test_pseudonyms_depend_on_the_key() -> None:
    emails = [redacted(ORDER, key=key)[0]["customer"]["email"] for key in (KEY, KEY, b"another")]
    assert emails[0] == emails[1] != emails[2]


SECRETS = {
    "$.channel.configuration.password": "hunter2",
    "$.channel.configuration.auth_token": "x" * 40,
    "$.channel.configuration.server": "https://me:hunter2@shop.example.com/api?token=hunter2&page=1",
    "$.channel.configuration.username": "eyJhbGciOi.eyJzdWIiOiIx.c2ln",
}


@pytest.mark.parametrize("path", SECRETS)
def test_a_secret_is_replaced_by_a_canary(path: str) -> None:
    (after,) = redacted(with_value(ORDER, path, SECRETS[path]))
    assert secrets.CANARY in value_at(after, path)
    assert "hunter2" not in json.dumps(after)
    assert "eyJ" not in json.dumps(after)
    assert list(secrets.filled(after)) == []


def test_the_other_parts_of_a_url_with_secrets_are_unchanged() -> None:
    path = "$.channel.configuration.server"
    (after,) = redacted(with_value(ORDER, path, SECRETS[path]))
    assert value_at(after, path) == (
        "https://OMSMOCK-CANARY-USER:OMSMOCK-CANARY-PASSWORD@shop.example.com/api?token=OMSMOCK-CANARY-TOKEN&page=1"
    )


def test_a_canary_is_not_replaced() -> None:
    (after,) = redacted(with_value(ORDER, "$.channel.configuration.password", "OMSMOCK-CANARY-MINE"))
    assert value_at(after, "$.channel.configuration.password") == "OMSMOCK-CANARY-MINE"


@pytest.mark.parametrize(
    "place",
    [
        ("request_payload", {"a": [{"text": "for {} only"}]}),
        ("request_payload", {"customer": {"mail": "{}"}}),
        ("request_payload", {"firstName": "{}"}),
        ("response_content", "Dear {}, thank you"),
        ("webhook", {"event_type": "order.created", "additional_headers": {"X-Customer": "{}"}}),
    ],
    ids=["a text inside", "under a common name", "in camel case", "what a target answered", "a header"],
)
@pytest.mark.parametrize("known", ["email", "first_name", "phone_number"])
def test_personal_data_is_replaced_in_free_form_objects_and_responses(place: tuple[str, Any], known: str) -> None:
    key, value = place
    person = {"email": "somebody@real.example.org", "first_name": "Somebody", "phone_number": "+90 532 111 22 33"}
    customer = with_value(ORDER, f"$.customer.{known}", person[known])
    event = EVENT | {key: json.loads(json.dumps(value).replace("{}", person[known]))}
    assert person[known] not in json.dumps(redacted(customer, event))


@pytest.mark.parametrize("text", ["write to somebody@real.example.org.", "call +90 532 111 22 33!", "+905321112233"])
def test_unknown_email_addresses_and_phone_numbers_are_replaced(text: str) -> None:
    (after,) = redacted(EVENT | {"response_content": text})
    assert "real" not in after["response_content"]
    assert "532" not in after["response_content"]


def test_a_short_name_is_not_replaced_inside_words() -> None:
    event = EVENT | {"response_content": "Al bought aluminium"}
    _, after = redacted(with_value(ORDER, "$.customer.first_name", "Al"), event)
    assert after["response_content"] == "Al bought aluminium"


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_string_has_one_pseudonym_that_is_never_empty(one: str, other: str) -> None:
    pseudonyms = Pseudonyms(KEY)
    for kind in ("email", "first_name", "tax_no"):
        assert pseudonyms.of(kind, one) == pseudonyms.of(kind, f" {one} ")
        assert pseudonyms.of(kind, one)
    assert (pseudonyms.of("email", one) == pseudonyms.of("email", other)) == (
        one.strip().casefold() == other.strip().casefold()
    )
