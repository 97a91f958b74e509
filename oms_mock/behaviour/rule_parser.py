"""Reading rules: JSON in, rules out, and what is wrong in between with the place where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema_rs

from oms_mock.behaviour.rules import BREAKS, MOTIONS, Change, Delay, Effect, Match, Rule
from oms_mock.config import parse_duration
from oms_mock.errors import UnusableValueError
from oms_mock.spec import json_path, mutation_catalogue, reader

Document = dict[str, Any]

MOST = 100
"""Rules of one world."""
MOST_BYTES = 65_536
"""Of all rules of one world, as they are kept."""

_OBJECT: Document = {"type": "object", "additionalProperties": False}
_TEXT: Document = {"type": "string", "minLength": 1, "maxLength": 300}
_COUNT: Document = {"type": "integer", "minimum": 1, "maximum": 10**9}
_STATUS: Document = {"type": "integer", "minimum": 400, "maximum": 599}
_ORIGIN: Document = {"type": "string", "pattern": r"^https?://[A-Za-z0-9.:\[\]_-]{1,253}$"}

LOGIN = "login"


def operations() -> list[str]:
    """List the names of the operations: those of openapi.json, and the login."""
    paths = reader.load_once(reader.OPENAPI)["paths"].values()
    return [*(each["operationId"] for path in paths for each in path.values() if "operationId" in each), LOGIN]


MATCH: Document = {
    **_OBJECT,
    "properties": {
        "operation": {"enum": operations()},
        "method": {"enum": ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]},
        "path": _TEXT,
        "order": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
        "page": _COUNT,
        "nth": _COUNT,
        "every": _COUNT,
        "probability": {"type": "number", "minimum": 0, "maximum": 1},
        "seed": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
        "times": _COUNT,
    },
}
_LOGNORMAL: Document = {
    **_OBJECT,
    "required": ["median", "sigma"],
    "properties": {"median": _TEXT, "sigma": {"type": "number", "minimum": 0, "maximum": 5}},
}
EFFECTS: Document = {
    "delay": {
        "anyOf": [
            _TEXT,
            {
                **_OBJECT,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    "uniform": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2},
                    "lognormal": _LOGNORMAL,
                },
            },
        ]
    },
    "status": _STATUS,
    "retry_after": {"type": "integer", "minimum": 0, "maximum": 86400},
    "break": {"enum": list(BREAKS)},
    "drip": _TEXT,
    "mutate": {
        **_OBJECT,
        "required": ["path", "mutation"],
        "properties": {"path": _TEXT, "mutation": {"enum": list(mutation_catalogue.BY_NAME)}},
    },
    "motion": {"enum": list(MOTIONS)},
    "cap_limit": _COUNT,
    "next_host": _ORIGIN,
}
RULE: Document = {
    **_OBJECT,
    "properties": {"id": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}, "match": MATCH, **EFFECTS},
}
"""The JSON Schema of a rule."""

_VALIDATOR = jsonschema_rs.Draft202012Validator(RULE)
_SIZED = {"retry_after": "status", "drip": "break"}


def rule(document: Any, rule_id: str) -> Rule:
    """Read a rule; it is called `rule_id` where it has no id itself. Raises UnusableValueError."""
    for error in _VALIDATOR.iter_errors(document):
        raise UnusableValueError(_path(error.instance_path), _why(error))
    effect = Effect(**dict(_read(key, document) for key in EFFECTS if key in document))
    if problem := _contradiction(document):
        raise UnusableValueError("$", problem)
    named = {"id": rule_id} | document
    return Rule(named["id"], Match(**document.get("match", {})), effect, named)


def part(key: str, value: Any) -> dict[str, Any]:
    """Read one effect by itself, as fields of an Effect. Raises UnusableValueError."""
    document = {key: value}
    for error in _VALIDATOR.iter_errors(document):
        raise UnusableValueError(_path(error.instance_path), _why(error))
    return dict([_read(key, document)])


def _read(key: str, document: Document) -> tuple[str, Any]:
    """Read one effect: the field of an Effect, and its value."""
    path, name, read = _READERS.get(key, (f"$.{key}", key, lambda value: value))
    try:
        return name, read(document[key])
    except ValueError as error:
        raise UnusableValueError(path, str(error)) from None


def _delay(value: str | Document) -> Delay:
    if isinstance(value, str):
        return Delay("fixed", (parse_duration(value),))
    if "uniform" in value:
        least, most = map(parse_duration, value["uniform"])
        if least > most:
            raise ValueError("the first of `uniform` is the least, the second the most: change them round")
        return Delay("uniform", (least, most))
    median = parse_duration(value["lognormal"]["median"])
    if not median:
        raise ValueError("the median of `lognormal` must be longer than 0ms")
    return Delay("lognormal", (median, float(value["lognormal"]["sigma"])))


def _change(value: Document) -> Change:
    return Change(mutation_catalogue.BY_NAME[value["mutation"]], json_path.parse(value["path"]))


_READERS: dict[str, tuple[str, str, Callable[[Any], Any]]] = {
    "delay": ("$.delay", "delay", _delay),
    "break": ("$.break", "breaks", str),
    "drip": ("$.drip", "drip", parse_duration),
    "mutate": ("$.mutate.path", "change", _change),
}


def _contradiction(document: Document) -> str | None:
    """Say why the parts of a rule cannot be had together."""
    if not EFFECTS.keys() & document.keys():
        return f"it does nothing: add one of {', '.join(EFFECTS)}"
    match = document.get("match", {})
    if {"nth", "every"} <= match.keys():
        return "`nth` and `every` exclude each other: leave one out"
    if "status" in document and (document.get("break") == "close" or {"mutate", "motion"} & document.keys()):
        return "with a `status` there is no order to show: leave out `status`, or break=close, `mutate` and `motion`"
    for part, whole in _SIZED.items():
        if part in document and whole not in document:
            return f"`{part}` says more of `{whole}`: add `{whole}`, or leave out `{part}`"
    return None


def _path(steps: Any) -> str:
    return "$" + "".join(f".{step}" for step in steps)  # what is in a list is told of the list


def _why(error: Any) -> str:
    if names := getattr(error.kind, "unexpected", None):
        known = _known(error.instance_path)
        near = difflib.get_close_matches(str(names[0]), known, n=1)
        return f"{names[0]!r} is unknown: did you mean {near[0]}?" if near else f"{names[0]!r} is unknown"
    return _shortened(str(error.message))


def _known(steps: Any) -> Iterator[str]:
    properties = RULE["properties"]
    for step in steps:
        properties = properties.get(step, {}).get("properties", {})
    return iter(list(properties))


def _shortened(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:300]} …"
