"""Compare a body with its document, and name every difference by its kind of drift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.schema.validator import Form, Path
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.spec.reader import Schema

MISSING_FIELD = "missing-field"
UNKNOWN_FIELD = "unknown-field"
TYPE_CHANGED = "type-changed"
NULL_DRIFT = "null-drift"
ENUM_GROWTH = "enum-growth"
FORMAT_DRIFT = "format-drift"
ENVELOPE_CHANGE = "envelope-change"
UNDOCUMENTED_STATUS = "undocumented-status"


@dataclass(frozen=True)
class Drift:
    """One difference: `place` is the path in this body, `path` its general form."""

    kind: str
    place: Path
    path: str
    expected: str
    got: str
    provenance: Provenance
    severity: Severity


def drifts(form: Form, body: Any, provenance: Provenance) -> Iterator[Drift]:
    """Yield the differences between a body and its form, in the order of the body.

    `provenance` is that of the complete body; it applies to keys that the document does not name.
    """
    if form.is_met(body):
        return
    for error in form.errors(body):
        place: Path = tuple(error.instance_path)
        if error.kind.name == "required":
            yield _missing(form, (*place, error.kind.property), provenance)
        elif error.kind.name == "additionalProperties":
            for name in error.kind.unexpected:
                yield _unknown(form, (*place, name), provenance)
        else:
            yield _changed(form, place, error, provenance)


def _missing(form: Form, place: Path, of_body: Provenance) -> Drift:
    path, schema = form.schema_at(place)
    known = _provenance(schema, of_body)
    return Drift(MISSING_FIELD, place, path, type_words(schema), "no such field", known, known.severity)


def _unknown(form: Form, place: Path, of_body: Provenance) -> Drift:
    path, _ = form.schema_at(place)
    return Drift(UNKNOWN_FIELD, place, path, "no such field", "a field", of_body, Severity.INFO)


def _changed(form: Form, place: Path, error: Any, of_body: Provenance) -> Drift:
    path, schema = form.schema_at(place)
    known = _type_provenance(schema, of_body)
    value = error.instance
    kind = _kind(schema, value, error.kind.name)
    if kind == ENUM_GROWTH:
        return Drift(kind, place, path, "a known value", _other_value(value), known, Severity.INFO)
    got, most = describe(schema, value) if kind == FORMAT_DRIFT else (type_of(value), Severity.ERROR)
    return Drift(kind, place, path, type_words(schema), got, known, known.severity.at_most(most))


def _other_value(value: Any) -> str:
    """Describe a value that is not known; it is named if it looks like a constant."""
    shown = redaction.constant(value) if isinstance(value, str) else None
    return f"another value (such as {shown})" if shown else "another value"


def _kind(schema: Schema, value: Any, keyword: str) -> str:
    if keyword == "enum":
        return ENUM_GROWTH
    if keyword in {"pattern", "format"}:
        return FORMAT_DRIFT
    if value is None:
        return NULL_DRIFT
    return FORMAT_DRIFT if _wants_number(schema) and _is_numeric_text(value) else TYPE_CHANGED


def _provenance(schema: Schema, of_body: Provenance) -> Provenance:
    return Provenance(schema.get("x-oms-provenance") or of_body)


def _type_provenance(schema: Schema, of_body: Provenance) -> Provenance:
    return Provenance(schema.get("x-oms-type-provenance") or schema.get("x-oms-provenance") or of_body)


def _wants_number(schema: Schema) -> bool:
    return bool({"integer", "number"} & set(_types(schema)))


def _is_numeric_text(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) is not None


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def type_of(value: Any) -> str:
    """Name the JSON type of a value."""
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "null")


def _types(schema: Schema) -> list[str]:
    if "anyOf" in schema:
        return [each for form in schema["anyOf"] for each in _types(form)]
    named = schema.get("type", "object" if "$ref" in schema else "any value")
    return named if isinstance(named, list) else [named]


_PLACES = re.compile(r"\\\.\[0-9\]\{([0-9]+)\}\$")


def type_words(schema: Schema) -> str:
    """Describe the type of a property: `string`, `integer or null`, `decimal string with 2 places`, `UTC date`."""
    words = " or ".join(_types(schema))
    if schema.get("format") == "date-time":
        return words.replace("string", "UTC date")
    if places := _PLACES.search(schema.get("pattern", "")):
        return words.replace("string", f"decimal string with {places[1]} places")
    return words


_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_DATE_FORMS: tuple[tuple[str, str, Severity], ...] = (
    (rf"{_DATE}T{_TIME}[+-][0-9]{{2}}:?[0-9]{{2}}", "a date with a numeric offset", Severity.WARNING),
    (rf"{_DATE}T[0-9:]{{8}}\.(?![0-9]{{6}}Z)[0-9]+Z", "a fraction without six digits", Severity.WARNING),
    (rf"{_DATE}[T ]{_TIME}", "a date without a time zone", Severity.ERROR),
    (rf"{_DATE} {_TIME}.+", "a date with a space instead of T", Severity.ERROR),
    (_DATE, "a date without a time", Severity.ERROR),
    (r"[0-9]+(\.[0-9]+)?", "a number in a string", Severity.ERROR),
    (rf"{_DATE}T{_TIME}Z", "an impossible date", Severity.ERROR),
)
_DECIMAL_FORMS: tuple[tuple[str, str], ...] = (
    (r"-?[0-9]+", "a decimal without places"),
    (r"-?[0-9.]+,[0-9]+", "a decimal with a comma"),
    (r"-?[0-9,]+\.[0-9]+", "a decimal with a thousands separator"),
    (r"-?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+", "a decimal with an exponent"),
)


def describe(schema: Schema, value: Any) -> tuple[str, Severity]:
    """Describe what is wrong with a string, without quoting it, and return the highest severity this can have."""
    if schema.get("format") == "date-time":
        for pattern, words, severity in _DATE_FORMS:
            if re.fullmatch(pattern, value):
                return words, severity
        return "a string that is not a date", Severity.ERROR
    if _wants_number(schema):
        return "a number in a string", Severity.ERROR
    if places := re.fullmatch(r"-?[0-9]+\.([0-9]+)", value):
        return f"a decimal with {len(places[1])} {'place' if len(places[1]) == 1 else 'places'}", Severity.ERROR
    known = (words for pattern, words in _DECIMAL_FORMS if re.fullmatch(pattern, value))
    return next(known, "a string that is not a decimal"), Severity.ERROR
