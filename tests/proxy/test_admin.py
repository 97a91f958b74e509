"""The admin API of the proxy lists the findings, and rejects requests of web pages."""

from __future__ import annotations

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.proxy.context import Proxy
from tests.contract.scripted import answer
from tests.proxy.conftest import ClientOf, Serve

FINDINGS, RESET = "/__admin/findings", "/__admin/reset"
JSON = {"Content-Type": "application/json"}
BROKEN = answer(500)
REQUESTS = [("GET", FINDINGS), ("POST", RESET)]


def test_findings_have_the_form_of_the_json_report(serve: Serve, proxy: ClientOf) -> None:
    server = serve(BROKEN)
    client = proxy(server)
    said = client.findings_header()
    got = client.send(FINDINGS)
    assert {name: got.json[name] for name in ("target", "exchanges", "judged", "not_judged", "left_out")} == {
        "target": server.url,
        "exchanges": 1,
        "judged": 1,
        "not_judged": {},
        "left_out": 0,
    }
    assert got.json["findings"] == [
        {
            "id": said.partition("ids=")[2],
            "rule": "server-error",
            "kind": "server-error",
            "severity": "error",
            "endpoint": "GET /api/v1/oms/orders/",
            "path": "$",
            "message": "expected a status below 500 (documented), got 500 in 1 of 1 responses, e.g. page 1",
            "expected": "a status below 500",
            "got": "500",
            "count": 1,
            "of": 1,
            "example": "page 1",
            "provenance": "documented",
            "reproduce": f"curl -H \"Authorization: Token $OMS_TOKEN\" '{server.url}/api/v1/oms/orders/'",
        }
    ]


def test_findings_are_counted(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(BROKEN, BROKEN, answer(200, b'{"count":0,"next":null,"previous":null,"results":[]}')))
    for _ in range(3):
        client.findings_header()
    assert [(each["count"], each["of"]) for each in client.found if each["kind"] == "server-error"] == [(2, 3)]


def test_the_reproduce_command_has_the_scheme_and_the_variable_in_use(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(BROKEN), auth_scheme="Bearer", token_variable="MY_TOKEN")
    client.findings_header()
    assert '"Authorization: Bearer $MY_TOKEN"' in client.found[0]["reproduce"]


def test_a_reset_removes_the_findings(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(BROKEN))
    client.findings_header()
    assert client.send(RESET, "POST", headers=JSON, data="{}").status_code == 200
    got = client.send(FINDINGS).json
    assert (got["findings"], got["exchanges"]) == ([], 0)


def test_the_list_of_findings_is_not_cached(serve: Serve, proxy: ClientOf) -> None:
    headers = proxy(serve(BROKEN)).send(FINDINGS).headers
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize(("method", "path"), REQUESTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example.com"},
        {"Host": "evil.example.com:4010"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_request_of_a_web_page_is_rejected(
    serve: Serve, proxy: ClientOf, method: str, path: str, headers: dict[str, str]
) -> None:
    client = proxy(serve(BROKEN))
    client.findings_header()
    got = client.send(path, method, headers={**JSON, **headers})
    assert got.status_code == 403
    assert "Access-Control-Allow-Origin" not in got.headers
    assert len(client.found) == 1


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "DELETE"])
def test_a_preflight_request_is_rejected(serve: Serve, proxy: ClientOf, method: str) -> None:
    headers = {**JSON, "Origin": "http://127.0.0.1:4010", "Access-Control-Request-Method": "GET"}
    got = proxy(serve(BROKEN)).send(FINDINGS, method, headers=headers)
    assert got.status_code == 405
    assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_post_does_not_reset(serve: Serve, proxy: ClientOf, content_type: str) -> None:
    client = proxy(serve(BROKEN))
    client.findings_header()
    assert client.send(RESET, "POST", headers={"Content-Type": content_type}, data="{}").status_code == 415
    assert len(client.found) == 1


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_the_admin_api_is_off_beyond_loopback(serve: Serve, proxy: ClientOf, method: str, path: str) -> None:
    client = proxy(serve(BROKEN), guard=Guard("0.0.0.0", 4010))
    assert client.send(path, method, headers=JSON).status_code == 403


def test_beyond_loopback_the_admin_token_is_accepted(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(BROKEN), guard=Guard("0.0.0.0", 4010, "OMSMOCK-CANARY-admin"))
    refused = client.send(FINDINGS)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Token")
    assert client.send(FINDINGS, headers={"Authorization": "Token OMSMOCK-CANARY-admin"}).status_code == 200


def test_the_admin_token_is_not_sent_to_the_deployment(serve: Serve, proxy: ClientOf) -> None:
    server = serve(BROKEN)
    client = proxy(server, guard=Guard("127.0.0.1", 4010, "OMSMOCK-CANARY-admin"))
    client.send(FINDINGS, headers={"Authorization": "Token OMSMOCK-CANARY-admin"})
    assert server.requests == []


def test_the_repr_of_a_proxy_has_no_token(serve: Serve, proxy: ClientOf) -> None:
    state: Proxy = proxy(
        serve(BROKEN), fallback_token="OMSMOCK-CANARY-1", guard=Guard("::1", 1, "OMSMOCK-CANARY-2")
    ).proxy
    assert "CANARY" not in repr(state)
