"""Cross-origin requests, as django-cors-headers 4.9.0 answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.conftest import TOKEN, Client

ORIGIN = "http://localhost:5173"
FOREIGN = "http://evil.example.com"
ASKED = "authorization,x-requested-with,x-csrftoken,traceparent,sentry-trace,baggage,cache-control"
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": ASKED}

ClientOf = Callable[..., Client]


def open_path(client: FlaskClient, path: str, **options: Any) -> Any:
    """Send a request whose path may begin with two slashes, which the client takes for a host."""
    path, _, query = path.partition("?")
    environ = {"PATH_INFO": unquote(path), "QUERY_STRING": query}
    return client.open("/", environ_overrides=environ, **options)


def allowing(headers: Any) -> dict[str, str]:
    """Return the CORS headers of a response, without those that list names."""
    short = {name.removeprefix("Access-Control-Allow-"): value for name, value in headers}
    return {name: value for name, value in short.items() if name in {"Origin", "Credentials"}}


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/oms/orders/", "/api/v1/oms/orders/1/", "/api/v1/oms/orders/pull_from_omnitron/"),
        *("/api/v1/oms/orders", "//api/v1/oms/orders/", "/api/v1/oms/nothing/", "/nothing", "/", "/healthz", "/docs"),
        "/api/v1/oms/orders/?__code=503",
    ],
)
def test_a_preflight_is_answered_for_every_path_without_a_token(client: Client, path: str) -> None:
    response = open_path(client.raw, path, method="OPTIONS", headers=PREFLIGHT)
    assert (response.status_code, response.data, response.headers["Content-Length"]) == (200, b"", "0")
    assert allowing(response.headers) == {"Origin": "*"}
    assert response.headers["Access-Control-Allow-Headers"] == ASKED
    assert response.headers.getlist("Vary") == ["origin"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE"])
def test_a_preflight_allows_the_requested_method(client: Client, method: str) -> None:
    headers = {**PREFLIGHT, "Access-Control-Request-Method": method}
    response = client.raw.options(client.prefix, headers=headers)
    assert method in response.headers["Access-Control-Allow-Methods"].split(", ")


@pytest.mark.parametrize("asked", ["", "a b", "é", "a: b", "a," * 3000 + "a"])
def test_a_preflight_without_valid_header_names_allows_those_of_the_api(client: Client, asked: str) -> None:
    headers = {**PREFLIGHT, "Access-Control-Request-Headers": asked}
    allowed = client.raw.options(client.prefix, headers=headers).headers["Access-Control-Allow-Headers"]
    assert {"Authorization", "Content-Type", "Prefer"} <= set(allowed.split(", "))


def test_a_preflight_is_not_a_request_to_the_endpoint(client: Client) -> None:
    response = client.raw.options(client.prefix, headers=PREFLIGHT)
    assert "Allow" not in response.headers


@pytest.mark.parametrize("headers", [{"Origin": ORIGIN}, {"Origin": ORIGIN, **TOKEN}])
def test_options_without_a_requested_method_is_no_preflight(client: Client, headers: dict[str, str]) -> None:
    response = client.raw.options(client.prefix, headers=headers)
    assert response.status_code == (200 if "Authorization" in headers else 401)
    assert response.data


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/oms/orders/", 200),
        ("GET", "/api/v1/oms/orders", 301),
        ("GET", "/api/v1/oms/orders/?format=xml", 404),
        ("GET", "/api/v1/oms/orders/?page=99", 404),
        ("GET", "/api/v1/oms/orders/?state=x", 400),
        ("DELETE", "/api/v1/oms/orders/", 405),
        ("POST", "/api/v1/oms/orders/pull_from_omnitron/", 415),
        ("GET", "/api/v1/oms/nothing/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/", 302),
        ("POST", "/docs", 405),
        ("GET", "/healthz", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/api/v1/oms/orders/?__code=401", 401),
        ("GET", "/api/v1/oms/orders/?__code=429", 429),
        ("GET", "/api/v1/oms/orders/?__code=503", 503),
        ("GET", "/api/v1/oms/orders/?__break=malformed-json", 200),
        ("GET", "/api/v1/oms/orders/?__break=empty-body", 200),
        ("GET", "/api/v1/oms/orders/?__break=wrong-content-type", 200),
        ("GET", "/api/v1/oms/orders/?__break=truncate", 200),
    ],
)
def test_any_origin_may_read_every_response_without_credentials(
    client: Client, method: str, path: str, status: int
) -> None:
    headers = {**TOKEN, "Origin": ORIGIN, "Content-Type": "text/plain"}
    response = client.raw.open(path, method=method, headers=headers, data=b"x")
    assert (response.status_code, allowing(response.headers)) == (status, {"Origin": "*"})


def test_any_origin_may_read_a_304_and_a_401_and_a_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {**TOKEN, "Origin": ORIGIN}
    tag = client.get(headers=own).headers["ETag"]
    responses = [client.get(headers={**own, "If-None-Match": tag}), client.get(headers={"Origin": ORIGIN})]
    monkeypatch.setattr("oms_mock.services.orders.full", lambda *_: 1 / 0)
    responses.append(client.get("1/", headers=own))
    assert [response.status_code for response in responses] == [304, 401, 500]
    assert [allowing(response.headers) for response in responses] == [{"Origin": "*"}] * 3


def test_a_request_without_an_origin_gets_no_cors_headers_but_vary(client: Client) -> None:
    headers = client.get().headers
    assert [name for name, _ in headers if name.startswith("Access-Control-")] == []
    assert headers["Vary"] == "origin"


def test_a_page_may_read_the_headers_of_the_api(client: Client) -> None:
    exposed = client.get(headers={**TOKEN, "Origin": ORIGIN}).headers["Access-Control-Expose-Headers"]
    assert {"Retry-After", "ETag", "X-Request-ID"} <= set(exposed.split(", "))


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ((ORIGIN,), ORIGIN, {"Origin": ORIGIN, "Credentials": "true"}),
        ((ORIGIN,), f"{ORIGIN}.evil.example.com", {}),
        ((ORIGIN,), "null", {}),
        ((ORIGIN, "*"), ORIGIN, {"Origin": ORIGIN, "Credentials": "true"}),
        ((ORIGIN, "*"), FOREIGN, {"Origin": "*"}),
        (("*",), ORIGIN, {"Origin": "*"}),
        (("null",), "null", {"Origin": "null"}),
        ((), ORIGIN, {}),
    ],
)
@pytest.mark.parametrize("is_preflight", [True, False])
def test_only_named_origins_may_send_credentials(
    client_of: ClientOf, allowed: tuple[str, ...], origin: str, expected: dict[str, str], is_preflight: bool
) -> None:
    client = client_of(scenario="single", cors_origins=allowed)
    method, headers = ("OPTIONS", PREFLIGHT) if is_preflight else ("GET", TOKEN)
    response = client.raw.open(client.prefix, method=method, headers={**headers, "Origin": origin})
    assert (response.status_code, allowing(response.headers)) == (200, expected)
    assert response.headers["Vary"] == "origin"
    assert ("Access-Control-Allow-Methods" in response.headers) is (is_preflight and bool(expected))


@pytest.fixture(name="guarded", scope="module")
def fixture_guarded() -> Flask:
    return create_app(Config(scenario="single", cors_origins=("*", ORIGIN)), guard=Guard("127.0.0.1", 80))


@pytest.mark.parametrize(
    "path", ["/__admin", "/__admin/", "/__admin/worlds", "/__admin/nothing", "//__admin/worlds", "/__admin/%2e%2e/api"]
)
@pytest.mark.parametrize("method", ["OPTIONS", "GET", "DELETE"])
def test_the_admin_api_sends_no_cors_headers(guarded: Flask, path: str, method: str) -> None:
    response = open_path(guarded.test_client(), path, method=method, headers=PREFLIGHT)
    assert response.status_code in {403, 404, 405}
    assert [name for name, _ in response.headers if name.startswith("Access-Control-")] == []
