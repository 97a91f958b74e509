"""Kinds of drift, and descriptions of types, dates and decimals."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.schema import drift
from oms_mock.contract.schema.drift import describe, drifts, type_of, type_words
from oms_mock.contract.schema.validator import form_of
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.spec import drift_kinds
from tests.contract.rules.builders import order, put

DATE = {"type": "string", "format": "date-time", "pattern": "^...$"}
DECIMAL = {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
DETAIL = form_of("order-detail.response.json", 0)


@pytest.mark.parametrize(
    ("value", "name"),
    [(None, "null"), (True, "boolean"), (1, "integer"), (1.5, "number"), ("", "string"), ([], "array"), ({}, "object")],
)
def test_a_value_has_a_type(value: Any, name: str) -> None:
    assert type_of(value) == name


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": ["integer", "null"]}, "integer or null"),
        ({"$ref": "#/$defs/X"}, "object"),
        ({"anyOf": [{"$ref": "#/$defs/X"}, {"type": "null"}]}, "object or null"),
        ({}, "any value"),
        (DATE, "UTC date"),
        ({**DATE, "type": ["string", "null"]}, "UTC date or null"),
        (DECIMAL, "decimal string with 2 places"),
        ({**DECIMAL, "type": ["string", "null"]}, "decimal string with 2 places or null"),
        ({"type": "string", "pattern": "^[0-9]+$"}, "string"),
    ],
)
def test_a_schema_is_described_in_words(schema: Any, words: str) -> None:
    assert type_words(schema) == words


@pytest.mark.parametrize(
    ("schema", "value", "words", "severity"),
    [
        (DATE, "2026-05-04T03:02:01+03:00", "a date with a numeric offset", Severity.WARNING),
        (DATE, "2026-05-04T03:02+03:00", "a date with a numeric offset", Severity.WARNING),
        (DATE, "2026-05-04T03:02:01.5Z", "a fraction without six digits", Severity.WARNING),
        (DATE, "2026-05-04T03:02:01.654321", "a date without a time zone", Severity.ERROR),
        (DATE, "2026-05-04 03:02:01+03:00", "a date with a space instead of T", Severity.ERROR),
        (DATE, "2026-02-30T03:02:01Z", "an impossible date", Severity.ERROR),
        (DATE, "2026-05-04\n", "a string that is not a date", Severity.ERROR),
        (DECIMAL, "1.2345678", "a decimal with 7 places", Severity.ERROR),
        (DECIMAL, "-1.5", "a decimal with 1 place", Severity.ERROR),
        (DECIMAL, "1,234,567.00", "a decimal with a thousands separator", Severity.ERROR),
        (DECIMAL, "1e-3", "a decimal with an exponent", Severity.ERROR),
        (DECIMAL, "1.5E+3", "a decimal with an exponent", Severity.ERROR),
        (DECIMAL, "NaN", "a string that is not a decimal", Severity.ERROR),
        ({"type": ["integer", "null"]}, "5", "a number in a string", Severity.ERROR),
    ],
)
def test_a_string_of_a_wrong_format_is_described_without_its_text(
    schema: Any, value: str, words: str, severity: Severity
) -> None:
    assert describe(schema, value) == (words, severity)


def test_a_valid_body_has_no_drift() -> None:
    assert list(drifts(DETAIL, order(7), Provenance.SIBLING)) == []


def test_every_drift_of_a_body_is_named() -> None:
    sick = put(put(put(order(7), "notes", 5), "customer.email", None), "orderitem_set.0.price", "1,00")
    assert {(each.kind, each.path) for each in drifts(DETAIL, sick, Provenance.SIBLING)} == {
        (drift.TYPE_CHANGED, "$.notes"),
        (drift.NULL_DRIFT, "$.customer.email"),
        (drift.FORMAT_DRIFT, "$.orderitem_set[*].price"),
    }


def test_several_unknown_fields_are_reported_one_by_one() -> None:
    unknown = drifts(DETAIL, {**order(7), "x": 1, "y": 2}, Provenance.SIBLING)
    assert sorted((each.path, each.provenance) for each in unknown) == [("$.x", "sibling"), ("$.y", "sibling")]


def test_the_path_of_a_drift_is_that_in_the_body() -> None:
    (departure,) = drifts(DETAIL, put(order(7, items=2), "orderitem_set.1.price", None), Provenance.SIBLING)
    assert departure.place == ("orderitem_set", 1, "price")


@pytest.mark.parametrize(
    "kind", [name for name in dir(drift) if name.endswith(("_FIELD", "_DRIFT", "_CHANGED", "_GROWTH"))]
)
def test_every_kind_is_explained(kind: str) -> None:
    assert getattr(drift, kind) in drift_kinds.EXPLANATIONS
