"""drf.md, "Tokens": each row as Django REST framework was seen to answer it."""

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
    ],
)
def test_a_request_without_a_good_token_is_401(client: Client, header: str | None, detail: str) -> None:
    answer = client.get(headers={} if header is None else {"Authorization": header})
    assert (answer.status_code, answer.json) == (401, {"detail": detail})
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["token oms-mock", "TOKEN oms-mock", "Token   oms-mock"])
def test_the_keyword_is_case_insensitive(client: Client, header: str) -> None:
    assert client.get(headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_endpoint_wants_a_token(client: Client, path: str) -> None:
    assert client.get(path, headers={}).status_code == 401
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ENDPOINTS)
def test_the_limited_token_is_403_everywhere(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Authorization": "Token oms-mock-limited"})
    assert (answer.status_code, answer.json) == (403, {"detail": "You do not have permission to perform this action."})


def test_authentication_comes_before_the_body_is_looked_at(client: Client) -> None:
    assert client.post(data=b"{bad", headers={"Content-Type": "application/json"}).status_code == 401


def test_another_token_can_be_chosen(client_of) -> None:
    other = client_of(scenario="single", token="s3cret")
    assert other.get().status_code == 401
    assert other.get(headers={"Authorization": "Token s3cret"}).status_code == 200
