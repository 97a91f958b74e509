"""Matchers: find requests, and describe how other requests differ."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as ReadMapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from marshmallow import ValidationError, fields, post_load

from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Anything, Choice, Mapping, Text, WholeNumber
from oms_mock.journal.entries import Entry
from oms_mock.spec import operations
from oms_mock.wildcard import is_like

NOTHING: Final = object()
"""Stands for a missing value; null is a value."""

Wanted = tuple[str, ...] | None
"""The expected values of a parameter or header; None if it must be absent."""

WANTED_FORMS = [
    {"type": "string"},
    {"type": "array", "items": {"type": "string"}, "minItems": 1},
    {"type": "null"},
]
LONGEST = 100_000
"""Characters of a pattern."""

_ANOTHER_PATH = 4.0
_ANOTHER_METHOD = 3.0
_ABSENT = 1.5
_LONGEST_SHOWN = 200
_LONGEST_COMPARED = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True)
class Mismatch:
    """A difference between a request and a matcher. The request with the least total weight is the most similar."""

    where: str
    expected: str
    got: str
    weight: float = 1.0

    def __str__(self) -> str:
        """Write `query limit: expected '2', got '20'`."""
        return f"{self.where}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True)
class Matcher:
    """The expected properties of a request."""

    method: str | None = None
    path: str | None = None
    operation: str | None = None
    query: ReadMapping[str, Wanted] = field(default_factory=dict)
    headers: ReadMapping[str, Wanted] = field(default_factory=dict)
    json: Any = NOTHING
    status: int | None = None

    def matches(self, entry: Entry) -> bool:
        """Return whether a request matches."""
        return next(self.differences(entry), None) is None

    def may_match(self, entry: Entry) -> bool:
        """Return whether a request in flight can still match: its status, and often its body, are not known yet."""
        return replace(self, status=None, json=NOTHING).matches(entry)

    def differences(self, entry: Entry) -> Iterator[Mismatch]:
        """Yield every difference of a request."""
        if self.method not in (None, entry["method"]):
            yield Mismatch("method", shown(self.method), shown(entry["method"]), _ANOTHER_METHOD)
        if self.path is not None and not is_like(self.path, entry["path"]):
            weight = _ANOTHER_PATH * (2 - _likeness(self.path, entry["path"]))
            yield Mismatch("path", shown(self.path), shown(entry["path"]), weight)
        if self.operation not in (None, entry["operation"]):
            yield Mismatch("operation", shown(self.operation), shown(entry["operation"]), _ANOTHER_PATH)
        if self.status not in (None, entry["status"]):
            yield Mismatch("status", shown(self.status), shown(entry["status"]))
        for name, wanted in self.query.items():
            yield from _of_values(f"query {name}", wanted, entry["query"].get(name))
        for name, wanted in self.headers.items():
            yield from _of_header(f"header {name}", wanted, entry["headers"].get(name))
        if self.json is not NOTHING:
            yield from _of_json("$", self.json, entry.get("json", NOTHING), exact=False)

    def __str__(self) -> str:
        """Write `POST /api/v1/oms/orders/*, query limit '2', status 200`."""
        first = " ".join(part for part in (self.method, self.path) if part)
        parts = [first] if first else []
        parts += [f"operation {self.operation}"] if self.operation else []
        parts += [f"query {name} {_of(wanted)}" for name, wanted in self.query.items()]
        parts += [f"header {name} {_of(wanted)}" for name, wanted in self.headers.items()]
        parts += [f"json {shown(self.json)}"] if self.json is not NOTHING else []
        parts += [f"status {self.status}"] if self.status is not None else []
        return ", ".join(parts) or "any request"


class WantedField(fields.Field[Wanted]):
    """The values that a parameter or header must have."""

    def __init__(self) -> None:
        super().__init__(allow_none=True, metadata={"oneOf": WANTED_FORMS})

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Wanted:
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values or not all(isinstance(each, str) for each in values):
            raise ValidationError("must be a string, a list of strings, or null where it must be absent")
        return tuple(values)


class MatcherSchema(DocumentSchema):
    """Which requests match; each key that is left out matches all."""

    method = Text(least=1, most=LONGEST, metadata={"description": "The method: GET, POST."})
    path = Text(least=1, most=LONGEST, metadata={"description": "The path; * stands for any characters."})
    operation = Choice(operations.names(), metadata={"description": "The operation, by its operationId: order_list."})
    query = Mapping(WantedField(), metadata={"description": "The values of query parameters; null: absent."})
    headers = Mapping(WantedField(), metadata={"description": "The values of headers; null: absent."})
    json = Anything(allow_none=True, metadata={"description": "A subset of the JSON body."})
    status = WholeNumber(100, 599, metadata={"description": "The status of the response."})

    @post_load
    def _matcher(self, data: dict[str, Any], **_: Any) -> Matcher:
        if "method" in data:
            data["method"] = data["method"].upper()
        if "headers" in data:
            data["headers"] = {name.lower(): wanted for name, wanted in data["headers"].items()}
        return Matcher(**data)


def read(document: Any) -> Matcher:
    """Return the matcher that a document describes. Raises UnusableValueError."""
    matcher: Matcher = load(MatcherSchema(), document)
    return matcher


def below(where: str, name: str) -> str:
    """Write the JSON path of a key."""
    return f"{where}.{name}" if _NAME.fullmatch(name) else f"{where}[{shown(name)}]"


def shown(value: Any) -> str:
    """Write a value in one short line: a string in quotes, the rest as JSON."""
    if value is NOTHING:
        return "nothing"
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _likeness(pattern: str, text: str) -> float:
    return _ratio(pattern[:_LONGEST_COMPARED], text[:_LONGEST_COMPARED])


@lru_cache(256)
def _ratio(a: str, b: str) -> float:
    """Return the similarity of two strings. It is cached, as most requests have the same few paths."""
    return difflib.SequenceMatcher(a=a, b=b).ratio()


def _of_values(where: str, wanted: Wanted, got: list[str] | None) -> Iterator[Mismatch]:
    if got is None:
        if wanted is not None:
            yield Mismatch(where, _of(wanted), "nothing", _ABSENT)
    elif wanted is None or list(wanted) != got:
        yield Mismatch(where, _of(wanted), _of(tuple(got)))


def _of_header(where: str, wanted: Wanted, got: str | None) -> Iterator[Mismatch]:
    """Compare a header; one that was sent more than once is one string with commas."""
    several = wanted is not None and len(wanted) != 1
    values = None if got is None else [part.strip() for part in got.split(",")] if several else [got]
    yield from _of_values(where, wanted, values)


def _of(wanted: Wanted) -> str:
    if wanted is None:
        return "nothing"
    return shown(wanted[0]) if len(wanted) == 1 else shown(list(wanted))


def _of_json(where: str, expected: Any, got: Any, *, exact: bool) -> Iterator[Mismatch]:
    """Compare values. An object may have additional keys, but not inside a list."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in [*expected, *(name for name in got if exact and name not in expected)]:
            there, here = expected.get(name, NOTHING), got.get(name, NOTHING)
            yield from _of_json(below(where, name), there, here, exact=exact)
    elif isinstance(expected, list) and isinstance(got, list):
        for index in range(max(len(expected), len(got))):
            there, here = (values[index] if index < len(values) else NOTHING for values in (expected, got))
            yield from _of_json(f"{where}[{index}]", there, here, exact=True)
    elif not _same(expected, got):
        yield Mismatch(f"json {where}", shown(expected), shown(got), _ABSENT if got is NOTHING else 1.0)


def _same(expected: Any, got: Any) -> bool:
    """Compare two values that are not both objects or both lists; a boolean is not a number."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return bool(expected == got)
