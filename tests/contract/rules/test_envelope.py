"""The rule about the outermost form of a body."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Purpose, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LISTS,
    ORDER_DETAIL,
    ORDER_LIST,
    ORDER_LISTS,
    Endpoint,
)
from oms_mock.contract.rules.envelope import Envelope
from tests.contract.rules.builders import (
    bare_events,
    constants,
    event,
    events,
    findings,
    numbers,
    only_finding,
    opened,
    order,
    page,
    rejected,
    response,
    visit,
    weight,
    words,
)

ENVELOPE = {"count": 0, "next": None, "previous": None, "results": []}
SHAPES = [["standard"], [{"value": "standard", "label": "Standard"}], {"standard": "Standard"}, [], {}]


def listed(body: Any, endpoint: Endpoint = ORDER_LIST) -> list[tuple[str, str, str]]:
    return findings(Envelope, response(Request(endpoint), body))


@pytest.mark.parametrize("endpoint", [*ORDER_LISTS, *EVENT_LISTS], ids=lambda each: each.name)
@pytest.mark.parametrize("more", [{}, {"next": "x", "previous": "y"}, {"total_pages": 3}], ids=len)
def test_a_page_envelope_is_accepted_for_every_list(endpoint: Endpoint, more: dict[str, Any]) -> None:
    assert listed({**ENVELOPE, **more}, endpoint) == []


@pytest.mark.parametrize("rows", [[], [event(3)]], ids=len)
@pytest.mark.parametrize("endpoint", EVENT_LISTS, ids=lambda each: each.name)
def test_events_may_come_as_a_bare_list(endpoint: Endpoint, rows: list[Any]) -> None:
    assert findings(Envelope, bare_events(rows, endpoint=endpoint)) == []


@pytest.mark.parametrize("body", SHAPES, ids=repr)
def test_constants_may_have_any_of_three_forms(body: Any) -> None:
    assert findings(Envelope, constants(DELIVERY_TYPES, body)) == []


def test_an_order_or_event_is_one_object() -> None:
    assert findings(Envelope, opened(order(7)), visit(EVENT_DETAIL, 7, event(3))) == []


@pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
@pytest.mark.parametrize("body", [[], [order(7)], None, "x", 5, True], ids=repr)
def test_orders_come_in_an_object(endpoint: Endpoint, body: Any) -> None:
    assert listed(body, endpoint) == [("envelope-change", endpoint.name, "$")]


@pytest.mark.parametrize("name", ENVELOPE)
def test_a_key_of_the_envelope_that_is_missing_is_reported(name: str) -> None:
    body = {key: value for key, value in ENVELOPE.items() if key != name}
    assert listed(body) == [("envelope-change", "order-list", f"$.{name}")]


@pytest.mark.parametrize(
    ("name", "value", "got"),
    [
        ("count", "5", "string"),
        ("count", None, "null"),
        ("count", True, "boolean"),
        ("count", 5.0, "number"),
        ("count", -1, "a negative number"),
        ("next", 2, "integer"),
        ("next", False, "boolean"),
        ("previous", {}, "object"),
        ("results", None, "null"),
        ("results", {"7": {}}, "object"),
    ],
)
def test_a_key_of_the_envelope_of_another_type_is_reported(name: str, value: Any, got: str) -> None:
    finding = only_finding(Envelope, response(Request(ORDER_LIST), {**ENVELOPE, name: value}))
    assert (finding.kind, finding.path, finding.got) == ("envelope-change", f"$.{name}", got)


@pytest.mark.parametrize("body", [None, 5, "x", True], ids=repr)
def test_constants_must_not_be_a_scalar(body: Any) -> None:
    finding = only_finding(Envelope, constants(DELIVERY_TYPES, body))
    assert finding.expected == "a list or a map of constants"


def test_constants_come_without_an_envelope() -> None:
    finding = only_finding(Envelope, constants(DELIVERY_TYPES, ENVELOPE))
    assert words(finding) == ("a list or a map of constants", "a page envelope")


@pytest.mark.parametrize("body", [[], [order(7)], None, "x", 5], ids=lambda body: type(body).__name__)
def test_an_order_must_not_be_a_list_or_a_scalar(body: Any) -> None:
    assert findings(Envelope, visit(ORDER_DETAIL, 7, body)) == [("envelope-change", "order-detail", "$")]


@pytest.mark.parametrize(
    "body", [{"data": order(7)}, {"order": [], "status": "ok"}, {"results": [order(7)], "count": 1}]
)
def test_one_order_comes_without_an_envelope(body: Any) -> None:
    assert only_finding(Envelope, visit(ORDER_DETAIL, 7, body)).got == "an object inside an envelope"


@pytest.mark.parametrize("body", [{}, {"id": 7, "state": {}}, {"a": 1, "b": 2}, {"a": {}, "b": {}, "c": {}}], ids=repr)
def test_an_object_without_some_fields_is_left_to_the_schema_rule(body: Any) -> None:
    assert findings(Envelope, visit(ORDER_DETAIL, 7, body)) == []


@pytest.mark.parametrize(
    ("interaction", "expected"),
    [
        (page(ORDER_LIST, [], results=0), ("error", "documented")),
        (page(ORDER_LISTS[1], [], results=0), ("warning", "sibling")),
        (events([], count="0"), ("warning", "sibling")),
        (visit(ORDER_DETAIL, 7, []), ("warning", "sibling")),
    ],
    ids=["shown", "other list", "events", "detail"],
)
def test_only_the_envelope_of_the_order_list_is_documented(interaction: Any, expected: tuple[str, str]) -> None:
    assert weight(only_finding(Envelope, interaction)) == expected


@pytest.mark.parametrize("status", [404, 500, None])
def test_only_a_200_is_checked(status: int | None) -> None:
    assert findings(Envelope, response(Request(ORDER_LIST), [], status)) == []


def test_a_body_that_cannot_be_parsed_is_not_checked() -> None:
    assert listed(MISSING) == []


def test_a_response_that_must_be_an_error_is_not_checked() -> None:
    assert findings(Envelope, rejected(EVENT_LIST, Purpose.UNKNOWN_ORDER, 200, 5)) == []


def test_a_finding_counts_responses_and_names_the_page() -> None:
    finding = only_finding(Envelope, page(ORDER_LIST, []), page(ORDER_LIST, [], number=2, count=None, next=7))
    assert (numbers(finding), finding.example) == ((1, 2, "responses"), "page 2")
