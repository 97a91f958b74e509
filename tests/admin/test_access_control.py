"""The guard accepts tools on this machine, and rejects web pages."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.admin.access_control import Guard, from_environment
from oms_mock.errors import SetupError

LOCAL = Guard("127.0.0.1", 4010)
WITH_TOKEN = Guard("127.0.0.1", 4010, "OMSMOCK-CANARY-admin")
EVERYWHERE = Guard("0.0.0.0", 4010, "OMSMOCK-CANARY-admin")
TOKEN = "Token OMSMOCK-CANARY-admin"


def environ(method: str = "GET", host: str = "127.0.0.1:4010", **headers: str) -> dict[str, Any]:
    sent = {name if name == "CONTENT_TYPE" else f"HTTP_{name}": value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1", **sent}


def status(guard: Guard, request: dict[str, Any]) -> int | None:
    refusal = guard.why_not(request)
    return refusal.status if refusal else None


@pytest.mark.parametrize("host", ["127.0.0.1:4010", "localhost:4010", "[::1]:4010"])
def test_every_loopback_host_is_accepted(host: str) -> None:
    assert LOCAL.why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example.com:4010", "evil.example.com", "127.0.0.1:4011", "127.0.0.1", "LOCALHOST:4010", ""),
        *("localhost:4010.evil.example.com", "127.0.0.1:4010@evil.example.com", "localhost.:4010", "[::1]"),
    ],
)
def test_another_host_is_rejected_against_dns_rebinding(host: str) -> None:
    assert status(LOCAL, environ(host=host)) == 403


def test_a_request_without_a_host_is_rejected() -> None:
    assert status(LOCAL, {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "127.0.0.1"}) == 403


def test_on_port_80_the_host_needs_no_port() -> None:
    assert Guard("127.0.0.1", 80).why_not(environ(host="localhost")) is None


@pytest.mark.parametrize(
    ("bound", "host"), [("127.0.0.2", "127.0.0.2:4010"), ("0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]:4010")]
)
def test_the_address_of_the_server_is_accepted_as_host(bound: str, host: str) -> None:
    assert Guard(bound, 4010).why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example.com", "null", "https://127.0.0.1:4010", "http://127.0.0.1:3000", ""),
        *("http://localhost:4010", "http://127.0.0.1:4010.evil.example.com", "HTTP://127.0.0.1:4010"),
    ],
)
def test_a_page_of_another_origin_is_rejected(origin: str) -> None:
    assert status(LOCAL, environ(ORIGIN=origin)) == 403


def test_a_page_of_the_same_origin_is_accepted() -> None:
    assert LOCAL.why_not(environ(ORIGIN="http://127.0.0.1:4010")) is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_cross_site_request_without_an_origin_is_rejected(site: str) -> None:
    assert status(LOCAL, environ(SEC_FETCH_SITE=site)) == 403


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_navigation_and_the_own_page_are_accepted(site: str) -> None:
    assert LOCAL.why_not(environ(SEC_FETCH_SITE=site)) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_of_another_content_type_is_rejected(method: str, content_type: str) -> None:
    assert status(LOCAL, environ(method, CONTENT_TYPE=content_type)) == 415


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_accepted(content_type: str) -> None:
    assert LOCAL.why_not(environ("POST", CONTENT_TYPE=content_type)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.1", "oms.example.com"])
def test_on_other_addresses_the_admin_api_is_off_without_a_token(host: str) -> None:
    assert status(Guard(host, 4010), environ()) == 403


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
@pytest.mark.parametrize(
    "sent", ["", "Token another", "OMSMOCK-CANARY-admin", "Token OMSMOCK-CANARY-admin ", "Token ş"]
)
def test_another_token_is_rejected(guard: Guard, sent: str) -> None:
    assert status(guard, environ(AUTHORIZATION=sent.encode().decode("latin-1"))) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_a_request_without_the_token_is_rejected(guard: Guard) -> None:
    assert status(guard, environ()) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_a_request_with_the_token_is_accepted(guard: Guard) -> None:
    assert guard.why_not(environ(AUTHORIZATION=TOKEN)) is None


def test_on_other_addresses_any_host_is_accepted_if_the_origin_is_the_same() -> None:
    assert EVERYWHERE.why_not(environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://mock:8000")) is None
    assert status(EVERYWHERE, environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_a_page_of_another_origin_is_rejected_even_with_the_token() -> None:
    assert status(WITH_TOKEN, environ(AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_the_token_is_not_in_the_representation() -> None:
    assert "CANARY" not in repr(WITH_TOKEN)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_a_local_connection_is_accepted(client: str) -> None:
    assert LOCAL.why_not(environ() | {"REMOTE_ADDR": client}) is None


@pytest.mark.parametrize("client", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "", None])
def test_a_connection_from_another_machine_needs_a_token_whatever_its_host_header(client: str | None) -> None:
    asked = environ(AUTHORIZATION=TOKEN) | {"REMOTE_ADDR": client}
    assert status(LOCAL, asked) == 403
    assert WITH_TOKEN.why_not(asked) is None


def test_behind_a_proxy_both_the_proxy_and_the_client_must_be_local() -> None:
    here, there = {"REMOTE_ADDR": "127.0.0.1"}, {"REMOTE_ADDR": "192.0.2.1"}
    asked = {
        (a, b): environ() | before | {"werkzeug.proxy_fix.orig": after}
        for a, before in (("here", here), ("there", there))
        for b, after in (("here", here), ("there", there))
    }
    assert [who for who, request in asked.items() if LOCAL.why_not(request) is None] == [("here", "here")]


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        ("LOCALHOST:80", "localhost", 80),
        (" [::1]:65535 ", "::1", 65535),
    ],
)
def test_the_address_is_read_from_the_environment(written: str, host: str, port: int) -> None:
    assert from_environment({"OMS_MOCK_ADMIN_ADDRESS": written}) == Guard(host, port)


def test_an_address_that_is_not_loopback_needs_a_token() -> None:
    reached = {"OMS_MOCK_ADMIN_ADDRESS": "mock.example.com:8000"}
    assert from_environment({**reached, "OMS_MOCK_ADMIN_TOKEN": "t"}) == Guard("mock.example.com", 8000, "t")
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_ADDRESS: mock.+: set OMS_MOCK_ADMIN_TOKEN, too$"):
        from_environment(reached)


def test_a_token_is_required_on_loopback_too() -> None:
    environment = {"OMS_MOCK_ADMIN_ADDRESS": "127.0.0.1:8000", "OMS_MOCK_ADMIN_TOKEN": "t"}
    assert from_environment(environment) == Guard("127.0.0.1", 8000, "t")


@pytest.mark.parametrize("environment", [{}, {"OMS_MOCK_ADMIN_ADDRESS": ""}, {"OMS_MOCK_ADMIN_TOKEN": "t"}])
def test_without_an_address_there_is_no_guard(environment: dict[str, str]) -> None:
    assert from_environment(environment) is None


@pytest.mark.parametrize(
    "written",
    [
        *("127.0.0.1", ":8000", "8000", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:http", "::1:8000", " "),
        *("http://127.0.0.1:8000", "127.0.0.1:8000/", "[127.0.0.1]:8000", "[::g]:8000", "[:::]:1", "a b:1", "::1"),
        *("127.0.0.1:٣", "user@127.0.0.1:8000", "127.0.0.1:8000\nx: y", "é:80", "127.0.0.1:8000,127.0.0.1:80"),
    ],
)
def test_an_invalid_address_is_reported_in_one_line_with_the_way_out(written: str) -> None:
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_ADDRESS: [^\n]+ is not an address: write host:port [^\n]+$"):
        from_environment({"OMS_MOCK_ADMIN_ADDRESS": written})


def test_an_invalid_token_is_not_repeated() -> None:
    environment = {"OMS_MOCK_ADMIN_ADDRESS": "127.0.0.1:8000", "OMS_MOCK_ADMIN_TOKEN": "OMSMOCK-CANARY two"}
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_TOKEN ") as refused:
        from_environment(environment)
    assert "CANARY" not in str(refused.value)
