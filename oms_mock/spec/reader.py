"""Load the JSON Schema documents, and walk through their properties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

PACKAGE = "oms_mock.documents"
OPENAPI = "openapi.json"

Schema = dict[str, Any]


def names() -> list[str]:
    """Return the file names of the JSON Schema documents: one per response and request."""
    return sorted(
        entry.name for entry in files(PACKAGE).iterdir() if entry.name.endswith(".json") and entry.name != OPENAPI
    )


def load(name: str) -> Schema:
    """Load a document by its file name."""
    document: Schema = json.loads(files(PACKAGE).joinpath(name).read_text(encoding="utf-8"))
    return document


@cache
def load_once(name: str) -> Schema:
    """Load a document once per process; callers must not change it."""
    return load(name)


def properties(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the path and the schema of every property: `$.results[*].state.id`.

    Keys that the deployment defines are written `*`. A path that several forms of a body share
    comes once per form.
    """
    return _properties(document, document.get("$defs", {}), "$")


def _properties(schema: Schema, definitions: dict[str, Schema], path: str) -> Iterator[tuple[str, Schema]]:
    if reference := schema.get("$ref"):
        yield from _properties(definitions[reference.removeprefix("#/$defs/")], definitions, path)
    for form in schema.get("anyOf", ()):
        yield from _properties(form, definitions, path)
    for name, child in schema.get("properties", {}).items():
        yield f"{path}.{name}", child
        yield from _properties(child, definitions, f"{path}.{name}")
    if isinstance(values := schema.get("additionalProperties"), dict):
        if "x-oms-provenance" in values:
            yield f"{path}.*", values
        yield from _properties(values, definitions, f"{path}.*")
    if items := schema.get("items"):
        yield from _properties(items, definitions, f"{path}[*]")
