"""Matchers: which requests are meant, and in what another one differs from them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from oms_mock.errors import UnusableValueError
from oms_mock.journal.entries import Entry
from oms_mock.wildcard import is_like

KEYS = ("method", "path", "operation", "query", "headers", "json", "status")
NOTHING: Final = object()
"""Stands for what is not there; null is a value."""

Wanted = tuple[str, ...] | None
"""The values that a parameter or a header has; None where it has to be absent."""

_ANOTHER_PATH = 4.0
_ANOTHER_METHOD = 3.0
_ABSENT = 1.5
_LONGEST_SHOWN = 200
_LONGEST_COMPARED = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True)
class Difference:
    """One thing in which a request is not as a matcher wants it. The lighter it is, the nearer the request."""

    where: str
    expected: str
    got: str
    weight: float = 1.0

    def __str__(self) -> str:
        """Write `query limit: expected '2', got '20'`."""
        return f"{self.where}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True)
class Matcher:
    """What a request has to be like; what is not named may be anything."""

    method: str | None = None
    path: str | None = None
    operation: str | None = None
    query: Mapping[str, Wanted] = field(default_factory=dict)
    headers: Mapping[str, Wanted] = field(default_factory=dict)
    json: Any = NOTHING
    status: int | None = None

    def matches(self, entry: Entry) -> bool:
        """Tell whether a request is meant."""
        return next(self.differences(entry), None) is None

    def differences(self, entry: Entry) -> Iterator[Difference]:
        """Yield everything in which a request differs."""
        if self.method not in (None, entry["method"]):
            yield Difference("method", shown(self.method), shown(entry["method"]), _ANOTHER_METHOD)
        if self.path is not None and not is_like(self.path, entry["path"]):
            weight = _ANOTHER_PATH * (2 - _likeness(self.path, entry["path"]))
            yield Difference("path", shown(self.path), shown(entry["path"]), weight)
        if self.operation not in (None, entry["operation"]):
            yield Difference("operation", shown(self.operation), shown(entry["operation"]), _ANOTHER_PATH)
        if self.status not in (None, entry["status"]):
            yield Difference("status", shown(self.status), shown(entry["status"]))
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


def read(value: Any, operations: Collection[str], where: str = "$") -> Matcher:
    """Read a matcher. Raises UnusableValueError."""
    given = fields(value, KEYS, where)
    operation = _text(given, "operation", where)
    if operation is not None and operation not in operations:
        raise UnusableValueError(f"{where}.operation", f"there is no {shown(operation)}.{near(operation, operations)}")
    method = _text(given, "method", where)
    return Matcher(
        method=method.upper() if method else None,
        path=_text(given, "path", where),
        operation=operation,
        query=_all_wanted(given.get("query", {}), f"{where}.query"),
        headers={
            name.lower(): wanted for name, wanted in _all_wanted(given.get("headers", {}), f"{where}.headers").items()
        },
        json=given.get("json", NOTHING),
        status=_status(given, where),
    )


def fields(value: Any, known: Collection[str], where: str) -> dict[str, Any]:
    """Take a value for an object that has no keys but these. Raises UnusableValueError."""
    if not isinstance(value, dict):
        raise UnusableValueError(where, "write an object, {…}.")
    for name in value:
        if name not in known:
            way_out = near(name, known) or f" The keys are {', '.join(known)}."
            raise UnusableValueError(below(where, name), f"there is no such key.{way_out}")
    return value


def near(name: str, possible: Collection[str]) -> str:
    """Write ` Did you mean 'path'?` for a mistyped name, or nothing."""
    found = difflib.get_close_matches(name[:_LONGEST_COMPARED], list(possible), n=1)
    return f" Did you mean {found[0]!r}?" if found else ""


def below(where: str, name: str) -> str:
    """Write the JSON path of a key."""
    return f"{where}.{name}" if _NAME.fullmatch(name) else f"{where}[{shown(name)}]"


def shown(value: Any) -> str:
    """Write a value in one short line: a text in quotes, the rest as JSON."""
    if value is NOTHING:
        return "nothing"
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _likeness(pattern: str, text: str) -> float:
    return _ratio(pattern[:_LONGEST_COMPARED], text[:_LONGEST_COMPARED])


@lru_cache(256)
def _ratio(a: str, b: str) -> float:
    """Say how much two texts are alike: of a thousand requests, few have different paths."""
    return difflib.SequenceMatcher(a=a, b=b).ratio()


def _of_values(where: str, wanted: Wanted, got: list[str] | None) -> Iterator[Difference]:
    if got is None:
        if wanted is not None:
            yield Difference(where, _of(wanted), "nothing", _ABSENT)
    elif wanted is None or list(wanted) != got:
        yield Difference(where, _of(wanted), _of(tuple(got)))


def _of_header(where: str, wanted: Wanted, got: str | None) -> Iterator[Difference]:
    """Compare a header; one that was sent more than once is one text with commas."""
    several = wanted is not None and len(wanted) != 1
    values = None if got is None else [part.strip() for part in got.split(",")] if several else [got]
    yield from _of_values(where, wanted, values)


def _of(wanted: Wanted) -> str:
    if wanted is None:
        return "nothing"
    return shown(wanted[0]) if len(wanted) == 1 else shown(list(wanted))


def _of_json(where: str, expected: Any, got: Any, *, exact: bool) -> Iterator[Difference]:
    """Compare values: of an object what is expected has to be there, below a list nothing else either."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in [*expected, *(name for name in got if exact and name not in expected)]:
            there, here = expected.get(name, NOTHING), got.get(name, NOTHING)
            yield from _of_json(below(where, name), there, here, exact=exact)
    elif isinstance(expected, list) and isinstance(got, list):
        for index in range(max(len(expected), len(got))):
            there, here = (values[index] if index < len(values) else NOTHING for values in (expected, got))
            yield from _of_json(f"{where}[{index}]", there, here, exact=True)
    elif not _same(expected, got):
        yield Difference(f"json {where}", shown(expected), shown(got), _ABSENT if got is NOTHING else 1.0)


def _same(expected: Any, got: Any) -> bool:
    """Compare two values of which not both are objects, nor both lists: true is no number."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    return bool(expected == got)


def _text(given: dict[str, Any], name: str, where: str) -> str | None:
    value = given.get(name, "any")
    if not isinstance(value, str) or not value:
        raise UnusableValueError(f"{where}.{name}", "write a text.")
    return value if name in given else None


def _status(given: dict[str, Any], where: str) -> int | None:
    value = given.get("status", 200)
    if not isinstance(value, int) or not 100 <= value <= 599:
        raise UnusableValueError(f"{where}.status", "write a number from 100 to 599.")
    return value if "status" in given else None


def _all_wanted(value: Any, where: str) -> dict[str, Wanted]:
    if not isinstance(value, dict):
        raise UnusableValueError(where, "write an object, {…}.")
    return {name: _wanted(each, below(where, name)) for name, each in value.items()}


def _wanted(value: Any, where: str) -> Wanted:
    if value is None:
        return None
    values = (value,) if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not values or not all(isinstance(each, str) for each in values):
        raise UnusableValueError(where, "write a text, a list of texts, or null where it has to be absent.")
    return tuple(values)
