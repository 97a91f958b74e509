"""Error messages in Turkish. tests/drf/test_django_orders.py compares more of them with Django."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.config import Config
from oms_mock.errors import SetupError
from tests.conftest import TOKEN, Client


@pytest.fixture(name="turkish")
def fixture_turkish(client_of: Any) -> Client:
    client: Client = client_of(scenario="single", language="tr")
    return client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=x", {"state": ["Bir sayı girin."]}),
        ("?date_placed__gt=x", {"date_placed__gt": ["Geçerli bir tarih/saat girin."]}),
        ("?page=9", {"detail": "Geçersiz sayfa."}),
    ],
)
def test_messages_of_queries_are_translated(turkish: Client, query: str, expected: Any) -> None:
    response = turkish.get(query)
    assert response.json == expected
    assert response.headers["Content-Language"] == "tr"
    assert "Accept-Language" in response.headers.getlist("Vary")


@pytest.mark.parametrize("preference", ["code=401", "code=403", "code=404", "code=406", "code=429", "code=500"])
def test_messages_of_faults_are_translated(turkish: Client, preference: str) -> None:
    answers = [
        turkish.get(headers={**TOKEN, "Prefer": preference, "Accept-Language": each}).json["detail"]
        for each in ("tr-TR,tr;q=0.9,en;q=0.8", "en")
    ]
    assert answers[0] != answers[1]
    assert answers[1].isascii()


def test_a_message_of_a_test_stays_as_it_is(turkish: Client) -> None:
    response = turkish.get(headers={**TOKEN, "Prefer": "code=409, detail=taken"})
    assert response.json == {"detail": "taken"}


def test_orders_are_not_translated(turkish: Client) -> None:
    pages = [turkish.get(headers={**TOKEN, "Accept-Language": language}).data for language in ("tr", "en")]
    assert pages[0] == pages[1]


def test_login_is_translated(turkish: Client) -> None:
    response = turkish.raw.post("/api/v1/auth/login/", json={"username": "a", "password": "b"})
    assert response.json == {"non_field_errors": ["Verilen bilgiler ile giriş sağlanamadı."]}


def test_without_the_setting_no_language_is_named(client: Client) -> None:
    response = client.get("?page=99", headers={**TOKEN, "Accept-Language": "tr"})
    assert response.json == {"detail": "Invalid page."}
    assert "Content-Language" not in response.headers


def test_another_language_is_rejected() -> None:
    with pytest.raises(SetupError, match="language: 'de' is not available: use tr, or leave it out"):
        Config(language="de")
