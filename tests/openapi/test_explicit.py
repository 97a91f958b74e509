"""Schemas in the form that generators of types read correctly."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from oms_mock.openapi.explicit import ANY_TYPE, make_explicit
from oms_mock.spec import reader

OBJECT = {"type": "object"}
DECLARED = {"type": "object", "properties": {"id": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (OBJECT, OBJECT | {"additionalProperties": True}),
        (OBJECT | {"additionalProperties": {}}, OBJECT | {"additionalProperties": True}),
        (DECLARED | {"additionalProperties": True}, DECLARED),
        (DECLARED | {"x-oms-free-form": True}, DECLARED | {"x-oms-free-form": True, "additionalProperties": True}),
        ({"type": ["object", "null"]}, {"type": ["object", "null"], "additionalProperties": True}),
        (
            {"x-oms-provenance": "assumed"},
            {"x-oms-provenance": "assumed", "type": ANY_TYPE, "additionalProperties": True},
        ),
        ({"const": "last"}, {"const": "last"}),
        ({"type": "array", "items": OBJECT}, {"type": "array", "items": OBJECT | {"additionalProperties": True}}),
        ({"anyOf": [OBJECT]}, {"anyOf": [OBJECT | {"additionalProperties": True}]}),
    ],
)
def test_additional_properties_are_on_free_form_objects_only(schema: dict[str, Any], expected: dict[str, Any]) -> None:
    make_explicit(changed := copy.deepcopy(schema))
    assert changed == expected


@pytest.mark.parametrize("name", [*reader.names(), reader.OPENAPI])
def test_no_schema_rejects_unknown_keys(name: str) -> None:
    assert '"additionalProperties": false' not in json.dumps(reader.load(name))
