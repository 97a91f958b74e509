"""How an operation is written down in openapi.json: what it answers, and how well that is known."""

from __future__ import annotations

from functools import cache
from typing import Any

from oms_mock.schemas.error_responses import VALIDATION_ERRORS, RefusalSchema
from oms_mock.schemas.provenance import CONVENTION, DOCUMENTED, Provenance

TAG = "Order Services"
LOGINS = {"login.login": "login", "login.login_internal": "login", "login.active_user": None}
"""What the endpoints outside of openapi.json are called."""

DOCUMENTED_REFUSALS = {
    401: "The requested user is not authorized to access the requested resource.",
    403: "The client is not authorized to access the requested resource.",
    429: "Made too many requests in a given amount of time.",
    500: "An unexpected error occurred on the server.",
}
"""The page lists these four on every endpoint; their bodies are Django REST framework's."""

CONVENTIONAL_REFUSALS = {
    404: "No such order, event or page, or a format other than JSON.",
    405: "The method is not allowed.",
    406: "The Accept header asks for something other than JSON.",
}


@cache
def operation_of(endpoint: str) -> str | None:
    """Return the id of the operation that an endpoint of the app is; None for one that has none."""
    return LOGINS[endpoint] if endpoint in LOGINS else endpoint.rpartition(".")[2]


def operation(
    operation_id: str,
    provenance: Provenance,
    *,
    parameters: list[dict[str, Any]] | None = None,
    refusals: dict[int, str] | None = None,
    body: Any = None,
) -> dict[str, Any]:
    """Describe an operation beside its 200.

    `provenance` tells how well the 200 body is known; that the endpoint exists is documented.
    """
    responses: dict[int, Any] = {200: {"x-oms-provenance": str(DOCUMENTED), "x-oms-body-provenance": str(provenance)}}
    for status, text in DOCUMENTED_REFUSALS.items():
        responses[status] = _refusal(text, DOCUMENTED)
    for status, text in (CONVENTIONAL_REFUSALS | (refusals or {})).items():
        responses[status] = _refusal(text, CONVENTION)
    if 400 in (refusals or {}):
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
    if body is not None:
        described["requestBody"] = _body(body)
    return described


def query_parameter(name: str, schema: dict[str, Any], provenance: Provenance, description: str = "") -> dict[str, Any]:
    """Describe a parameter of the query string."""
    described = {
        "in": "query",
        "name": name,
        "required": False,
        "schema": schema,
        "x-oms-provenance": str(provenance),
    }
    return described | ({"description": description} if description else {})


def _refusal(text: str, provenance: Provenance) -> dict[str, Any]:
    headers: dict[str, dict[str, Any]] = {}
    if text == DOCUMENTED_REFUSALS[401]:
        headers["WWW-Authenticate"] = {"schema": {"type": "string"}}
    if text == DOCUMENTED_REFUSALS[429]:
        headers["Retry-After"] = {"schema": {"type": "integer"}}
    for header in headers.values():
        header["x-oms-provenance"] = str(CONVENTION)
    return {
        "description": text,
        "x-oms-provenance": str(provenance),
        "x-oms-body-provenance": str(CONVENTION),
        "content": {"application/json": {"schema": RefusalSchema}},
        **({"headers": headers} if headers else {}),
    }


def _body(schema: Any) -> dict[str, Any]:
    return {
        "required": True,
        "x-oms-provenance": str(DOCUMENTED),
        "content": {"application/json": {"schema": schema}},
    }
