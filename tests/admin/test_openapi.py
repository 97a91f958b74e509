"""The OpenAPI document of the admin API: complete, valid, and what the API does."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from oms_mock import __version__
from oms_mock.admin import openapi
from oms_mock.admin.access_control import Guard
from oms_mock.admin.description import routes
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.admin.conftest import ADDRESS, JSON
from tests.conftest import TOKEN, Client
from tests.databases import NewDatabase

DOCUMENT = openapi.document()
CALLS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
MEDIA_TYPE = "application/json"


def described(method: str, path: str) -> dict[str, Any]:
    operation: dict[str, Any] = DOCUMENT["paths"][path][method]
    return operation


def validate(schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def examples() -> list[Any]:
    found = []
    for method, path in CALLS:
        content = described(method, path).get("requestBody", {"content": {}})["content"].get(MEDIA_TYPE, {})
        for name, each in content.get("examples", {}).items():
            found.append(pytest.param(method, path, each["value"], id=f"{method} {path}: {name}"))
    return found


def send(app: Flask, method: str, path: str, body: Any = None) -> Any:
    url = re.sub("{[^}]+}", "1", path)
    json = {} if body is None else body
    return app.test_client().open(url, method=method, headers=JSON, json=None if method == "get" else json)


def require_described(method: str, path: str, response: Any) -> None:
    responses = described(method, path)["responses"]
    assert str(response.status_code) in responses, response.data
    validate(responses[str(response.status_code)]["content"][MEDIA_TYPE]["schema"], response.json)


def test_every_route_and_method_is_described(app: Flask) -> None:
    registered = [(method.lower(), re.sub("<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)) for rule, method in routes(app)]
    assert sorted(CALLS) == sorted(registered)


@pytest.mark.fuzz
def test_the_document_is_valid() -> None:
    from schemathesis.specs.openapi import definitions  # not installed for the fast set

    jsonschema_rs.Draft202012Validator(definitions.OPENAPI_31, validate_formats=False).validate(DOCUMENT)
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_operation_has_an_id_of_its_own_and_a_summary() -> None:
    operations = [described(*call) for call in CALLS]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert [each["operationId"] for each in operations if not each["summary"].endswith(".")] == []


def test_every_tag_of_an_operation_is_declared() -> None:
    assert {tag for call in CALLS for tag in described(*call)["tags"]} == {each["name"] for each in DOCUMENT["tags"]}


def test_every_operation_describes_the_errors_of_access_control() -> None:
    assert [call for call in CALLS if not {"401", "403"} <= described(*call)["responses"].keys()] == []


@pytest.mark.parametrize(("method", "path", "example"), examples())
def test_every_example_fits_its_schema_and_is_accepted(app: Flask, method: str, path: str, example: Any) -> None:
    validate(described(method, path)["requestBody"]["content"][MEDIA_TYPE]["schema"], example)
    response = send(app, method, path, example)
    assert response.status_code in {200, 201, 422}, response.data
    require_described(method, path, response)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_responses_and_errors_are_as_described(app: Flask, method: str, path: str) -> None:
    """The journal, a fault rule and a world exist, so that the responses have content."""
    add_content(app)
    require_described(method, path, send(app, method, path))
    require_described(method, path, send(app, method, path, {"unknown": 1}))
    forbidden = app.test_client().open(re.sub("{[^}]+}", "1", path), method=method, headers={"Host": "evil.test"})
    assert forbidden.status_code == 403
    require_described(method, path, forbidden)


def add_content(app: Flask) -> None:
    admin = app.test_client()
    for rule in ({"id": "1", "delay": "1ms"}, {"break": "drip", "drip": "1ms", "match": {"nth": 99}}):
        assert admin.post("/__admin/faults", headers=JSON, json=rule).status_code == 201
    client = Client(app.test_client())
    client.get(headers={"Authorization": "Token oms-mock@1"})
    client.get("?limit=2", headers={**TOKEN, "X-Request-Id": "a"})
    client.post(json={"order_numbers": ["1"]}, headers=TOKEN)
    app.test_client().get("/api/v1/oms/order/", headers=TOKEN)


def test_it_is_served(app: Flask) -> None:
    served = {**DOCUMENT, "servers": [{"url": "http://127.0.0.1:4010"}]}
    assert app.test_client().get("/__admin/openapi.json", headers=ADDRESS).json == served


def test_the_version_is_that_of_the_package(app: Flask) -> None:
    assert app.test_client().get("/__admin/version", headers=ADDRESS).json == {"version": __version__}


@pytest.mark.parametrize("path", ["/__admin/openapi.json", "/__admin/version"])
def test_both_follow_access_control(app: Flask, files: NewDatabase, path: str) -> None:
    page = {**ADDRESS, "Origin": "http://elsewhere.test"}
    assert app.test_client().get(path, headers=page).status_code == 403
    closed = create_app(Config(scenario="single", database=files()))
    assert closed.test_client().get(path, headers=ADDRESS).status_code == 404
    guarded = create_app(Config(scenario="single", database=files()), guard=Guard("0.0.0.0", 80, "secret"))
    assert guarded.test_client().get(path).status_code == 401
    assert guarded.test_client().get(path, headers={"Authorization": "Token secret"}).status_code == 200
