"""Omnitron's login."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Client

CREDENTIALS = {"username": "oms-mock", "password": "oms-mock"}
UNKNOWN = {"non_field_errors": ["Unable to log in with provided credentials."]}


def log_in(client: Client, **changed: Any) -> Any:
    return client.raw.post("/api/v1/auth/login/", json={**CREDENTIALS, **changed})


@pytest.mark.parametrize(
    ("username", "key"),
    [("oms-mock", "oms-mock"), ("oms-mock@w1", "oms-mock@w1"), ("oms-mock@default", "oms-mock@default")],
)
def test_the_key_names_the_world_that_the_user_name_names(client: Client, username: str, key: str) -> None:
    response = log_in(client, username=username)
    assert (response.status_code, response.json) == (200, {"key": key})


def test_the_key_is_a_token_of_that_world(client_of: Any) -> None:
    client = client_of(scenario="empty", username="me@example.com", token="s3cret")
    tokens = {name: {"Authorization": f"Token {log_in(client, username=name).json['key']}"} for name in USERS}
    client.post(json={"order_numbers": ["9000000000000001"]}, headers=tokens[USERS[1]])
    assert [client.get(headers=tokens[name]).json["count"] for name in USERS] == [0, 1]


USERS = ("me@example.com", "me@example.com@w1")


@pytest.mark.parametrize("world", ["", "W1", "a_b", "ü", "x" * 65])
def test_an_invalid_name_of_a_world_is_400_with_the_rule(client: Client, world: str) -> None:
    response = log_in(client, username=f"oms-mock@{world}")
    expected = {"username": ["The name of a world, after the @, has 1 to 64 of a-z, 0-9 and -."]}
    assert (response.status_code, response.json) == (400, expected)


@pytest.mark.parametrize(
    "changed", [{"username": "other@w1"}, {"username": "@w1"}, {"username": "oms-mock@w1", "password": "wrong"}]
)
def test_a_wrong_user_or_password_is_400_with_any_world(client: Client, changed: dict[str, str]) -> None:
    response = log_in(client, **changed)
    assert (response.status_code, response.json) == (400, UNKNOWN)
