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
    response = client.raw.options(client.prefix + path, headers=headers)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Authorization", "Prefer", "Content-Type"} <= set(
        response.headers["Access-Control-Allow-Headers"].split(", ")
    )
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("query", ["", "?__code=429", "?page=99", "?format=xml"])
def test_any_origin_may_read_every_response_without_credentials(client: Client, query: str) -> None:
    headers = client.get(query, headers={**TOKEN, "Origin": ORIGIN}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert {"Retry-After", "ETag", "X-Request-ID"} <= set(headers["Access-Control-Expose-Headers"].split(", "))


def test_any_origin_may_read_a_401(client: Client) -> None:
    assert client.get(headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Origin"] == "*"


def test_allowed_origins_can_be_configured(client_of) -> None:
    limited = client_of(scenario="single", cors_origins=(ORIGIN,))
    allowed = limited.get(headers={**TOKEN, "Origin": ORIGIN}).headers
    rejected = limited.get(headers={**TOKEN, "Origin": ORIGIN + ".evil.example"}).headers
    assert (allowed["Access-Control-Allow-Origin"], allowed["Vary"]) == (ORIGIN, "Origin")
    assert "Access-Control-Allow-Origin" not in rejected
