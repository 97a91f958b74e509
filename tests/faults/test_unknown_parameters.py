"""Warnings about query parameters that had no effect."""

from __future__ import annotations

import pytest

from oms_mock.faults import unknown_parameters
from tests.conftest import TOKEN, Client

HEADER = "OMS-Mock-Warning"


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("", "page_size=3", 'unknown query parameter "page_size"; did you mean limit?'),
        ("short/", "ordering=id", 'unknown query parameter "ordering"; did you mean sort?'),
        ("", "limt=3", 'unknown query parameter "limt"; did you mean limit?'),
        ("", "_code=401", 'unknown query parameter "_code"; did you mean __code?'),
        ("1/", "page=2", 'unknown query parameter "page"; known are format'),
        ("1/", "page_size=2", 'unknown query parameter "page_size"; known are format'),
        ("1/webhook_events/", "xyzzy=1", 'unknown query parameter "xyzzy"; known are page, limit, format'),
        ("", "limit=2&evil%1b%5b31m=1", 'unknown query parameter "evil?[31m"; known are page, limit'),
    ],
)
def test_an_unknown_query_parameter_is_reported_with_a_near_name(
    client: Client, path: str, query: str, expected: str
) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    assert response.headers[HEADER].startswith(expected)


@pytest.mark.parametrize(
    "query", ["limit=2&page=1", "sort=-id&date_placed__gte=2020-01-01", "pk__in=1", "format=json", "__code=200", ""]
)
def test_a_known_query_parameter_gets_no_warning(client: Client, query: str) -> None:
    assert HEADER not in client.get(f"?{query}").headers


def test_a_post_with_an_unknown_query_parameter_gets_a_warning(fresh: Client) -> None:
    response = fresh.post(query_string="dry_run=1", json={"order_numbers": ["9000000000000001"]})
    assert 'parameter "dry_run"' in response.headers[HEADER]


def test_a_misspelt_preference_is_reported_once(client: Client) -> None:
    assert len(client.get("?__cod=401").headers.getlist(HEADER)) == 1


def test_warnings_are_few_and_short(client: Client) -> None:
    headers = client.get("?" + "&".join(f"{'n' * 3000}{number}=1" for number in range(9))).headers
    assert len(headers.getlist(HEADER)) == 5
    assert max(map(len, headers.getlist(HEADER))) < 1500


def test_a_long_query_string_is_not_cached(client: Client) -> None:
    before = unknown_parameters._cached.cache_info().currsize
    client.get(f"?limit=2&{'z' * 1000}=1")
    assert unknown_parameters._cached.cache_info().currsize == before


def test_a_secret_in_the_name_of_a_parameter_is_masked(client: Client) -> None:
    warning = client.get("?password-OMSMOCK-CANARY-1=1").headers[HEADER]
    assert "CANARY-1" not in warning


def test_the_header_can_be_read_by_pages_of_other_origins(client: Client) -> None:
    headers = client.get("?page_size=3", headers={**TOKEN, "Origin": "https://shop.example.com"}).headers
    assert HEADER in headers["Access-Control-Expose-Headers"]


def test_too_many_query_parameters_get_an_error_without_warnings(client: Client) -> None:
    response = client.get("?" + "&".join(f"n{number}=1" for number in range(1001)))
    assert (response.status_code, response.headers.get(HEADER)) == (400, None)
