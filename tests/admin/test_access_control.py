"""Access control of the admin API: loopback clients are allowed, and web pages of other origins are not."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.admin.access_control import Guard, from_environment, is_loopback
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
def test_loopback_host_headers_are_allowed(host: str) -> None:
    assert LOCAL.why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example.com:4010", "evil.example.com", "127.0.0.1:4011", "127.0.0.1", "LOCALHOST:4010", ""),
        *("localhost:4010.evil.example.com", "127.0.0.1:4010@evil.example.com", "localhost.:4010", "[::1]"),
    ],
)
def test_other_host_headers_are_rejected(host: str) -> None:
    assert status(LOCAL, environ(host=host)) == 403


def test_a_request_without_a_host_header_is_rejected() -> None:
    assert status(LOCAL, {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "127.0.0.1"}) == 403


def test_the_host_header_may_omit_port_80() -> None:
    assert Guard("127.0.0.1", 80).why_not(environ(host="localhost")) is None


@pytest.mark.parametrize(
    ("bound", "host"), [("127.0.0.2", "127.0.0.2:4010"), ("0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]:4010")]
)
def test_the_bound_address_is_allowed_as_host(bound: str, host: str) -> None:
    assert Guard(bound, 4010).why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example.com", "null", "https://127.0.0.1:4010", "http://127.0.0.1:3000", ""),
        *("http://localhost:4010", "http://127.0.0.1:4010.evil.example.com", "HTTP://127.0.0.1:4010"),
    ],
)
def test_another_origin_is_rejected(origin: str) -> None:
    assert status(LOCAL, environ(ORIGIN=origin)) == 403


def test_the_same_origin_is_allowed() -> None:
    assert LOCAL.why_not(environ(ORIGIN="http://127.0.0.1:4010")) is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_cross_site_requests_without_an_origin_header_are_rejected(site: str) -> None:
    assert status(LOCAL, environ(SEC_FETCH_SITE=site)) == 403


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_requests_of_the_address_bar_and_the_same_origin_are_allowed(site: str) -> None:
    assert LOCAL.why_not(environ(SEC_FETCH_SITE=site)) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_change_without_json_content_type_is_rejected(method: str, content_type: str) -> None:
    assert status(LOCAL, environ(method, CONTENT_TYPE=content_type)) == 415


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_a_change_with_json_content_type_is_allowed(content_type: str) -> None:
    assert LOCAL.why_not(environ("POST", CONTENT_TYPE=content_type)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.1", "oms.example.com"])
def test_the_admin_api_on_another_address_is_off_without_a_token(host: str) -> None:
    assert status(Guard(host, 4010), environ()) == 403


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
@pytest.mark.parametrize(
    "sent", ["", "Token another", "OMSMOCK-CANARY-admin", "Token OMSMOCK-CANARY-admin ", "Token ş"]
)
def test_a_wrong_token_is_rejected(guard: Guard, sent: str) -> None:
    assert status(guard, environ(AUTHORIZATION=sent.encode().decode("latin-1"))) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_a_missing_token_is_rejected(guard: Guard) -> None:
    assert status(guard, environ()) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_the_configured_token_is_accepted(guard: Guard) -> None:
    assert guard.why_not(environ(AUTHORIZATION=TOKEN)) is None


def test_on_another_address_any_host_is_allowed_with_the_same_origin() -> None:
    assert EVERYWHERE.why_not(environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://mock:8000")) is None
    assert status(EVERYWHERE, environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_another_origin_is_rejected_even_with_the_token() -> None:
    assert status(WITH_TOKEN, environ(AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_the_repr_of_a_guard_does_not_contain_the_token() -> None:
    assert "CANARY" not in repr(WITH_TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_addresses_are_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "localhost.example.com"])
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_a_connection_from_loopback_is_allowed(client: str) -> None:
    assert LOCAL.why_not(environ() | {"REMOTE_ADDR": client}) is None


@pytest.mark.parametrize("client", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1", "", None])
def test_a_connection_from_another_machine_needs_a_token(client: str | None) -> None:
    asked = environ(AUTHORIZATION=TOKEN) | {"REMOTE_ADDR": client}
    assert status(LOCAL, asked) == 403
    assert WITH_TOKEN.why_not(asked) is None


def test_behind_a_proxy_both_proxy_and_client_must_be_loopback() -> None:
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


def test_a_token_of_a_loopback_address_is_required() -> None:
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
def test_an_invalid_address_is_rejected_with_the_solution(written: str) -> None:
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_ADDRESS: [^\n]+ is not an address: write host:port [^\n]+$"):
        from_environment({"OMS_MOCK_ADMIN_ADDRESS": written})


def test_an_invalid_token_is_rejected_without_repeating_it() -> None:
    environment = {"OMS_MOCK_ADMIN_ADDRESS": "127.0.0.1:8000", "OMS_MOCK_ADMIN_TOKEN": "OMSMOCK-CANARY two"}
    with pytest.raises(SetupError, match=r"^OMS_MOCK_ADMIN_TOKEN ") as refused:
        from_environment(environment)
    assert "CANARY" not in str(refused.value)
