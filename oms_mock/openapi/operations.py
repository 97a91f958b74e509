"""Describe operations for openapi.json: their responses and their provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from marshmallow import Schema

from oms_mock.schemas.error_responses import VALIDATION_ERRORS, RefusalSchema
from oms_mock.schemas.provenance import ASSUMED, CONVENTION, DOCUMENTED, Provenance

View = TypeVar("View", bound=Callable[..., Any])
Body = type[Schema] | Schema | dict[str, Any]
"""A marshmallow schema, or a JSON Schema."""

TAG = "Order Services"
METHODS = ("get", "post")
"""The methods of the endpoints, as keys of an OpenAPI path."""
LICENSE = {"name": "MIT", "identifier": "MIT"}
"""`info.license` of an OpenAPI document, with the SPDX identifier."""
LOGINS = {"login.login": "login", "login.login_internal": "login", "login.active_user": None}
"""The operation ids of endpoints that openapi.json does not describe."""

DOCUMENTED_ERRORS = {
    401: "The requested user is not authorized to access the requested resource.",
    403: "The client is not authorized to access the requested resource.",
    429: "Made too many requests in a given amount of time.",
    500: "An unexpected error occurred on the server.",
}
"""The vendor documents these four for every endpoint. Their bodies are those of Django REST framework."""

CONVENTIONAL_ERRORS = {
    400: "The request is malformed, for example its Host header.",
    404: "No such order, event or page, or a format other than JSON.",
    405: "The method is not allowed.",
    406: "The Accept header asks for something other than JSON.",
}

ASSUMED_ERRORS = {
    502: "A gateway did not get a valid response from the server.",
    503: "The server or its database is not available.",
    504: "A gateway did not get a response from the server in time.",
}
"""These are JSON, or the HTML page of a gateway."""

HEADERS = {401: ("WWW-Authenticate", "string"), 429: ("Retry-After", "integer"), 503: ("Retry-After", "integer")}
"""The header of an error response and its type, by status."""

NOT_MODIFIED = {
    "description": "The client has this version of the response: it sent its ETag in If-None-Match.",
    "x-oms-provenance": str(ASSUMED),
    "headers": {"ETag": {"schema": {"type": "string"}, "x-oms-provenance": str(ASSUMED)}},
}
"""The 304 of every GET."""

HTML_PAGE = {"schema": {"type": "string", "x-oms-provenance": str(ASSUMED)}}


@dataclass(frozen=True)
class Described:
    """The description of a view: the schema of its 200 body, and the fields of its OpenAPI operation."""

    response: Body
    operation: dict[str, Any]


_DESCRIBED: dict[Callable[..., Any], Described] = {}


def describe(response: Body, operation: dict[str, Any]) -> Callable[[View], View]:
    """Describe a view for openapi.json. The view is not wrapped, so this costs nothing per request."""

    def attach(view: View) -> View:
        _DESCRIBED[view] = Described(response, operation)
        return view

    return attach


def description_of(view: Callable[..., Any]) -> Described:
    """Return the description of a view."""
    return _DESCRIBED[view]


@cache
def query_names(view: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the query parameters of a view; none if it is not described."""
    described = _DESCRIBED.get(view)
    parameters = described.operation.get("parameters", ()) if described else ()
    return tuple(each["name"] for each in parameters if each["in"] == "query")


@cache
def operation_of(endpoint: str) -> str | None:
    """Return the operation id of an endpoint of the app, or None if it has none."""
    return LOGINS[endpoint] if endpoint in LOGINS else endpoint.rpartition(".")[2]


def operation(
    operation_id: str,
    provenance: Provenance,
    *,
    parameters: list[dict[str, Any]] | None = None,
    errors: dict[int, str] | None = None,
    body: Any = None,
) -> dict[str, Any]:
    """Describe an operation and its responses.

    `provenance` is that of the 200 body. That the endpoint exists is documented.
    """
    responses: dict[int, Any] = {200: {"x-oms-provenance": str(DOCUMENTED), "x-oms-body-provenance": str(provenance)}}
    for status, text in DOCUMENTED_ERRORS.items():
        responses[status] = _error(status, text, DOCUMENTED)
    for status, text in (CONVENTIONAL_ERRORS | (errors or {})).items():
        responses[status] = _error(status, text, CONVENTION)
    for status, text in ASSUMED_ERRORS.items():
        responses[status] = _error(status, text, ASSUMED, ASSUMED)
        responses[status]["content"]["text/html"] = HTML_PAGE
    if 400 in (errors or {}):
        responses[400]["content"]["application/json"]["schema"] = VALIDATION_ERRORS
    described: dict[str, Any] = {
        "operationId": operation_id,
        "tags": [TAG],
        "x-oms-provenance": str(DOCUMENTED),
        "security": [{"token": []}],
        "responses": responses,
    }
    if parameters:
        described["parameters"] = parameters
    if body is None:
        responses[304] = NOT_MODIFIED
    else:
        described["requestBody"] = _body(body)
    return described


def query_parameter(name: str, schema: dict[str, Any], provenance: Provenance, description: str = "") -> dict[str, Any]:
    """Describe a query parameter."""
    described = {
        "in": "query",
        "name": name,
        "required": False,
        "schema": schema,
        "x-oms-provenance": str(provenance),
    }
    return described | ({"description": description} if description else {})


def _error(status: int, text: str, provenance: Provenance, body: Provenance = CONVENTION) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": text,
        "x-oms-provenance": str(provenance),
        "x-oms-body-provenance": str(body),
        "content": {"application/json": {"schema": RefusalSchema}},
    }
    if status in HEADERS:
        name, kind = HEADERS[status]
        described["headers"] = {name: {"schema": {"type": kind}, "x-oms-provenance": str(body)}}
    return described


def _body(schema: Any) -> dict[str, Any]:
    return {
        "required": True,
        "x-oms-provenance": str(DOCUMENTED),
        "content": {"application/json": {"schema": schema}},
    }
