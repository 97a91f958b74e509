"""The profile of a deployment as a file: the shapes of its answers, and nothing that was in them.

Rates are shares of what was looked at, with four digits: what was seen never rounds to never, nor the
reverse. `of` is how many were looked at, which a sample bounds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jsonschema_rs

from oms_mock.spec import json_path

VERSION: Final = 1
OTHER: Final = "<other>"
"""Stands for values that are not named: too many, too rare, or not such as constants are."""
UNNAMED: Final = "<key>"
"""Stands for keys that are not named."""
SMALLEST: Final = 0.0001
"""The least rate above 0, and the distance of the greatest below 1."""

Rates = Mapping[str, float]

_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,63}"
_RATES: dict[str, Any] = {
    "type": "object",
    "propertyNames": {"pattern": "^(?:<other>|[A-Za-z0-9_-][A-Za-z0-9_ -]{0,63})$"},
    "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1},
}
_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": False}
SCHEMA: dict[str, Any] = {
    **_OBJECT,
    "required": ["version", "recorded", "endpoints"],
    "properties": {
        "version": {"const": VERSION},
        "recorded": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "endpoints": {
            "type": "object",
            "propertyNames": {"pattern": "^(?:GET|POST) /[A-Za-z0-9/_{}-]{1,100}$"},
            "additionalProperties": {
                **_OBJECT,
                "required": ["answers", "paths"],
                "properties": {
                    "answers": {"type": "integer", "minimum": 0},
                    "paths": {
                        "type": "object",
                        "propertyNames": {"pattern": rf"^\$(?:\.(?:{_NAME}|\*|<key>)|\[\*\])*$"},
                        "additionalProperties": {
                            **_OBJECT,
                            "required": ["of"],
                            "properties": {
                                "of": {"type": "integer", "minimum": 0},
                                "absent": {"type": "number", "minimum": 0, "maximum": 1},
                                **dict.fromkeys(("types", "lengths", "decimals", "dates", "values"), _RATES),
                            },
                        },
                    },
                },
            },
        },
    },
}
"""Of the file; it holds no text that could drive a terminal, whoever wrote it."""


@dataclass(frozen=True)
class Shape:
    """What was seen at one path.

    `of` is how many objects could have had the key, or how many elements and values there were where it is
    `[*]` or `*`; `absent` is the share of those without it. `types` are shares of what was there, `values`,
    `dates`, `decimals` and `lengths` shares of its texts, and `lengths` of its lists too.
    """

    of: int
    absent: float = 0.0
    types: Rates = field(default_factory=dict)
    lengths: Rates = field(default_factory=dict)
    decimals: Rates = field(default_factory=dict)
    dates: Rates = field(default_factory=dict)
    values: Rates = field(default_factory=dict)

    @property
    def present(self) -> int:
        """How many were there."""
        return round(self.of * (1 - self.absent))

    @property
    def null(self) -> float:
        """The share of null in what was there."""
        return self.types.get("null", 0.0)


@dataclass(frozen=True)
class Answers:
    """The shapes of an endpoint's answers, by path."""

    answers: int
    paths: Mapping[str, Shape]


@dataclass(frozen=True)
class Profile:
    """Everything that was learnt of a deployment on a day, by the labels of endpoints."""

    recorded: str
    endpoints: Mapping[str, Answers]

    @property
    def digest(self) -> str:
        """Name the shapes, whatever the day."""
        shapes = json.dumps(_plain(self)["endpoints"], sort_keys=True)
        return hashlib.blake2b(shapes.encode(), digest_size=8).hexdigest()


def rate(number: int, of: int) -> float:
    """Write a share with four digits, so that only nothing is 0 and only everything is 1."""
    if number in {0, of}:
        return float(number and 1)
    return min(max(round(number / of, 4), SMALLEST), 1 - SMALLEST)


def dumps(profile: Profile) -> str:
    """Write a profile as a file: sorted, one thing a line."""
    return json.dumps(_plain(profile), indent=2, sort_keys=True) + "\n"


def loads(text: str) -> Profile:
    """Read a file. Raises ValueError, which says in one line what is wrong, and nothing of the file's texts."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    for error in _VALIDATOR.iter_errors(document):
        place = json_path.to_string(error.instance_path[:2])
        raise ValueError(f"it is not a profile of version {VERSION}: {place} is not as it should be")
    endpoints = {
        label: Answers(each["answers"], {path: Shape(**shape) for path, shape in each["paths"].items()})
        for label, each in document["endpoints"].items()
    }
    return Profile(document["recorded"], endpoints)


_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def _plain(profile: Profile) -> dict[str, Any]:
    endpoints = {
        label: {"answers": each.answers, "paths": {path: _plain_shape(shape) for path, shape in each.paths.items()}}
        for label, each in profile.endpoints.items()
    }
    return {"version": VERSION, "recorded": profile.recorded, "endpoints": endpoints}


def _plain_shape(shape: Shape) -> dict[str, Any]:
    return {name: value for name, value in vars(shape).items() if value or name == "of"}
