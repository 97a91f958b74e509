"""Cross-origin requests."""

from __future__ import annotations

import pytest

from tests.conftest import TOKEN, Client

ORIGIN = "http://localhost:5173"


@pytest.mark.parametrize("path", ["", "1/", "pull_from_omnitron/"])
def test_a_preflight_needs_no_token(client: Client, path: str) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,prefer",
    }
    answer = client.raw.options(client.prefix + path, headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Authorization", "Prefer", "Content-Type"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("query", ["", "?__code=429", "?page=99", "?format=xml"])
def test_every_answer_can_be_read_from_any_origin_without_credentials(client: Client, query: str) -> None:
    headers = client.get(query, headers={**TOKEN, "Origin": ORIGIN}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert {"Retry-After", "ETag", "X-Request-ID"} <= set(headers["Access-Control-Expose-Headers"].split(", "))


def test_a_refusal_without_a_token_can_be_read_too(client: Client) -> None:
    assert client.get(headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Origin"] == "*"


def test_origins_can_be_limited_to_some(client_of) -> None:
    limited = client_of(scenario="single", cors_origins=(ORIGIN,))
    allowed = limited.get(headers={**TOKEN, "Origin": ORIGIN}).headers
    refused = limited.get(headers={**TOKEN, "Origin": ORIGIN + ".evil.example"}).headers
    assert (allowed["Access-Control-Allow-Origin"], allowed["Vary"]) == (ORIGIN, "Origin")
    assert "Access-Control-Allow-Origin" not in refused
