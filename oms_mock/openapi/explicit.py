"""Write the schemas of OpenAPI components in the explicit form that generators of types read correctly.

A missing keyword and its default mean the same in JSON Schema, but not to these generators: openapi-typescript makes
`Record<string, never>` of an object without `additionalProperties`, and a type that accepts misspelt keys of an object
with `additionalProperties: true`; json-schema-to-typescript makes an object of a schema without a type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

FREE_FORM = "x-oms-free-form"
"""Marks an object that may have further keys beside those that are declared."""

ANY_TYPE = ["array", "boolean", "integer", "null", "number", "object", "string"]
_TYPED = frozenset(("$ref", "anyOf", "const", "enum", "type"))


def make_explicit(schema: Schema) -> None:
    """Change a schema in place: `additionalProperties` is on free-form objects only, and every value has a type."""
    if not _TYPED & schema.keys():
        schema["type"] = list(ANY_TYPE)
    if "object" in schema.get("type", ()):
        _declare_keys(schema)
    for child in _children(schema):
        make_explicit(child)


def _declare_keys(schema: Schema) -> None:
    values = schema.pop("additionalProperties", None)
    if isinstance(values, dict) and values:
        schema["additionalProperties"] = values
    elif "properties" not in schema or schema.get(FREE_FORM):
        schema["additionalProperties"] = True


def _children(schema: Schema) -> Iterator[Schema]:
    yield from schema.get("properties", {}).values()
    yield from schema.get("anyOf", ())
    for keyword in ("items", "additionalProperties"):
        if isinstance(child := schema.get(keyword), dict):
            yield child
