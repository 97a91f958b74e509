"""What causes are called in reports."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Purpose, Request
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import Cause, causes
from oms_mock.contract.redaction import redactor
from oms_mock.contract.reports import cause_text
from tests.contract.reports.conftest import finding, report

CLEAN = redactor()
LISTED = finding(request=Request(endpoints.ORDER_LIST, query=(("limit", "1"), ("page", "7"))))
OPENED = finding(
    endpoint=endpoints.ORDER_DETAIL, path="$.customer.email", request=Request(endpoints.ORDER_DETAIL, pk=6998)
)


def cause(*findings: Finding) -> Cause:
    (found,) = causes(findings)
    return found


def amounts(number: int, **changes: Any) -> list[Finding]:
    """Return findings that amounts are numbers."""
    fields = [f"$.results[*].orderitem_set[*].amount_{place}" for place in range(number)]
    return [finding(path=field, kind="type-changed", got="number", **changes) for field in fields]


@pytest.mark.parametrize(
    ("findings", "title"),
    [
        ([LISTED, OPENED], "null-drift at customer.email"),
        (amounts(4), "type-changed at orderitem_set[*].amount_0 and 3 more fields"),
        ([finding(path="$", kind="not-json")], "not-json on GET /api/v1/oms/orders/"),
        ([finding(path="$", kind="x", endpoint=each) for each in endpoints.READS], "x on 10 endpoints"),
        ([finding(endpoint=endpoints.EVENT_LIST, path="$.results[*].url")], "null-drift at event.url"),
        ([finding(path="$.results[*].jane doe@example.com")], "null-drift at <key>.com"),
    ],
    ids=["field", "fields", "endpoint", "endpoints", "event", "personal data"],
)
def test_a_cause_is_called_by_its_kind_and_place(findings: list[Finding], title: str) -> None:
    assert cause_text.title(cause(*findings), CLEAN) == title


@pytest.mark.parametrize(
    ("findings", "also"),
    [
        ([LISTED], ""),
        ([LISTED, OPENED], "also in order-detail"),
        (
            amounts(6),
            "also at orderitem_set[*].amount_1, orderitem_set[*].amount_2, orderitem_set[*].amount_3 and 2 more",
        ),
        (
            [finding(path="$", kind="x", endpoint=each) for each in endpoints.READS],
            "also in order-list-short, order-list-simple, order-detail and 6 more",
        ),
    ],
    ids=["nowhere", "view", "fields", "endpoints"],
)
def test_other_places_of_a_cause_are_named(findings: list[Finding], also: str) -> None:
    assert cause_text.also(cause(*findings), report(), CLEAN) == also


def test_a_cause_is_reproduced_by_opening_an_order() -> None:
    assert cause_text.request(cause(LISTED, OPENED)) == OPENED.request


@pytest.mark.parametrize(
    "other",
    [
        finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email", kind="format-drift", request=OPENED.request),
        finding(
            endpoint=endpoints.ORDER_DETAIL,
            path="$.customer.email",
            request=Request(endpoints.ORDER_DETAIL, pk=0, purpose=Purpose.UNKNOWN_ORDER),
        ),
    ],
    ids=["another kind", "an unknown order"],
)
def test_a_cause_is_not_reproduced_by_a_request_that_does_not_show_it(other: Finding) -> None:
    assert cause_text.request(cause(LISTED, other)) == LISTED.request


def test_a_cause_without_a_request_cannot_be_reproduced() -> None:
    assert cause_text.request(cause(finding(request=None))) is None
