"""The guard lets in what runs on this machine, and no web page."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.control.guard import Guard, is_loopback

LOCAL = Guard("127.0.0.1", 4010)
WITH_TOKEN = Guard("127.0.0.1", 4010, "OMSMOCK-CANARY-admin")
EVERYWHERE = Guard("0.0.0.0", 4010, "OMSMOCK-CANARY-admin")
TOKEN = "Token OMSMOCK-CANARY-admin"


def environ(method: str = "GET", host: str = "127.0.0.1:4010", **headers: str) -> dict[str, Any]:
    sent = {name if name == "CONTENT_TYPE" else f"HTTP_{name}": value for name, value in headers.items()}
    return {"REQUEST_METHOD": method, "HTTP_HOST": host, **sent}


def status(guard: Guard, request: dict[str, Any]) -> int | None:
    refusal = guard.why_not(request)
    return refusal.status if refusal else None


@pytest.mark.parametrize("host", ["127.0.0.1:4010", "localhost:4010", "[::1]:4010"])
def test_every_name_of_this_machine_is_let_in(host: str) -> None:
    assert LOCAL.why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example.com:4010", "evil.example.com", "127.0.0.1:4011", "127.0.0.1", "LOCALHOST:4010", ""),
        *("localhost:4010.evil.example.com", "127.0.0.1:4010@evil.example.com", "localhost.:4010", "[::1]"),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(host: str) -> None:
    assert status(LOCAL, environ(host=host)) == 403


def test_a_request_without_a_host_is_refused() -> None:
    assert status(LOCAL, {"REQUEST_METHOD": "GET"}) == 403


def test_on_port_80_a_host_needs_no_port() -> None:
    assert Guard("127.0.0.1", 80).why_not(environ(host="localhost")) is None


@pytest.mark.parametrize(("bound", "host"), [("127.0.0.2", "127.0.0.2:4010"), ("::1", "[::1]:4010")])
def test_the_address_that_is_bound_is_a_name_too(bound: str, host: str) -> None:
    assert Guard(bound, 4010).why_not(environ(host=host)) is None


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example.com", "null", "https://127.0.0.1:4010", "http://127.0.0.1:3000", ""),
        *("http://localhost:4010", "http://127.0.0.1:4010.evil.example.com", "HTTP://127.0.0.1:4010"),
    ],
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    assert status(LOCAL, environ(ORIGIN=origin)) == 403


def test_a_page_of_the_same_origin_is_let_in() -> None:
    assert LOCAL.why_not(environ(ORIGIN="http://127.0.0.1:4010")) is None


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_page_loads_without_saying_its_origin_is_refused(site: str) -> None:
    assert status(LOCAL, environ(SEC_FETCH_SITE=site)) == 403


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_the_address_bar_and_the_own_page_are_let_in(site: str) -> None:
    assert LOCAL.why_not(environ(SEC_FETCH_SITE=site)) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_what_is_not_json_changes_nothing(method: str, content_type: str) -> None:
    assert status(LOCAL, environ(method, CONTENT_TYPE=content_type)) == 415


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_let_in(content_type: str) -> None:
    assert LOCAL.why_not(environ("POST", CONTENT_TYPE=content_type)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.0.2.1", "oms.example.com"])
def test_beyond_this_machine_it_is_off_without_a_token(host: str) -> None:
    assert status(Guard(host, 4010), environ()) == 403


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
@pytest.mark.parametrize(
    "sent", ["", "Token another", "OMSMOCK-CANARY-admin", "Token OMSMOCK-CANARY-admin ", "Token ş"]
)
def test_where_there_is_a_token_no_other_will_do(guard: Guard, sent: str) -> None:
    assert status(guard, environ(AUTHORIZATION=sent.encode().decode("latin-1"))) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_a_request_without_a_token_is_refused_where_there_is_one(guard: Guard) -> None:
    assert status(guard, environ()) == 401


@pytest.mark.parametrize("guard", [WITH_TOKEN, EVERYWHERE])
def test_the_token_lets_in(guard: Guard) -> None:
    assert guard.why_not(environ(AUTHORIZATION=TOKEN)) is None


def test_beyond_this_machine_the_host_may_be_any_but_the_origin_must_be_the_same() -> None:
    assert EVERYWHERE.why_not(environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://mock:8000")) is None
    assert status(EVERYWHERE, environ(host="mock:8000", AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_a_foreign_page_is_refused_even_with_the_token() -> None:
    assert status(WITH_TOKEN, environ(AUTHORIZATION=TOKEN, ORIGIN="http://evil.example.com")) == 403


def test_the_token_is_not_shown() -> None:
    assert "CANARY" not in repr(WITH_TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_an_address_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "localhost.example.com"])
def test_an_address_that_others_reach(host: str) -> None:
    assert not is_loopback(host)
