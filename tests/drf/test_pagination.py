"""Pages. Each row is a response observed from Django REST framework."""

from __future__ import annotations

import pytest

from tests.conftest import FEW, Client, newest_first

BASE = "http://localhost/api/v1/oms/orders/"


@pytest.mark.parametrize(
    ("query", "following", "preceding"),
    [
        ("", "?page=2", None),
        ("?page=2&limit=7&z=1&a=b c", "?a=b+c&limit=7&page=3&z=1", "?a=b+c&limit=7&z=1"),
        ("?page=3&limit=7", "?limit=7&page=4", "?limit=7&page=2"),
        ("?limit=", "?limit=&page=2", None),
        ("?limit=0", "?limit=0&page=2", None),
        ("?limit=-5", "?limit=-5&page=2", None),
        ("?limit=x", "?limit=x&page=2", None),
        ("?limit=1000", "?limit=1000&page=2", None),
        ("?page=1&page=2", "?page=3", ""),
        ("?page=٣", "?page=4", "?page=2"),
        ("?page=last&limit=100", None, "?limit=100&page=7"),
        ("?a=1&a=2&page=2", "?a=1&a=2&page=3", "?a=1&a=2"),
        ("?é=ü&limit=2", "?limit=2&page=2&%C3%A9=%C3%BC", None),
    ],
)
def test_links_are_absolute_with_sorted_keys_and_all_other_parameters(
    client: Client, query: str, following: str | None, preceding: str | None
) -> None:
    response = client.get(query).json
    expected = [None if link is None else BASE + link for link in (following, preceding)]
    assert [response["next"], response["previous"]] == expected


@pytest.mark.parametrize(
    ("query", "size"),
    [("", 10), ("?limit=7", 7), ("?limit=1000", 100), ("?limit=0", 10), ("?limit=-5", 10), ("?limit=x", 10),
     ("?limit=", 10), ("?limit=3&limit=4", 4), ("?page=last&limit=100", 22)],
)  # fmt: skip
def test_limit_sets_the_page_size_up_to_the_maximum(client: Client, query: str, size: int) -> None:
    assert len(client.get(query).json["results"]) == size


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "1.5", "99", "9" * 5000, "1 000", "last ", "None", "%00"])
def test_a_page_that_does_not_exist_is_404(client: Client, page: str) -> None:
    response = client.get(f"?page={page}")
    assert (response.status_code, response.json) == (404, {"detail": "Invalid page."})


@pytest.mark.parametrize("path", ["", "short/", "list-simple/"])
def test_all_pages_together_have_count_rows_without_duplicates(client: Client, path: str) -> None:
    pages = [client.get(f"{path}?limit=100&page={number}").json for number in range(1, 9)]
    ids = [row["id"] for page in pages for row in page["results"]]
    assert ids == newest_first(722)
    assert {page["count"] for page in pages} == {722}


def test_an_empty_list_has_one_empty_page(client_of) -> None:
    empty = client_of(scenario="empty")
    assert empty.get("?page=last").json == {"count": 0, "next": None, "previous": None, "results": []}
    assert empty.get("?page=2").status_code == 404


def test_page_size_and_its_maximum_can_be_configured(client_of) -> None:
    small = client_of(orders=FEW, page_size=2, max_page_size=4)
    assert len(small.get().json["results"]) == 2
    assert len(small.get("?limit=5").json["results"]) == 4


def test_webhook_events_of_an_order_are_paged_newest_first(client: Client) -> None:
    order = next(pk for pk in newest_first(722) if client.get(f"{pk}/webhook_events/").json["count"] > 1)
    first = client.get(f"{order}/webhook_events/?limit=1").json
    second = client.get(f"{order}/webhook_events/?limit=1&page=2").json
    assert first["next"].endswith(f"{order}/webhook_events/?limit=1&page=2")
    assert first["results"][0]["id"] > second["results"][0]["id"]


def test_forwarded_headers_are_ignored_without_trust_proxy(client: Client) -> None:
    response = client.get(headers=FORWARDED)
    assert response.json["next"] == BASE + "?page=2"


def test_links_use_forwarded_headers_with_trust_proxy(client_of) -> None:
    response = client_of(orders=FEW, trust_proxy=True).get(headers=FORWARDED)
    assert response.json["next"] == "https://oms.example.com/shop/api/v1/oms/orders/?page=2"


FORWARDED = {
    "Authorization": "Token oms-mock",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "oms.example.com",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Prefix": "/shop",
}
