"""Examples in openapi.json: the responses of a fake to requests that this module lists.

The ids are those of a persona, so they exist in every scenario with generated orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from oms_mock import clock
from oms_mock.config import Config
from oms_mock.dataset import omnitron, personas
from oms_mock.drf.query import MAX_PARAMETERS
from oms_mock.openapi.operations import METHODS

Document = dict[str, Any]

BASE_URL = "http://127.0.0.1:4010"
ORDERS = 100
"""The number of orders of the fake that sends the examples."""

PERSONA = next(each.id for each in personas.PERSONAS if each.name == "everything-filled")
KEYS: Mapping[str, int | str] = {"pk": PERSONA, "webhook_event_id": str(personas.webhook_events_of(PERSONA)[0]["id"])}
"""The examples of path parameters."""
UNKNOWN = 999_999_999
SECOND = timedelta(seconds=1)

JSON = "application/json"
HTML = "text/html"

_PLACEHOLDER = re.compile("{([^}]+)}")


@dataclass(frozen=True)
class Sample:
    """A request whose response is an example, and what differs from a plain request of the operation."""

    summary: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, int | str] = field(default_factory=dict)
    method: str | None = None
    json: Any = None
    body: bytes | None = None

    @property
    def name(self) -> str:
        """Return the key of the example."""
        return self.summary.lower().replace(" ", "-")


def _token(key: str) -> dict[str, str]:
    return {"Authorization": f"Token {key}"}


def _numbers(*numbers: object) -> Document:
    return {"order_numbers": list(map(str, numbers))}


PULLS = (
    Sample("An order of Omnitron", json=_numbers(omnitron.PULLABLE[0])),
    Sample("Every outcome", json=_numbers(omnitron.PULLABLE[1], *(each.number for each in omnitron.TRIGGERS))),
)
"""Pulls that succeed. Each order number is in one of them only, so that the results do not depend on their order."""

_ERRORS = {
    "401": (
        Sample("No token", headers={"Authorization": ""}),
        Sample("Unknown token", headers=_token("unknown")),
        Sample("Inactive user", headers=_token(Config.inactive_token)),
    ),
    "403": (Sample("Token without rights", headers=_token(Config.limited_token)),),
    "405": (Sample("Another method", method="DELETE"),),
    "406": (Sample("HTML was requested", headers={"Accept": "text/html"}),),
}
_ERRORS_OF_PULLS = {
    "400": (
        Sample("The key is missing", json={}),
        Sample("A number is not a string", json={"order_numbers": [None]}),
        Sample("Not JSON", body=b"{"),
    ),
    "413": (Sample("Too large", json=_numbers("0" * Config.max_body_bytes)),),
    "415": (Sample("Plain text", headers={"Content-Type": "text/plain"}, body=b"9000000000000001"),),
}
_BAD_FILTERS = (
    Sample("Not a number", query={"state": "approved"}),
    Sample("Not a date", query={"created_date__gte": "yesterday"}),
)
_TOO_MANY = Sample("Too many parameters", query={f"p{number}": "" for number in range(MAX_PARAMETERS + 1)})


def add_examples(openapi: Document, client: FlaskClient) -> None:
    """Add examples to the parameters, bodies and responses of an OpenAPI document: the responses of a client's app."""
    parameters = parameter_examples()
    for path, item in openapi["paths"].items():
        for parameter in item.get("parameters", ()):
            parameter["example"] = KEYS[parameter["name"]]
        for method in METHODS:
            if operation := item.get(method):
                _add_to_parameters(operation, parameters)
                _add_to_body(operation)
                _add_to_responses(operation, method, path, client)


def parameter_examples() -> dict[str, Any]:
    """Return a value for each query parameter. All filters together match the order of the persona, and no other."""
    order = personas.order_of(PERSONA)
    examples: dict[str, Any] = {
        "page": 1,
        "limit": 10,
        "sort": "-date_placed,id",
        "state": order["state"]["id"],
        "state__enum_value": order["state"]["enum_value"],
        "number": order["number"],
        "omnitron_id": order["omnitron_id"],
        "channel": order["channel"]["id"],
        "customer__email": order["customer"]["email"],
        "payment_type": order["payment_type"],
        "delivery_type": order["delivery_type"],
        "pk__in": f"{PERSONA - 1},{PERSONA}",
        **_comparisons("id", PERSONA - 1, PERSONA, PERSONA + 1),
    }
    for column in ("created_date", "modified_date", "date_placed"):
        at = clock.from_wire(order[column])
        examples |= _comparisons(column, *map(clock.to_wire, (at - SECOND, at, at + SECOND)))
    return examples


