"""Links between pages: which are followed, and how the others are described."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.page_link import PageLink, origin, read

BASE = "https://oms.example.com"
PATH = "/api/v1/oms/orders/"


@pytest.mark.parametrize(
    ("value", "base", "target", "page", "limit"),
    [
        (f"{BASE}{PATH}?limit=2&page=3", BASE, f"{PATH}?limit=2&page=3", 3, "2"),
        (f"{BASE}{PATH}", BASE, PATH, 1, None),
        (f"{BASE}{PATH}?limit=2", BASE, f"{PATH}?limit=2", 1, "2"),
        (f"{BASE}{PATH}?page=&limit=", BASE, f"{PATH}?page=&limit=", None, ""),
        (f"{BASE}{PATH}?page=x", BASE, f"{PATH}?page=x", None, None),
        (f"{BASE}{PATH}?page=-1", BASE, f"{PATH}?page=-1", None, None),
        (f"{BASE}{PATH}?page=1234567890", BASE, f"{PATH}?page=1234567890", None, None),
        (f"{BASE}{PATH}?page=999999999", BASE, f"{PATH}?page=999999999", 999_999_999, None),
        (f"{BASE}{PATH}?page=2&page=3", BASE, f"{PATH}?page=2&page=3", 3, None),
        (f"{BASE}{PATH}?q=a+b%20c", BASE, f"{PATH}?q=a+b%20c", 1, None),
        (f"HTTPS://OMS.Example.COM:443{PATH}", BASE, PATH, 1, None),
        (f"http://oms.example.com:80{PATH}", "http://oms.example.com", PATH, 1, None),
        (f"https://oms.example.com:8443{PATH}", "https://oms.example.com:8443", PATH, 1, None),
        (f"{BASE}/below{PATH}?page=2", f"{BASE}/below", f"{PATH}?page=2", 2, None),
        (f"http://[::1]:8000{PATH}", "http://[::1]:8000", PATH, 1, None),
    ],
)
def test_a_link_of_the_same_origin_is_parsed(
    value: str, base: str, target: str, page: int | None, limit: str | None
) -> None:
    assert read(value, base) == PageLink(target, target.partition("?")[0], page, limit)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "no link"),
        (5, "no link"),
        ({}, "no link"),
        ("", "a relative link"),
        ("?page=2", "a relative link"),
        (f"{PATH}?page=2", "a relative link"),
        (f"//oms.example.com{PATH}", "a relative link"),
        ("https:///x", "a relative link"),
        ("mailto:x@example.com", "a relative link"),
        ("https://[", "a link that is no URL"),
        (f"{BASE}:x{PATH}", "a link that is no URL"),
        (f"{BASE}:99999{PATH}", "a link that is no URL"),
        (f"https://evil.example{PATH}", "a link to another host"),
        (f"https://oms.example.com.evil.example{PATH}", "a link to another host"),
        (f"https://oms.example.com@evil.example{PATH}", "a link to another host"),
        (f"https://evil.example\\@oms.example.com{PATH}", "a link to another port"),
        (f"https://user:pw@oms.example.com{PATH}", "a link to another port"),
        (f"http://oms.example.com{PATH}", "a link to another scheme"),
        (f"ftp://oms.example.com{PATH}", "a link to another scheme"),
        (f"{BASE}:8443{PATH}", "a link to another port"),
        (BASE, "a link outside the API"),
        (f"{BASE}?page=2", "a link outside the API"),
        (f"{BASE}{PATH}?q=a b", "a link outside the API"),
        (f"{BASE}{PATH}?q=\r\nHost: x", "a link outside the API"),
        (f"{BASE}{PATH}\x00", "a link outside the API"),
    ],
)
def test_any_other_link_is_described_without_its_text(value: Any, words: str) -> None:
    assert read(value, BASE) == words


@pytest.mark.parametrize("value", [f"{BASE}/belowx{PATH}", f"{BASE}{PATH}", f"{BASE}/below"])
def test_a_link_outside_the_base_path_is_outside_the_api(value: str) -> None:
    assert read(value, f"{BASE}/below") == "a link outside the API"


def test_origin_adds_the_default_port() -> None:
    assert [origin(url) for url in ("https://A/", "http://a:8000/", "ftp://a")] == [
        ("https", "a", 443), ("http", "a", 8000), ("ftp", "a", None)
    ]  # fmt: skip
