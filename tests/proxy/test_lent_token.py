"""A token that is lent goes to the deployment only, and for requests of this machine's own tools only."""

from __future__ import annotations

import pytest

from oms_mock.proxy.options import Options
from tests.contract.scripted import answer
from tests.proxy.conftest import LENT, OWN, TOKEN, ClientOf, Serve

OK = answer(200, b'{"count":0}', Content_Type="application/json")


def test_without_a_token_to_lend_nothing_is_sent_for_a_client_without_one(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).ask(headers={})
    assert "authorization" not in server.requests[0].lower()


def test_a_client_without_a_token_is_lent_ours(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server, lent=LENT, auth_scheme="Bearer").ask(headers={})
    assert f"Authorization: Bearer {LENT}\r\n" in server.requests[0]


def test_a_client_with_a_token_keeps_its_own(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server, lent=LENT).ask()
    assert f"Authorization: Token {TOKEN}\r\n" in server.requests[0]
    assert LENT not in server.requests[0]


FOREIGN = [
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Host": "evil.example.com:4010"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_somebody_else_s_is_lent_nothing(serve: Serve, proxy: ClientOf, headers: dict[str, str]) -> None:
    server = serve(OK)
    got = proxy(server, lent=LENT).ask(headers=headers)
    assert (got.status_code, server.requests) == (403, [])
    assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_somebody_else_s_with_a_token_of_its_own_is_answered_but_cannot_read_it(
    serve: Serve, proxy: ClientOf, headers: dict[str, str]
) -> None:
    got = proxy(serve(OK), lent=LENT).ask(headers={**OWN, **headers})
    assert got.status_code == 200
    assert "Access-Control-Allow-Origin" not in got.headers


def test_a_preflight_lets_nobody_in(serve: Serve, proxy: ClientOf) -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"}
    assert (
        "Access-Control-Allow-Origin" not in proxy(serve(OK), lent=LENT).ask(method="OPTIONS", headers=headers).headers
    )


@pytest.mark.parametrize("headers", [{}, OWN])
def test_no_token_follows_a_redirect(serve: Serve, proxy: ClientOf, headers: dict[str, str]) -> None:
    elsewhere = serve(OK)
    server = serve(answer(302, b"", Location=elsewhere.url))
    assert proxy(server, lent=LENT).ask(headers=headers).status_code == 302
    assert elsewhere.requests == []


def test_no_token_is_shown(serve: Serve, proxy: ClientOf) -> None:
    body = f'{{"count":0,"next":null,"previous":null,"results":[{{"{TOKEN}":1,"{LENT}":2}}]}}'.encode()
    client = proxy(serve(answer(200, body, Content_Type="application/json", X_Token=TOKEN)), lent=LENT)
    said = client.said()
    shown = f"{said}{client.ask('/__admin/findings').text}{client.told}"
    assert "unknown-field" in client.kinds
    assert (TOKEN in shown, LENT in shown) == (False, False)
    assert {finding["id"] for finding in client.found} == set(said.partition("ids=")[2].split())


def test_options_do_not_show_the_token() -> None:
    assert LENT not in repr(Options("http://oms.example.com", None, lent=LENT))  # type: ignore[arg-type]
