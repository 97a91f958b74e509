"""The reference page of the admin API, from its OpenAPI document: operations by tag, then their schemas."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docs.markdown import page, table

Document = dict[str, Any]

METHODS = ("get", "post", "put", "patch", "delete")
ORDER = "OrderDetail"
"""The schema of an order: it and those below it are in top-level `schemas/`, and not repeated here."""
COMMON = 5
"""Operations with the same error, from which on it is described once."""
MOST_VALUES = 12
"""Values of an enumeration that are listed; of more, the first ones."""


def admin_page(document: Document) -> str:
    """Write the page."""
    operations = list(_operations(document))
    common = _common_errors(operation for _, _, operation in operations)
    tags = dict.fromkeys([each["name"] for each in document.get("tags", ())])
    tags |= dict.fromkeys(each["tags"][0] for _, _, each in operations)
    sections = (_section(tag, [each for each in operations if each[2]["tags"][0] == tag], common) for tag in tags)
    schemas = document["components"]["schemas"]
    return page(
        "Admin API",
        document["info"]["description"].strip(),
        "A running server serves this description as an OpenAPI document at `/__admin/openapi.json`.",
        *sections,
        "## Common errors",
        "Several operations have these error responses. Their body is [Error](#schema-error).",
        table(("status", ""), sorted(common.items())),
        "## Schemas",
        f"The schema of an order is `{ORDER}` in `schemas/openapi.json`.",
        *(_schema(name, schemas[name]) for name in sorted(schemas.keys() - _of_orders(schemas))),
    )


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        yield from ((method.upper(), path, item[method]) for method in METHODS if method in item)


def _common_errors(operations: Iterable[Document]) -> dict[str, str]:
    """Return the descriptions of errors that several operations have alike, by status."""
    errors = Counter(
        (status, response["description"])
        for operation in operations
        for status, response in operation["responses"].items()
        if status >= "400"
    )
    return {status: text for (status, text), number in errors.items() if number >= COMMON}


def _section(tag: str, operations: list[tuple[str, str, Document]], common: dict[str, str]) -> str:
    return "\n\n".join((f"## {tag}", *(_operation(*each, common) for each in operations)))


def _operation(method: str, path: str, operation: Document, common: dict[str, str]) -> str:
    parts = [f"### {method} {path}", operation["summary"]]
    if parameters := [each for each in operation.get("parameters", ()) if each["name"] != "world"]:
        parts.append(table(("parameter", "type", ""), map(_parameter, parameters)))
    if body := operation.get("requestBody"):
        content = body["content"]["application/json"]
        parts.append(f"Body: {_type(content['schema'])}")
        parts += map(_example, content.get("examples", {}).items())
    responses = sorted(operation["responses"].items())
    own = (_response(*each) for each in responses if common.get(each[0]) != each[1]["description"])
    parts.append(table(("status", "body", ""), own))
    return "\n\n".join(parts)


def _parameter(parameter: Document) -> tuple[str, ...]:
    return f"`{parameter['name']}`", _type(parameter["schema"]), parameter.get("description", "")


def _example(example: tuple[str, Document]) -> str:
    name, content = example
    return f"{name[:1].upper()}{name[1:]}:\n\n```json\n{json.dumps(content['value'], ensure_ascii=False)}\n```"


def _response(status: str, response: Document) -> tuple[str, ...]:
    content = response.get("content", {}).get("application/json")
    return status, _type(content["schema"]) if content else "", response.get("description", "")


def _schema(name: str, schema: Document) -> str:
    required = schema.get("required", ())
    rows = (
        (f"`{key}`", _type(value), "yes" if key in required else "", value.get("description", ""))
        for key, value in schema.get("properties", {}).items()
    )
    return f"### Schema {name}\n\n{table(('key', 'type', 'required', ''), rows)}"


def _type(schema: Document | bool) -> str:
    """Describe a type in a few words."""
    if isinstance(schema, bool):
        return "anything"
    describe = next((each for key, each in _DESCRIPTIONS.items() if key in schema), _plain)
    return describe(schema)


def _plain(schema: Document) -> str:
    named = schema.get("type", "anything")
    words = " or ".join(named) if isinstance(named, list) else str(named)
    return f"{words}, {schema['format']}" if "format" in schema else words


def _reference(schema: Document) -> str:
    name = schema["$ref"].rpartition("/")[2]
    return name if name == ORDER else f"[{name}](#schema-{name.lower()})"


def _values(schema: Document) -> str:
    shown = ", ".join(f"`{json.dumps(value).strip(chr(34))}`" for value in schema["enum"][:MOST_VALUES])
    return f"{shown}, …" if len(schema["enum"]) > MOST_VALUES else shown


def _choice(key: str) -> Callable[[Document], str]:
    return lambda schema: " or ".join(dict.fromkeys(map(_type, schema[key])))


_DESCRIPTIONS: dict[str, Callable[[Document], str]] = {
    "$ref": _reference,
    "enum": _values,
    "oneOf": _choice("oneOf"),
    "anyOf": _choice("anyOf"),
    "items": lambda schema: f"list of {_type(schema['items'])}",
}
"""How a type is described, by the key that decides."""


def _of_orders(schemas: Document) -> set[str]:
    """Return the names of the schema of an order and of all below it."""
    found: set[str] = set()
    ahead = [ORDER]
    while ahead:
        name = ahead.pop()
        if name in schemas and name not in found:
            found.add(name)
            ahead += re.findall(r"#/components/schemas/(\w+)", json.dumps(schemas[name]))
    return found
