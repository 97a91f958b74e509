"""Requests reach the deployment unchanged, and its responses reach the client unchanged."""

from __future__ import annotations

import gzip
import json
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from oms_mock.contract.client.interaction import NoResponse
from oms_mock.proxy.headers import PASSED
from oms_mock.proxy.upstream import UnreachableError
from tests.contract.scripted import answer, cut, reset
from tests.hypothesis_profiles import examples
from tests.proxy.conftest import LIST, OWN, TOKEN, ClientOf, Serve

PULL = f"{LIST}pull_from_omnitron/"
LOGIN = "/api/v1/auth/login/"
OK = answer(200, b'{"count":0}', Content_Type="application/json")
JSON = {"Content-Type": "application/json"}


# What the deployment sees


def test_path_query_and_token_reach_the_deployment(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send(f"{LIST}?limit=2&a=%2B+%2F&b")
    assert server.requests[0].startswith(f"GET {LIST}?limit=2&a=%2B+%2F&b HTTP/1.1\r\n")
    assert f"Authorization: Token {TOKEN}\r\n" in server.requests[0]


def test_requests_go_below_the_base_url(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server, prefix="/tenant").send()
    assert server.requests[0].startswith(f"GET /tenant{LIST} HTTP/1.1\r\n")


def test_a_path_of_any_characters_reaches_the_deployment(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send("/api/v1/%C5%9F%20%25/x%3Fy/")
    assert server.requests[0].startswith("GET /api/v1/%C5%9F%20%25/x%3Fy/ HTTP/1.1\r\n")


def test_two_slashes_stay_two(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send("/api/v1//orders/")
    assert server.requests[0].startswith("GET /api/v1//orders/ HTTP/1.1\r\n")


def test_a_path_that_begins_with_two_slashes_is_forwarded_and_not_judged(serve: Serve, proxy: ClientOf) -> None:
    server = serve(answer(404))
    got = proxy(server).send("/", environ_overrides={"PATH_INFO": f"/{LIST}"})
    assert server.requests[0].startswith(f"GET /{LIST} HTTP/1.1\r\n")
    assert (got.status_code, got.headers["X-OMS-Mock-Findings"]) == (404, "not-judged; because=unknown-path")


def test_a_write_to_a_path_that_begins_with_two_slashes_is_rejected(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(OK), allow_writes=True)
    assert client.send("/", "POST", environ_overrides={"PATH_INFO": f"/{PULL}"}).status_code == 405


def test_the_host_is_that_of_the_deployment(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send()
    assert f"Host: {server.url.removeprefix('http://')}\r\n" in server.requests[0]
    assert "4010" not in server.requests[0]


PRIVATE = {
    "Cookie": "sessionid=CANARY",
    "Origin": "http://127.0.0.1:4010/CANARY",
    "Referer": "http://127.0.0.1:3000/CANARY",
    "Forwarded": "for=CANARY",
    "X-Forwarded-For": "CANARY",
    "X-Forwarded-Host": "CANARY",
    "X-Real-IP": "CANARY",
    "Sec-Fetch-Site": "CANARY",
    "Proxy-Authorization": "Basic CANARY",
    "Connection": "X-Hop, close",
    "X-Hop": "CANARY",
    "Keep-Alive": "CANARY",
    "TE": "CANARY",
    "Upgrade": "CANARY",
}


@pytest.mark.parametrize("name", PRIVATE)
def test_headers_about_the_client_are_not_forwarded(serve: Serve, proxy: ClientOf, name: str) -> None:
    server = serve(OK)
    connection = {"Connection": PRIVATE["Connection"]} if name == "X-Hop" else {}
    proxy(server).send(headers={**OWN, name: PRIVATE[name], **connection})
    assert "CANARY" not in server.requests[0].replace(TOKEN, "")
    assert "hop" not in server.requests[0].lower()


def test_only_the_id_of_the_proxy_is_added(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send(
        headers={"Accept": "application/json", "X-Tenant": "a"}, environ_overrides={"HTTP_USER_AGENT": ""}
    )
    names = {line.partition(":")[0] for line in server.requests[0].splitlines()[1:] if line}
    assert names - {"User-Agent"} == {"Host", "Accept-Encoding", "Accept", "X-Tenant", PASSED}


def test_a_proxy_that_is_its_own_deployment_is_508(proxy: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    client = proxy("http://oms.example.com")
    asked: list[str] = []

    def forward(_: str, path: str, headers: dict[str, str], __: object) -> None:
        """Send the request to the proxy that forwarded it, through another one."""
        asked.append(path)
        looped = client.send(path, headers={**headers, PASSED: f"another {headers[PASSED]}"})
        assert (looped.status_code, looped.get_json()) == (
            508,
            {"detail": "http://oms.example.com leads back to this proxy: correct --upstream."},
        )
        raise UnreachableError(NoResponse.RESET)

    monkeypatch.setattr(client.proxy.upstream, "open", forward)
    assert client.send().status_code == 502
    assert asked == [LIST]


def test_the_user_agent_is_that_of_the_client(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send(headers={"User-Agent": "frontend/1"})
    assert "User-Agent: frontend/1\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("accepted", "asked"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip;q=0.8"),
        ("br", "identity"),
        ("identity", "identity"),
    ],
)
def test_only_codings_that_can_be_decoded_are_requested(
    serve: Serve, proxy: ClientOf, accepted: str, asked: str
) -> None:
    server = serve(OK)
    proxy(server).send(headers={"Accept-Encoding": accepted})
    assert f"Accept-Encoding: {asked}\r\n" in server.requests[0]


def test_a_password_in_netrc_is_not_used(
    serve: Serve, proxy: ClientOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password OMSMOCK-CANARY-netrc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(OK)
    proxy(server).send(headers={})
    assert "authorization" not in server.requests[0].lower()


def test_a_proxy_of_the_environment_is_used(serve: Serve, proxy: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    other = serve(OK)
    client_of = proxy
    monkeypatch.setenv("http_proxy", other.url)
    client_of("http://oms.example.com").send()
    assert other.requests[0].startswith(f"GET http://oms.example.com{LIST} HTTP/1.1\r\n")


# What is passed on


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", [LIST, "/api/v1/active_user/", "/api/x"])
def test_reads_below_api_are_forwarded(serve: Serve, proxy: ClientOf, method: str, path: str) -> None:
    server = serve(answer(200, b"", Allow="GET"))
    assert proxy(server).send(path, method).status_code == 200
    assert server.requests[0].startswith(f"{method} {path} ")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PULL"])
@pytest.mark.parametrize("path", [LIST, PULL, LOGIN])
def test_other_methods_are_rejected(serve: Serve, proxy: ClientOf, method: str, path: str) -> None:
    server = serve(OK)
    refused = proxy(server).send(path, method, headers=JSON, data="{}")
    assert (refused.status_code, refused.json) == (405, {"detail": f'Method "{method}" not allowed.'})
    assert server.requests == []


@pytest.mark.parametrize("path", [PULL, LOGIN, "/api/i1/auth/login/"])
def test_with_writes_allowed_a_pull_and_a_login_are_forwarded(serve: Serve, proxy: ClientOf, path: str) -> None:
    server = serve(OK)
    assert proxy(server, allow_writes=True).send(path, "POST", headers=JSON, data='{"a": "ş"}').status_code == 200
    assert server.requests[0].startswith(f"POST {path} HTTP/1.1\r\n")
    assert "Content-Length: 11\r\n" in server.requests[0]
    assert "Content-Type: application/json\r\n" in server.requests[0]
    assert server.requests[0].endswith('\r\n{"a": "ş"}')


@pytest.mark.parametrize(("method", "path"), [("POST", LIST), ("POST", f"{PULL}x"), ("PUT", PULL), ("DELETE", PULL)])
def test_with_writes_allowed_other_posts_are_rejected(serve: Serve, proxy: ClientOf, method: str, path: str) -> None:
    server = serve(OK)
    assert proxy(server, allow_writes=True).send(path, method, headers=JSON, data="{}").status_code == 405
    assert server.requests == []


def test_a_large_request_is_rejected(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    refused = proxy(server, allow_writes=True).send(PULL, "POST", headers=JSON, data="x" * 1_048_577)
    assert refused.status_code == 413
    assert server.requests == []


@pytest.mark.parametrize(
    "path",
    [
        *("/api/../x", "/api/v1/..", "/api/%2e%2e/x", "/api/v1/%2e%2e%2fx", "/api/..%5cx", "/api/v1/..;/x"),
        *("/api/./x", "/api/."),
    ],
)
def test_a_path_that_leads_out_of_the_api_is_rejected(serve: Serve, proxy: ClientOf, path: str) -> None:
    server = serve(OK)
    assert proxy(server).send(path).status_code == 404
    assert server.requests == []


@pytest.mark.parametrize("path", ["/", "/admin/", "/API/v1/", "//api/v1/", "/docs", "/__admin/", "/api", "/api//x"])
def test_the_response_to_an_unknown_path_names_the_routes(serve: Serve, proxy: ClientOf, path: str) -> None:
    server = serve(OK)
    refused = proxy(server).send(path)
    assert refused.status_code == 404
    assert "/__admin/findings" in refused.json["detail"]
    assert server.requests == []


# What comes back


CODINGS = ("identity", "gzip", "br", "")
BODIES = st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: json.dumps({"a": text}).encode()))


@examples(60, suppress_health_check=list(HealthCheck))
@given(
    body=BODIES,
    status=st.sampled_from([200, 201, 301, 400, 404, 429, 500, 503]),
    coding=st.sampled_from(["", "gzip", "br"]),
)
def test_a_body_comes_back_byte_for_byte(serve: Serve, proxy: ClientOf, body: bytes, status: int, coding: str) -> None:
    sent = gzip.compress(body) if coding == "gzip" else body
    server = serve(
        answer(status, sent, Content_Type="application/json", **({"Content_Encoding": coding} if coding else {}))
    )
    got = proxy(server).send()
    assert (got.status_code, got.data, got.headers.get("Content-Encoding", "")) == (status, sent, coding)


def test_links_in_a_body_are_not_changed(serve: Serve, proxy: ClientOf) -> None:
    body = b'{"count": 1, "next": "https://oms.example.com/api/v1/oms/orders/?page=2"}'
    assert proxy(serve(answer(200, body))).send().data == body


def test_headers_come_back_as_often_as_they_were_sent(serve: Serve, proxy: ClientOf) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nVary: A\r\nX-Tag: \xe9\r\nvary: B\r\n\r\n{}")
    got = proxy(server).send(headers={})
    assert (got.headers.getlist("Vary"), got.headers["X-Tag"]) == (["A", "B", "origin"], "é")


def test_a_header_on_several_lines_comes_back_on_one(serve: Serve, proxy: ClientOf) -> None:
    server = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: a\r\n b\r\n\r\n{}")
    assert proxy(server).send().headers["X-Long"] == "a b"


def test_a_response_without_a_content_type_stays_without_one(serve: Serve, proxy: ClientOf) -> None:
    assert "Content-Type" not in proxy(serve(answer(200))).send().headers


@pytest.mark.parametrize(
    "name",
    [
        *("Set-Cookie", "Connection", "Keep-Alive", "Proxy-Authenticate", "Trailer", "Upgrade", "Clear-Site-Data"),
        *("Alt-Svc", "Access-Control-Allow-Credentials", "X-OMS-Mock-Findings", "X-OMS-Mock-Other"),
    ],
)
def test_connection_headers_and_cookies_are_not_returned(serve: Serve, proxy: ClientOf, name: str) -> None:
    server = serve(answer(200, **{name.replace("-", "_"): "OMSMOCK-CANARY"}))
    assert "OMSMOCK-CANARY" not in str(proxy(server).send().headers)


def test_a_header_that_connection_lists_is_not_returned(serve: Serve, proxy: ClientOf) -> None:
    server = serve(answer(200, Connection="X-Hop", X_Hop="CANARY"))
    assert "X-Hop" not in proxy(server).send().headers


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("{url}/tenant/api/v1/x/?a=1#b", "/api/v1/x/?a=1#b"),
        ("/tenant/api/v1/x/", "/api/v1/x/"),
        ("../x/", "/api/v1/oms/x/"),
        ("{url}/login/", "{url}/login/"),
        ("/login/", "/login/"),
        ("https://sso.example.com/?next=/api/", "https://sso.example.com/?next=/api/"),
        ("//evil.example.com/", "//evil.example.com/"),
        ("{url}/tenant//evil.example.com/", "{url}/tenant//evil.example.com/"),
        ("http://[", "http://["),
    ],
)
def test_a_redirect_within_the_deployment_leads_to_the_proxy_and_is_not_followed(
    serve: Serve, proxy: ClientOf, sent: str, returned: str
) -> None:
    server = serve(OK)
    server._steps = iter([answer(302, b"", Location=sent.format(url=server.url))])
    got = proxy(server, prefix="/tenant").send()
    assert (got.status_code, got.headers["Location"]) == (302, returned.format(url=server.url))
    assert len(server.requests) == 1


def test_the_connection_of_a_response_without_a_body_is_reused(serve: Serve, proxy: ClientOf) -> None:
    server = serve(answer(200, b""))
    client = proxy(server)
    for _ in range(3):
        client.send(method="HEAD").close()
    assert (len(server.requests), server.connections) == (3, 1)


# No answer


def test_a_closed_port_is_a_502_with_the_reason(proxy: ClientOf) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        got = proxy(url).send()
    assert (got.status_code, got.json) == (
        502,
        {"detail": f"oms-mock got no response from {url}: the connection was refused."},
    )


def test_a_host_name_that_cannot_be_resolved_is_a_502(proxy: ClientOf) -> None:
    assert proxy("http://oms.invalid").send().status_code == 502


def test_a_server_that_does_not_respond_is_a_504(proxy: ClientOf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        got = proxy(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05).send()
    assert (got.status_code, got.json["detail"].rpartition(": ")[2]) == (504, "no response in time.")


@pytest.mark.parametrize(
    "step", [reset, cut(b"nonsense\r\n\r\n"), cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")]
)
def test_a_connection_that_breaks_is_a_502(serve: Serve, proxy: ClientOf, step: object) -> None:
    assert proxy(serve(step)).send().status_code == 502


@pytest.mark.parametrize(("method", "path"), [("GET", LIST), ("POST", PULL)])
@pytest.mark.parametrize("step", [reset, answer(503), answer(429, Retry_After="1")])
def test_no_request_is_retried(serve: Serve, proxy: ClientOf, method: str, path: str, step: object) -> None:
    server = serve(step, OK)
    proxy(server, allow_writes=True).send(path, method)
    assert len(server.requests) == 1


# Pages of other origins


def test_a_page_of_any_origin_may_read_a_response_without_credentials(serve: Serve, proxy: ClientOf) -> None:
    got = proxy(serve(OK)).send(headers={**OWN, "Origin": "http://localhost:3000"})
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-OMS-Mock-Findings" in got.headers["Access-Control-Expose-Headers"].split(", ")
    assert "Access-Control-Allow-Credentials" not in got.headers


def test_a_page_of_an_origin_that_is_not_allowed_may_not_read_a_response(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(OK), cors_origins=("http://localhost:3000",))
    assert "Access-Control-Allow-Origin" not in client.send(headers={"Origin": "http://evil.example.com"}).headers
    named = client.send(headers={"Origin": "http://localhost:3000"})
    assert named.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert named.headers["Access-Control-Allow-Credentials"] == "true"


def test_a_preflight_request_is_not_forwarded(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    headers = {
        "Origin": "http://localhost:3000",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,traceparent",
    }
    got = proxy(server).send(method="OPTIONS", headers=headers)
    assert (got.status_code, got.headers["Access-Control-Allow-Headers"]) == (200, "authorization,traceparent")
    assert server.requests == []


@pytest.mark.parametrize("path", ["/api/v1/oms/orders", "/favicon.ico"])
def test_a_preflight_request_of_any_path_is_answered(serve: Serve, proxy: ClientOf, path: str) -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    got = proxy(serve(OK)).send(path, "OPTIONS", headers=headers)
    assert (got.status_code, got.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/favicon.ico", 404), ("DELETE", LIST, 405)])
def test_a_page_may_read_why_a_request_is_not_forwarded(
    serve: Serve, proxy: ClientOf, method: str, path: str, status: int
) -> None:
    got = proxy(serve(OK)).send(path, method, headers={"Origin": "http://localhost:3000"})
    assert (got.status_code, got.headers["Access-Control-Allow-Origin"]) == (status, "*")


def test_no_page_is_let_into_the_admin_api(serve: Serve, proxy: ClientOf) -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"}
    for method, path in (("OPTIONS", "/__admin/findings"), ("GET", "/__admin/findings"), ("GET", "/__admin/nothing")):
        got = proxy(serve(OK)).send(path, method, headers=headers)
        assert got.status_code in {403, 404, 405}
        assert [name for name, _ in got.headers if name.startswith("Access-Control-")] == []
