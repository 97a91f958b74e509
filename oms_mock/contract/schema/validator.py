"""Validate a body against its JSON Schema with jsonschema-rs.

Each document is compiled in a strict form that rejects undeclared keys and unknown values, too. So one call is enough
for a body without differences, which nearly all are; only for the others the errors are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from oms_mock.contract import redaction
from oms_mock.spec import reader
from oms_mock.spec.reader import Schema

Path = tuple[str | int, ...]


class Form:
    """One form that a body may have, compiled, with the schema of each of its paths."""

    def __init__(self, schema: Schema, definitions: dict[str, Schema]) -> None:
        document = {**schema, "$defs": definitions}
        self.outline = outline(schema, definitions)
        strict = _strict(document)
        self.properties = dict(_elements(document, definitions, "$")) | dict(reader.properties(document))
        self._validator = jsonschema_rs.validator_for(strict, validate_formats=True)

    def is_met(self, body: Any) -> bool:
        """Return whether a body matches the document, including its keys and known values."""
        return self._validator.is_valid(body)

    def errors(self, body: Any) -> Iterator[Any]:
        """Yield the errors of a body; of alternatives, those of the best match."""
        for error in self._validator.iter_errors(body):
            yield from _fitting(error)

    def schema_at(self, path: Path) -> tuple[str, Schema]:
        """Return the general form of an instance path (`$.results[*].id`) and its schema.

        The schema is empty if the document does not describe the path.
        """
        general = "$"
        for step in path:
            named = f"{general}[*]" if isinstance(step, int) else redaction.below(general, step)
            free = f"{general}.*"
            is_free = named not in self.properties and free in self.properties
            general = free if is_free else named
        return general, self.properties.get(general, {})


@cache
def forms(name: str) -> tuple[Schema, ...]:
    """Return the schemas of the forms that a document allows, without definitions."""
    document = reader.load_once(name)
    alternatives: list[Schema] = document.get("anyOf") or [{"$ref": document["$ref"]}]
    return tuple(alternatives)


@cache
def form_of(name: str, index: int) -> Form:
    """Compile a form of a document."""
    return Form(forms(name)[index], reader.load_once(name).get("$defs", {}))


def fitting_form(name: str, body: Any) -> Form | None:
    """Return the form whose outline a body has; None if it has no outline of any."""
    definitions = reader.load_once(name).get("$defs", {})
    for index, schema in enumerate(forms(name)):
        if _has_outline(schema, definitions, body):
            return form_of(name, index)
    return None


def outline(schema: Schema, definitions: dict[str, Schema]) -> str:
    """Describe a form: `an object`, `a map`, `a list of objects`, `a list of texts`."""
    schema = _resolved(schema, definitions)
    if schema["type"] == "object":
        return "an object" if "properties" in schema else "a map"
    return "a list of texts" if _resolved(schema["items"], definitions)["type"] == "string" else "a list of objects"


def _has_outline(schema: Schema, definitions: dict[str, Schema], body: Any) -> bool:
    schema = _resolved(schema, definitions)
    if schema["type"] == "object":
        return isinstance(body, dict)
    if not isinstance(body, list):
        return False
    element = _resolved(schema["items"], definitions)["type"]
    return not body or isinstance(body[0], str) == (element == "string")


def _resolved(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    reference: str | None = schema.get("$ref")
    return definitions[reference.removeprefix("#/$defs/")] if reference else schema


def _elements(schema: Schema, definitions: dict[str, Schema], path: str) -> Iterator[tuple[str, Schema]]:
    """Yield the elements of lists and the values of free-form objects, which are no named properties."""
    schema = _resolved(schema, definitions)
    for form in schema.get("anyOf", ()):
        yield from _elements(form, definitions, path)
    for name, child in schema.get("properties", {}).items():
        yield from _elements(child, definitions, f"{path}.{name}")
    for step, child in (("[*]", schema.get("items")), (".*", schema.get("additionalProperties"))):
        if isinstance(child, dict):
            yield f"{path}{step}", child
            yield from _elements(child, definitions, f"{path}{step}")


def _strict(node: Any) -> Any:
    """Reject undeclared keys of declared objects, and all but known values."""
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _strict(value) for key, value in node.items()}
    if "properties" in node and "additionalProperties" not in node:
        closed["additionalProperties"] = False
    if known := node.get("x-known-values"):
        closed["enum"] = [*known, None]
    return closed


def _fitting(error: Any) -> Iterator[Any]:
    """Replace an error about alternatives by the errors of the best match."""
    if error.kind.name != "anyOf":
        yield error
        return
    inside = [
        branch for branch in error.kind.context if any(e.kind.name != "type" or _is_below(e, error) for e in branch)
    ]
    if not inside:
        yield error
        return
    for each in inside[0]:
        yield from _fitting(each)


def _is_below(error: Any, parent: Any) -> bool:
    return len(error.instance_path) > len(parent.instance_path)
