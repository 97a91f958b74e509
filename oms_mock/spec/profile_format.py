"""The file format of profiles: the shapes of a deployment's responses, without any of their data.

Rates are shares with four digits. A rate above 0 never rounds to 0, and one below 1 never to 1. `of` is the
number of values that a rate refers to, which a sample limits.
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
"""Stands for values that are not listed: too many, too rare, or not like a constant."""
UNNAMED: Final = "<key>"
"""Stands for keys that are not listed."""
SMALLEST: Final = 0.0001
"""The smallest rate above 0; the largest below 1 is 1 minus this."""

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
"""The JSON Schema of the file. It allows no control characters, so a file from elsewhere is safe to print."""


@dataclass(frozen=True)
class Shape:
    """What was seen at one path.

    `of` is the number of objects that could have had the key, or of elements and values at `[*]` and `*`.
    `absent` is the share of objects without the key. `types` are shares of the values; `values`, `dates`,
    `decimals` and `lengths` are shares of the strings, and `lengths` of the lists too.
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
        """The number of values."""
        return round(self.of * (1 - self.absent))

    @property
    def null(self) -> float:
        """The share of null in the values."""
        return self.types.get("null", 0.0)


@dataclass(frozen=True)
class EndpointShapes:
    """The shapes of the responses of one endpoint, by path; `responses` is their number."""

    responses: int
    paths: Mapping[str, Shape]


@dataclass(frozen=True)
class Profile:
    """The shapes of a deployment on one day, by the labels of endpoints."""

    recorded: str
    endpoints: Mapping[str, EndpointShapes]

    @property
    def digest(self) -> str:
        """A digest of the shapes that does not depend on the day."""
        shapes = json.dumps(_plain(self)["endpoints"], sort_keys=True)
        return hashlib.blake2b(shapes.encode(), digest_size=8).hexdigest()


def rate(number: int, of: int) -> float:
    """Return a share with four digits; only none is 0 and only all is 1."""
    if number in {0, of}:
        return float(number and 1)
    return min(max(round(number / of, 4), SMALLEST), 1 - SMALLEST)


def dumps(profile: Profile) -> str:
    """Return a profile as the text of a file: sorted, one value per line."""
    return json.dumps(_plain(profile), indent=2, sort_keys=True) + "\n"


def loads(text: str) -> Profile:
    """Parse the text of a file. Raises ValueError with a message of one line, without any text of the file."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    for error in _VALIDATOR.iter_errors(document):
        place = json_path.to_string(error.instance_path[:2])
        raise ValueError(f"it is not a profile of version {VERSION}: {place} is not valid")
    endpoints = {
        label: EndpointShapes(each["answers"], {path: Shape(**shape) for path, shape in each["paths"].items()})
        for label, each in document["endpoints"].items()
    }
    return Profile(document["recorded"], endpoints)


_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)


def _plain(profile: Profile) -> dict[str, Any]:
    endpoints = {
        label: {"answers": each.responses, "paths": {path: _plain_shape(shape) for path, shape in each.paths.items()}}
        for label, each in profile.endpoints.items()
    }
    return {"version": VERSION, "recorded": profile.recorded, "endpoints": endpoints}


def _plain_shape(shape: Shape) -> dict[str, Any]:
    return {name: value for name, value in vars(shape).items() if value or name == "of"}
