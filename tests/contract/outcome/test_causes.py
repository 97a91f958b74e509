"""Causes: which findings are grouped."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Credential, Purpose, Request
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import causes
from oms_mock.contract.severity import Provenance, Severity
from tests.contract.reports.conftest import finding

LIST, DETAIL, SHORT = endpoints.ORDER_LIST, endpoints.ORDER_DETAIL, endpoints.ORDER_LIST_SHORT


def listed(field: str, kind: str = "null-drift", **changes: Any) -> Finding:
    """Return a finding about a field of the order list."""
    return finding(path=f"$.results[*].{field}", kind=kind, **{"request": None, **changes})


def opened(field: str, kind: str = "null-drift", **changes: Any) -> Finding:
    """Return a finding about a field of an opened order."""
    return finding(endpoint=DETAIL, path=f"$.{field}", kind=kind, **{"request": None, **changes})


def compared(field: str, **changes: Any) -> Finding:
    """Return a finding that a field of the short list has another value."""
    given = {"endpoint": SHORT, "rule": "shared-fields", "provenance": Provenance.CONVENTION, **changes}
    return listed(field, "field-differs", **given)


def on(endpoint: endpoints.Endpoint, kind: str, path: str = "$", **changes: Any) -> Finding:
    """Return a finding about no field."""
    return finding(endpoint=endpoint, kind=kind, path=path, **{"request": None, **changes})


ONE_CAUSE = {
    "a field of two views": (listed("customer.email"), opened("customer.email")),
    "a field of both addresses": (listed("shipping_address.line"), listed("billing_address.line")),
    "a field of an order and of its items": (listed("state.name"), listed("orderitem_set[*].state.name")),
    "a field under two kinds": (listed("payment_type", "enum-growth"), compared("payment_type")),
    "a part of a compared field": (listed("customer.email"), compared("customer")),
    "a part of compared items": (listed("orderitem_set[*].price", "format-drift"), compared("orderitem_set")),
    "a renamed field": (
        listed("shipping_address.postcode", "missing-field"),
        listed("shipping_address.zip", "unknown-field"),
    ),
    "a value that no constant has": (
        listed("payment_type", "enum-growth"),
        on(endpoints.PAYMENT_TYPES, "value-not-listed"),
    ),
    "an empty object": [listed(f"customer.{each}", "missing-field") for each in ("email", "pk", "channel")],
    "all amounts": [
        listed(f"orderitem_set[*].{each}", "type-changed", expected="decimal string with 2 places", got="number")
        for each in ("price", "tax_rate", "net_amount")
    ],
    "another order": [compared(each) for each in ("number", "omnitron_id", "date_placed")],
    "all endpoints": [on(each, "open-to-strangers") for each in endpoints.READS],
    "the pages of a list": (
        on(LIST, "next-link", "$.next", rule="page-links"),
        on(LIST, "missing-order", "$.count", rule="page-totals"),
    ),
    "a list that lacks an order, and the comparison with others": (
        on(LIST, "missing-order", "$.count", rule="page-totals"),
        on(SHORT, "other-orders", "$.results[*].id", rule="same-orders"),
    ),
    "a page that is missing": (
        on(LIST, "next-link", "$.next", rule="page-links"),
        on(LIST, "undocumented-status", request=Request(LIST, purpose=Purpose.WALK, page=4)),
    ),
    "one response": [
        on(DETAIL, kind, request=Request(DETAIL, pk=1, purpose=Purpose.UNKNOWN_ORDER))
        for kind in ("server-error", "unknown-order-answered")
    ],
}
TWO_CAUSES = {
    "two fields": (listed("customer.email"), listed("customer.phone_number")),
    "a field of an order and of an event": (
        listed("created_date"),
        listed("created_date", endpoint=endpoints.EVENT_LIST),
    ),
    "a field of a customer and of an address": (listed("customer.email"), listed("shipping_address.email")),
    "a missing field and a new one elsewhere": (
        listed("segment", "missing-field"),
        listed("channel.segment_id", "unknown-field"),
    ),
    "a missing field and a new one of fewer orders": (
        listed("segment", "missing-field"),
        listed("segment_id", "unknown-field", count=3),
    ),
    "two amounts": [
        listed(f"orderitem_set[*].{each}", "type-changed", expected="decimal string", got="number")
        for each in ("price", "tax_rate")
    ],
    "two parts of a page": (on(LIST, "unknown-field", "$.total"), on(LIST, "unknown-field", "$.links")),
    "the pages of two lists": (
        on(LIST, "next-link", "$.next", rule="page-links"),
        on(SHORT, "missing-order", "$.count", rule="page-totals"),
    ),
    "two kinds on one endpoint": (
        on(LIST, "open-to-strangers", request=Request(LIST, credential=Credential.NONE)),
        on(LIST, "wrong-token-accepted", request=Request(LIST, credential=Credential.WRONG)),
    ),
    "a comparison and one of its two changed parts": (
        compared("customer"),
        listed("customer.email"),
        listed("customer.phone_number", "type-changed"),
    ),
}


@pytest.mark.parametrize("name", ONE_CAUSE)
def test_findings_have_one_cause(name: str) -> None:
    (cause,) = causes(ONE_CAUSE[name])
    assert {*cause.findings} == {*ONE_CAUSE[name]}


@pytest.mark.parametrize("name", TWO_CAUSES)
def test_findings_have_two_causes(name: str) -> None:
    assert len(causes(TWO_CAUSES[name])) == 2


@pytest.mark.parametrize("name", [*ONE_CAUSE, *TWO_CAUSES])
def test_causes_do_not_depend_on_the_order_of_the_findings(name: str) -> None:
    found = (ONE_CAUSE | TWO_CAUSES)[name]
    assert causes(found) == causes([*found][::-1])


def test_missing_fields_of_three_objects_have_three_causes() -> None:
    assert len(causes(listed(f"{each}.email", "missing-field") for each in ("customer", "channel", "product"))) == 3


def test_the_worst_cause_is_first() -> None:
    found = (listed("segment", severity=Severity.INFO), listed("number", severity=Severity.WARNING), listed("id"))
    assert [cause.first.severity for cause in causes(found)] == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_the_best_documented_of_the_worst_findings_describes_a_cause() -> None:
    unlisted = on(endpoints.PAYMENT_TYPES, "value-not-listed")
    (cause,) = causes(
        (listed("payment_type", "enum-growth", severity=Severity.INFO), compared("payment_type"), unlisted)
    )
    assert (cause.first, len(cause.others)) == (unlisted, 2)


def test_no_findings_have_no_cause() -> None:
    assert causes(()) == []


def test_causes_of_thousands_of_findings_are_found_in_linear_time() -> None:
    assert len(causes(listed(f"key_{place}", "format-drift", got=f"form {place}") for place in range(5_000))) == 5_000