def _comparisons(column: str, below: Any, value: Any, above: Any) -> dict[str, Any]:
    return {f"{column}__gt": below, f"{column}__gte": value, f"{column}__lt": above, f"{column}__lte": value}


def _add_to_parameters(operation: Document, examples: Mapping[str, Any]) -> None:
    """Add examples to the schemas of query parameters: Swagger UI would send an `example` of the parameter itself."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            parameter["schema"] = _with_example(parameter["schema"], examples[parameter["name"]])


def _with_example(schema: Document, example: Any) -> Document:
    """Return a schema with an example. Tools that read only the first of several schemas find it there too."""
    shown = {"examples": [example]}
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        return {"anyOf": [first | shown, *others]} | shown
    return schema | shown


def _add_to_body(operation: Document) -> None:
    if body := operation.get("requestBody"):
        body["content"][JSON]["examples"] = {each.name: {"summary": each.summary, "value": each.json} for each in PULLS}


def _add_to_responses(operation: Document, method: str, path: str, client: FlaskClient) -> None:
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            content["examples"] = {}
            for sample in samples(operation, path, status, media_type):
                answer = send(client, method, path, sample)
                _require(answer, status, media_type, f"{operation['operationId']}: {sample.summary}")
                content["examples"][sample.name] = {"summary": sample.summary, "value": _body(answer)}
                _add_to_headers(response, answer)


def _require(answer: TestResponse, status: str, media_type: str, name: str) -> None:
    if (str(answer.status_code), answer.mimetype) != (status, media_type):
        raise ValueError(f"{name}: {answer.status}, {answer.mimetype}; not {status}, {media_type}")


def _body(answer: TestResponse) -> Any:
    return answer.get_json() if answer.is_json else answer.text


def _add_to_headers(response: Document, answer: TestResponse) -> None:
    for name, header in response.get("headers", {}).items():
        if name in answer.headers:
            header["example"] = answer.headers.get(name, type=_type_of(header))


def _type_of(header: Document) -> type:
    return int if header["schema"]["type"] == "integer" else str


def samples(operation: Document, path: str, status: str, media_type: str = JSON) -> tuple[Sample, ...]:
    """Return the requests to which an operation responds with a status, in a media type."""
    if media_type == HTML:
        return (Sample("The page of a gateway", headers={"Prefer": f"code={status}, fault=html"}),)
    is_pull = "requestBody" in operation
    if status == "200":
        return PULLS if is_pull else (Sample("A response", query=_short_page(operation)),)
    if is_pull and status in _ERRORS_OF_PULLS:
        return _ERRORS_OF_PULLS[status]
    if status == "400" and _has(operation, "page"):
        return (*(_BAD_FILTERS if _has(operation, "state") else ()), _TOO_MANY)
    if status == "404":
        return tuple(_not_found(operation, path))
    return _ERRORS.get(status) or (Sample(f"As with Prefer code={status}", headers={"Prefer": f"code={status}"}),)


def _short_page(operation: Document) -> dict[str, str]:
    """Return the query for a page of one row, if the operation has pages."""
    return {"limit": "1"} if _has(operation, "page") else {}


def _not_found(operation: Document, path: str) -> Iterator[Sample]:
    keys = _PLACEHOLDER.findall(path)
    for key in keys:
        yield Sample(f"Unknown {key}", keys={key: UNKNOWN})
    if _has(operation, "page"):
        yield Sample("Page past the end", query={"page": str(UNKNOWN)})
    if not keys and not _has(operation, "page"):
        yield Sample("Another format", query={"format": "xml"})


def _has(operation: Document, name: str) -> bool:
    return any(parameter.get("name") == name for parameter in operation.get("parameters", ()))


def send(client: FlaskClient, method: str, path: str, sample: Sample) -> TestResponse:
    """Send the request of a sample to an operation."""
    keys = {**KEYS, **sample.keys}
    body = {"json": sample.json} if sample.json is not None else {"data": sample.body}
    return client.open(
        _PLACEHOLDER.sub(lambda match: str(keys[match[1]]), path),
        base_url=BASE_URL,
        method=sample.method or method.upper(),
        query_string=sample.query,
        headers={**_token(Config.token), **({"Content-Type": JSON} if sample.body else {}), **sample.headers},
        **body,
    )
