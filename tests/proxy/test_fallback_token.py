"""The fallback token is sent to the deployment only, and only for requests from this machine."""

from __future__ import annotations

import pytest

from oms_mock.proxy.options import ProxyOptions
from tests.contract.scripted import answer
from tests.proxy.conftest import FALLBACK_TOKEN, OWN, TOKEN, ClientOf, Serve

OK = answer(200, b'{"count":0}', Content_Type="application/json")


def test_without_a_fallback_token_no_token_is_added(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server).send(headers={})
    assert "authorization" not in server.requests[0].lower()


def test_a_request_without_a_token_gets_the_fallback_token(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server, fallback_token=FALLBACK_TOKEN, auth_scheme="Bearer").send(headers={})
    assert f"Authorization: Bearer {FALLBACK_TOKEN}\r\n" in server.requests[0]


def test_a_request_with_a_token_keeps_its_own(serve: Serve, proxy: ClientOf) -> None:
    server = serve(OK)
    proxy(server, fallback_token=FALLBACK_TOKEN).send()
    assert f"Authorization: Token {TOKEN}\r\n" in server.requests[0]
    assert FALLBACK_TOKEN not in server.requests[0]


FOREIGN = [
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Host": "evil.example.com:4010"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_origin_does_not_get_the_fallback_token(
    serve: Serve, proxy: ClientOf, headers: dict[str, str]
) -> None:
    server = serve(OK)
    got = proxy(server, fallback_token=FALLBACK_TOKEN).send(headers=headers)
    assert (got.status_code, server.requests) == (403, [])
    assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_origin_cannot_read_the_response_to_its_own_token(
    serve: Serve, proxy: ClientOf, headers: dict[str, str]
) -> None:
    got = proxy(serve(OK), fallback_token=FALLBACK_TOKEN).send(headers={**OWN, **headers})
    assert got.status_code == 200
    assert "Access-Control-Allow-Origin" not in got.headers


def test_with_a_fallback_token_a_preflight_response_allows_no_origin(serve: Serve, proxy: ClientOf) -> None:
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET"}
    assert (
        "Access-Control-Allow-Origin"
        not in proxy(serve(OK), fallback_token=FALLBACK_TOKEN).send(method="OPTIONS", headers=headers).headers
    )


@pytest.mark.parametrize("headers", [{}, OWN])
def test_the_fallback_token_does_not_follow_a_redirect(serve: Serve, proxy: ClientOf, headers: dict[str, str]) -> None:
    elsewhere = serve(OK)
    server = serve(answer(302, b"", Location=elsewhere.url))
    assert proxy(server, fallback_token=FALLBACK_TOKEN).send(headers=headers).status_code == 302
    assert elsewhere.requests == []


def test_the_fallback_token_is_not_in_the_findings(serve: Serve, proxy: ClientOf) -> None:
    body = f'{{"count":0,"next":null,"previous":null,"results":[{{"{TOKEN}":1,"{FALLBACK_TOKEN}":2}}]}}'.encode()
    client = proxy(
        serve(answer(200, body, Content_Type="application/json", X_Token=TOKEN)), fallback_token=FALLBACK_TOKEN
    )
    said = client.findings_header()
    shown = f"{said}{client.send('/__admin/findings').text}{client.reported}"
    assert "unknown-field" in client.kinds
    assert (TOKEN in shown, FALLBACK_TOKEN in shown) == (False, False)
    assert {finding["id"] for finding in client.found} == set(said.partition("ids=")[2].split())


def test_the_repr_of_the_options_has_no_token() -> None:
    assert FALLBACK_TOKEN not in repr(ProxyOptions("http://oms.example.com", None, fallback_token=FALLBACK_TOKEN))  # type: ignore[arg-type]
