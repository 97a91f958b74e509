"""Write the OpenAPI document of an app's admin API, from its routes and the schemas of its documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from oms_mock import __version__
from oms_mock.admin.access_control import PREFIX, TOKEN_VARIABLE
from oms_mock.admin.operation import Described, Operation, operation_of
from oms_mock.admin.responses import ErrorSchema
from oms_mock.openapi.operations import LICENSE
from oms_mock.services.worlds import NAME
from oms_mock.store.worlds import DEFAULT_WORLD

TITLE = "oms-mock admin API"
DESCRIPTION = f"""\
Control a running fake and inspect its request journal.

Without a token the admin API is open to tools on this machine only, and no web page of another origin can use it.
Elsewhere set {TOKEN_VARIABLE}, and send `Authorization: Token ...` with its value.
A request is about the world of its query parameter `world`, or of a token such as `oms-mock@ci-7`.
"""
JSON = "application/json"
TAGS = ("Worlds", "Scenarios", "Orders", "Faults", "Request journal", "Settings", "Clock", "About")
"""In the order of the document."""
WRITING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
CONVERTERS = {"key": {"type": "integer", "minimum": 0}}

_PLACEHOLDER = re.compile(r"<(?:([^:>]+):)?([^>]+)>")
_ALWAYS = {
    401: f"The token is missing or wrong, where {TOKEN_VARIABLE} is set.",
    403: "The request comes from another machine or another origin.",
}
_OF_WRITES = {413: "The body is too large.", 415: "The Content-Type is not application/json."}


def describe_app(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the admin API of an app."""
    spec = APISpec(
        TITLE,
        __version__,
        "3.1.0",
        plugins=[MarshmallowPlugin(schema_name_resolver=_name)],
        info={"description": DESCRIPTION, "license": LICENSE},
        servers=[{"url": "/"}],
        tags=[{"name": tag} for tag in TAGS],
        security=[{}, {"token": []}],
    )
    scheme = {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <token>`"}
    spec.components.security_scheme("token", scheme)
    for rule, method in routes(app):
        operation = operation_of(app.view_functions[rule.endpoint])
        summary = (app.view_functions[rule.endpoint].__doc__ or "").strip().partition("\n")[0]
        described = {"summary": summary, **_operation(operation, rule, method)}
        spec.path(path=_PLACEHOLDER.sub(r"{\2}", rule.rule), operations={method.lower(): described})
    document: dict[str, Any] = json.loads(json.dumps(spec.to_dict()))
    return document


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """List the routes of the admin API, each with every method."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    found = [(rule, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]
    return sorted(found, key=lambda each: (each[0].rule, each[1]))


def _operation(operation: Operation, rule: Rule, method: str) -> dict[str, Any]:
    errors = {**_ALWAYS, **(_OF_WRITES if method in WRITING else {}), **operation.errors}
    if operation.has_world:
        errors = {400: "A value is not valid.", **errors}
    described: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "parameters": list(_parameters(operation, rule)),
        "responses": {
            str(operation.status): _response("The request succeeded.", operation.response),
            **{str(status): _error(error) for status, error in sorted(errors.items())},
        },
    }
    if operation.body is not None:
        content = {"schema": operation.body, **_examples(operation)}
        described["requestBody"] = {"required": operation.is_body_required, "content": {JSON: content}}
    return described


def _parameters(operation: Operation, rule: Rule) -> Iterator[dict[str, Any]]:
    for converter, name in _PLACEHOLDER.findall(rule.rule):
        schema = CONVERTERS.get(converter, {"type": "string"})
        yield {"in": "path", "name": name, "required": True, "schema": schema}
    for name, (description, schema) in operation.query.items():
        yield {"in": "query", "name": name, "description": description, "schema": schema}
    if operation.has_world:
        schema = {"type": "string", "pattern": f"^{NAME.pattern}$", "default": DEFAULT_WORLD}
        yield {"in": "query", "name": "world", "description": "The name of the world.", "schema": schema}


def _examples(operation: Operation) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in operation.examples.items()}
    return {"examples": examples} if examples else {}


def _response(description: str, schema: Described) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": schema}}}


def _error(error: str | tuple[str, Described]) -> dict[str, Any]:
    return _response(error, ErrorSchema) if isinstance(error, str) else _response(*error)


def _name(schema: type[Schema] | Schema) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Schema")
