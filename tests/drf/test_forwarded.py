"""A trusted reverse proxy: every URL that the fake writes leads through it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.drf.forwarded import prefix_of
from oms_mock.drf.routes import KEPT_PREFIX
from oms_mock.spec import reader
from tests.conftest import FEW, TOKEN

LIST = "/api/v1/oms/orders/"
PREFIX = "/team/a"
OUTSIDE = {"X-Forwarded-Prefix": PREFIX, "X-Forwarded-Host": "oms.example.com", "X-Forwarded-Proto": "https"}
URL = f"https://oms.example.com{PREFIX}"


@pytest.fixture(name="behind", scope="module")
def fixture_behind() -> FlaskClient:
    """A client of an app that trusts a reverse proxy. Tests must only read."""
    app = create_app(Config(orders=FEW, trust_proxy=True), guard=Guard("127.0.0.1", 80))
    return app.test_client()


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(path, headers={**TOKEN, **OUTSIDE, **headers})


def test_links_of_a_page_lead_through_the_proxy(behind: FlaskClient) -> None:
    page = get(behind, f"{LIST}?limit=2&page=2").json
    assert page["next"] == f"{URL}{LIST}?limit=2&page=3"
    assert page["previous"] == f"{URL}{LIST}?limit=2"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        (f"{LIST[:-1]}?limit=2&x=a%20b", f"{PREFIX}{LIST}?limit=2&x=a%20b"),
        ("/api/v1/oms/orders/1/webhook_events", f"{PREFIX}/api/v1/oms/orders/1/webhook_events/"),
        ("/", f"{PREFIX}/docs"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_redirect_leads_through_the_proxy(behind: FlaskClient, path: str, location: str, method: str) -> None:
    response = behind.open(path, method=method, headers=OUTSIDE)
    assert (response.status_code, response.headers["Location"]) == (response.status_code, location)
    assert response.status_code in {301, 302}


def test_a_redirect_of_a_post_leads_through_the_proxy(behind: FlaskClient) -> None:
    response = behind.post(f"{LIST}pull_from_omnitron", headers=OUTSIDE)
    assert (response.status_code, response.headers["Location"]) == (301, f"{PREFIX}{LIST}pull_from_omnitron/")


def test_the_hint_for_an_unknown_path_is_a_path_of_the_proxy(behind: FlaskClient) -> None:
    detail = get(behind, "/api/v1/oms/order/").json["detail"]
    assert detail == f"Not found. The nearest route is {PREFIX}{LIST}."


def test_a_prefix_that_the_proxy_did_not_remove_is_named(behind: FlaskClient) -> None:
    detail = get(behind, f"{PREFIX}{LIST}").json["detail"]
    assert detail == f"Not found. The nearest route is {PREFIX}{LIST}. {KEPT_PREFIX}"


@pytest.mark.parametrize(
    ("headers", "url"),
    [
        ({"Host": "127.0.0.1"}, "http://127.0.0.1"),
        ({"Host": "localhost:4010"}, "http://localhost:4010"),
        ({"Host": "127.0.0.1", "X-Forwarded-Prefix": "/a b"}, "http://127.0.0.1/a%20b"),
        ({"Host": "127.0.0.1", **OUTSIDE}, URL),
    ],
)
def test_the_server_of_the_openapi_document_is_the_address_that_the_client_used(
    behind: FlaskClient, headers: dict[str, str], url: str
) -> None:
    document = behind.get("/openapi.json", headers=headers).json
    assert document == reader.load(reader.OPENAPI) | {"servers": [{"url": url}]}


def test_the_server_of_the_openapi_document_of_the_admin_api_has_the_prefix(behind: FlaskClient) -> None:
    headers = {"Host": "127.0.0.1", "X-Forwarded-Prefix": PREFIX}
    document = behind.get("/__admin/openapi.json", headers=headers).json
    assert document["servers"] == [{"url": f"http://127.0.0.1{PREFIX}"}]


def test_an_openapi_document_for_a_host_that_is_none_is_400(behind: FlaskClient) -> None:
    response = behind.get("/openapi.json", headers={"X-Forwarded-Host": "evil.example.com/a"})
    assert (response.status_code, response.json) == (400, {"detail": "Invalid Host header."})


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"X-Forwarded-Host": "127.0.0.1:3000"}, 403)])
def test_the_admin_api_rejects_the_host_of_the_proxy(behind: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert behind.get("/__admin/version", headers={"Host": "127.0.0.1", **headers}).status_code == status


def test_the_documentation_page_has_relative_urls_only(behind: FlaskClient) -> None:
    page, script = (get(behind, path).get_data(as_text=True) for path in ("/docs", "/docs/docs.js"))
    assert 'src="docs/swagger-ui-bundle.js"' in page
    assert 'fetch("docs/documents.json")' in script
    assert '"/' not in page + script
    listed = behind.get("/docs/documents.json", headers={"Host": "127.0.0.1", "X-Forwarded-Prefix": PREFIX}).json
    assert [each["url"] for each in listed] == ["openapi.json", "__admin/openapi.json"]


def test_every_url_in_a_response_leads_through_the_proxy(behind: FlaskClient) -> None:
    routes = [rule.rule for rule in _app_of(behind).url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = sorted(route for route in routes if "<" not in route and not route.startswith(("/__admin", "/openapi")))
    assert len(paths) > 8
    for path in paths:
        response = get(behind, f"{path}?limit=2" if path.endswith("/") else path)
        texts = [response.get_data(as_text=True), response.headers.get("Location", PREFIX)]
        assert "http://localhost" not in texts[0]
        assert f"oms.example.com{LIST}" not in texts[0]
        assert texts[1].startswith(PREFIX)


def _app_of(client: FlaskClient) -> Flask:
    return client.application


def test_the_prefix_is_ignored_unless_the_proxy_is_trusted(client_of: Callable[..., Any]) -> None:
    client = client_of(scenario="single").raw
    assert client.get(LIST[:-1], headers=OUTSIDE).headers["Location"] == LIST


@pytest.mark.parametrize(
    ("sent", "prefix"),
    [
        ("/team", "/team"),
        ("team", "/team"),
        ("/team/", "/team"),
        ("/", ""),
        ("", ""),
        ("//evil.example.com", "/evil.example.com"),
        ("///evil.example.com//a", "/evil.example.com/a"),
        ("/%2Fevil.example.com", "/evil.example.com"),
        ("/a%20b", "/a%20b"),
        ("/a b", "/a%20b"),
        ("/%C3%BC", "/%C3%BC"),
        ("/'><script>", "/'%3E%3Cscript%3E"),
        ("/one, /two", "/two"),
        # Not a path: there is no prefix then.
        ("https://evil.example.com/", ""),
        ("/\\evil.example.com", ""),
        ("/%5Cevil.example.com", ""),
        ("/a?b", ""),
        ("/a#b", ""),
        ("/a/../b", ""),
        ("/%2e%2e/b", ""),
        ("/.", ""),
        ("/a%0d%0aSet-Cookie: a=b", ""),
        ("/" + "a" * 1001, ""),
    ],
)
def test_an_unusual_prefix_never_leads_to_another_host(behind: FlaskClient, sent: str, prefix: str) -> None:
    headers = {**TOKEN, "X-Forwarded-Prefix": sent}
    redirect = behind.get(f"{LIST[:-1]}?limit=2", headers=headers).headers
    assert redirect["Location"] == f"{prefix}{LIST}?limit=2"
    assert "Set-Cookie" not in redirect
    page = behind.get(f"{LIST}?limit=2", headers=headers).json
    assert page["next"] == f"http://localhost{prefix}{LIST}?limit=2&page=2"
    assert behind.get("/", headers=headers).headers["Location"] == f"{prefix}/docs"


def test_a_prefix_of_the_server_itself_is_kept_where_the_header_is_not_a_path(behind: FlaskClient) -> None:
    for headers in ({}, {"X-Forwarded-Prefix": "/.."}):
        response = behind.get(LIST[:-1], headers=headers, environ_overrides={"SCRIPT_NAME": "/mounted"})
        assert response.headers["Location"] == f"/mounted{LIST}"


@pytest.mark.parametrize(
    ("sent", "scheme"), [("https", "https"), ("javascript", "http"), ("https://a", "http"), ("", "http")]
)
def test_only_http_and_https_are_schemes(behind: FlaskClient, sent: str, scheme: str) -> None:
    page = behind.get(f"{LIST}?limit=2", headers={**TOKEN, "X-Forwarded-Proto": sent}).json
    assert page["next"] == f"{scheme}://localhost{LIST}?limit=2&page=2"


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-Host": "evil.example.com/a"}, {"X-Forwarded-Host": "a b"}, {"X-Forwarded-Port": "x"}]
)
def test_a_forwarded_host_that_is_none_is_400(behind: FlaskClient, headers: dict[str, str]) -> None:
    response = behind.get(f"{LIST}?limit=2", headers={**TOKEN, **headers})
    assert (response.status_code, response.json) == (400, {"detail": "Invalid Host header."})


def test_a_prefix_is_read_as_a_path() -> None:
    assert prefix_of("/a%2Fb/") == "/a/b"
