"""Token authentication. Each row is a response observed from Django REST framework."""

from __future__ import annotations

import pytest

from tests.conftest import Client

NOT_PROVIDED = "Authentication credentials were not provided."
ENDPOINTS = (
    "", "short/", "list-simple/", "1/", "1/short/", "1/webhook_events/", "1/webhook_events/short/",
    "1/webhook_events/11/", "delivery_type_enums/", "payment_type_enums/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, NOT_PROVIDED),
        ("", NOT_PROVIDED),
        ("Bearer oms-mock", NOT_PROVIDED),
        ("Token nope", "Invalid token."),
        ("Token", "Invalid token header. No credentials provided."),
        ("Token  ", "Invalid token header. No credentials provided."),
        ("Token a b", "Invalid token header. Token string should not contain spaces."),
        ("Token oms-mock-inactive", "User inactive or deleted."),
        ("Token \xff", "Invalid token header. Token string should not contain invalid characters."),
        ("Token oms-mock-", "Invalid token."),
        ("Token \xc3\xa9", "Invalid token."),
    ],
)
def test_a_request_without_a_valid_token_is_401(client: Client, header: str | None, detail: str) -> None:
    response = client.get(headers={} if header is None else {"Authorization": header})
    assert (response.status_code, response.json) == (401, {"detail": detail})
    assert response.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["token oms-mock", "TOKEN oms-mock", "Token   oms-mock"])
def test_the_keyword_is_case_insensitive(client: Client, header: str) -> None:
    assert client.get(headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_requires_a_token(client: Client, path: str) -> None:
    assert client.get(path, headers={}).status_code == 401
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ENDPOINTS)
def test_the_limited_token_is_403_on_every_endpoint(client: Client, path: str) -> None:
    response = client.get(path, headers={"Authorization": "Token oms-mock-limited"})
    assert (response.status_code, response.json) == (
        403,
        {"detail": "You do not have permission to perform this action."},
    )


def test_authentication_comes_before_parsing_the_body(client: Client) -> None:
    assert client.post(data=b"{bad", headers={"Content-Type": "application/json"}).status_code == 401


def test_the_token_can_be_configured(client_of) -> None:
    other = client_of(scenario="single", token="s3cret")
    assert other.get().status_code == 401
    assert other.get(headers={"Authorization": "Token s3cret"}).status_code == 200
