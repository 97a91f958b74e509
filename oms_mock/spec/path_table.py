"""A table of the paths of a response, with the types and formats that its JSON Schema expects at each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from oms_mock.spec import reader
from oms_mock.spec.reader import Schema

ANY = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
"""The names of the JSON types."""

_PLACES = re.compile(r"\\\.\[0-9\]\{([0-9]+)\}\$")


@dataclass(frozen=True)
class Expected:
    """What the schema expects at a path.

    `known` are the values of a field with a list of constants, `places` the decimal places of a decimal string.
    `is_free`: an object whose keys are defined by the deployment, apart from those that are in the table.
    """

    types: frozenset[str] = ANY
    is_required: bool = False
    known: frozenset[str] | None = None
    places: int | None = None
    is_date: bool = False
    is_free: bool = False
    has_fields: bool = False

    def merged_with(self, other: Expected) -> Expected:
        """Return what is expected if a body may have two forms and both have this path."""
        known = (self.known or frozenset()) | (other.known or frozenset())
        return Expected(
            self.types | other.types,
            self.is_required and other.is_required,
            known or None,
            self.places if self.places is not None else other.places,
            self.is_date or other.is_date,
            self.is_free or other.is_free,
            self.has_fields or other.has_fields,
        )


Table = dict[str, Expected]


@cache
def of(name: str) -> Table:
    """Return the table of a document by its file name, with paths such as `$.results[*].state.id`.

    Keys that the deployment defines are `*`.
    """
    document = reader.load_once(name)
    table: Table = {}
    for path, found in _walk(document, document.get("$defs", {}), "$", is_required=True):
        table[path] = table[path].merged_with(found) if path in table else found
    return table


def parent(path: str) -> str:
    """Return the path of the object or the list that a path lies in."""
    return path.removesuffix("[*]") if path.endswith("[*]") else path.rpartition(".")[0]


def _walk(
    schema: Schema, definitions: dict[str, Schema], path: str, *, is_required: bool
) -> Iterator[tuple[str, Expected]]:
    for form in _forms(schema, definitions):
        fields = form.get("properties", {})
        types = _types(form)
        known = form.get("x-known-values")
        places = _PLACES.search(form.get("pattern", ""))
        yield (
            path,
            Expected(
                types=types,
                is_required=is_required,
                known=frozenset(known) if known else None,
                places=int(places[1]) if places else None,
                is_date=form.get("format") == "date-time",
                is_free="object" in types and (not fields or bool(form.get("x-oms-free-form"))),
                has_fields=bool(fields),
            ),
        )
        required = form.get("required", ())
        for name, child in fields.items():
            yield from _walk(child, definitions, f"{path}.{name}", is_required=name in required)
        for step, inside in (("[*]", form.get("items")), (".*", form.get("additionalProperties"))):
            if isinstance(inside, dict):
                yield from _walk(inside, definitions, f"{path}{step}", is_required=False)


def _forms(schema: Schema, definitions: dict[str, Schema]) -> Iterator[Schema]:
    """Yield the forms that a schema allows: resolve references, and take alternatives one by one."""
    if reference := schema.get("$ref"):
        yield from _forms(definitions[reference.removeprefix("#/$defs/")], definitions)
        return
    if "anyOf" not in schema:
        yield schema
    for form in schema.get("anyOf", ()):
        yield from _forms(form, definitions)


def _types(form: Schema) -> frozenset[str]:
    named = form.get("type")
    if named is None:
        return ANY
    return frozenset((named,)) if isinstance(named, str) else frozenset(named)
