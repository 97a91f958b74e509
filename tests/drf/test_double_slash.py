"""A double slash in the path: the base URL of a client ends in a slash, and its path begins with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.drf.routes import DOUBLE_SLASH
from oms_mock.runtime.context import EXTENSION
from oms_mock.testing import WsgiAdapter, WsgiTransport
from tests.conftest import TOKEN

URL = "http://127.0.0.1"
LIST = "/api/v1/oms/orders/"
EXPECTED = f"Not found. The nearest route is {LIST}. {DOUBLE_SLASH}"


@pytest.fixture(name="app")
def fixture_app() -> Iterator[Flask]:
    app = create_app(Config(scenario="single"), guard=Guard("127.0.0.1", 80))
    with closing(app.extensions[EXTENSION].store):
        yield app


def send(client: FlaskClient, environ: dict[str, str], **options: Any) -> Any:
    """Send a request as a server passes it. The client would take two slashes for the start of a host."""
    return client.open("/", environ_overrides=environ, headers={**TOKEN, "Host": "127.0.0.1"}, **options)


def journal(client: FlaskClient, which: str) -> list[tuple[str, int]]:
    document = client.get(f"/__admin/{which}", headers={"Host": "127.0.0.1"}).json
    return [(each["path"], each["status"]) for each in document["requests"]]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ["//api/v1/oms/orders/", "///api/v1/oms/orders/", "//api/v1/oms/orders"])
def test_a_path_that_begins_with_two_slashes_is_404_and_is_recorded(app: Flask, path: str, method: str) -> None:
    response = send(app.test_client(), {"PATH_INFO": path}, method=method)
    assert response.status_code == 404
    assert response.json["detail"] == EXPECTED if method != "HEAD" else not response.data
    assert journal(app.test_client(), "requests") == [(path, 404)]
    assert journal(app.test_client(), "requests/unmatched") == [(path, 404)]


@pytest.mark.parametrize("path", ["/api/v1//oms/orders/", "/api//v1/oms/orders/", "/api/v1/oms/orders//"])
def test_a_double_slash_inside_of_a_path_is_404_with_the_same_hint(app: Flask, path: str) -> None:
    assert send(app.test_client(), {"PATH_INFO": path}).json["detail"] == EXPECTED


def test_slashes_that_the_server_removed_are_read_from_the_request_target(app: Flask) -> None:
    client = app.test_client()
    response = send(client, {"PATH_INFO": LIST, "REQUEST_URI": f"//{LIST}?limit=1"})
    assert (response.status_code, response.json["detail"]) == (404, EXPECTED)
    assert journal(client, "requests") == [(f"//{LIST}", 404)]
    assert send(client, {"PATH_INFO": LIST, "REQUEST_URI": LIST}).status_code == 200
    assert send(client, {"PATH_INFO": LIST, "REQUEST_URI": f"http://a//{LIST}"}).status_code == 200


@pytest.mark.parametrize("path", ["//__admin/requests", "//docs", "//", "//healthz", "//nothing"])
def test_no_route_matches_a_path_that_begins_with_two_slashes(app: Flask, path: str) -> None:
    assert send(app.test_client(), {"PATH_INFO": path}).json["detail"].endswith(DOUBLE_SLASH)


def test_a_404_without_a_double_slash_has_no_such_hint(app: Flask) -> None:
    assert DOUBLE_SLASH not in send(app.test_client(), {"PATH_INFO": "/api/v1/oms/"}).json["detail"]


def test_adapters_in_process_send_the_path_unchanged(app: Flask) -> None:
    url = f"{URL}/{LIST}"
    with requests.Session() as session, httpx.Client(transport=WsgiTransport(app)) as client:
        session.mount(URL, WsgiAdapter(app))
        responses = [session.get(url, headers=TOKEN), client.get(url, headers=TOKEN)]
    assert [(each.status_code, each.json()["detail"]) for each in responses] == [(404, EXPECTED)] * 2


def test_a_preflight_of_a_path_with_a_leading_double_slash_is_recorded(app: Flask) -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"}
    environ = {"REQUEST_URI": "//api/v1/oms/orders/"}
    response = app.test_client().options("/api/v1/oms/orders/", headers=headers, environ_overrides=environ)
    assert response.status_code == 200
    assert journal(app.test_client(), "requests") == [("//api/v1/oms/orders/", 200)]
