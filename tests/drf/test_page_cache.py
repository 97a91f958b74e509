"""The cache of pages."""

from __future__ import annotations

from oms_mock.drf.page_cache import PageCache, size_of_key

KEY = size_of_key("a")


def test_the_least_recently_used_bodies_are_dropped_beyond_the_capacity() -> None:
    cache = PageCache(capacity=2 * (KEY + 5))
    cache.put("a", b"xxxx")
    cache.put("b", b"xxxx")
    assert cache.get("a") == b"xxxx"
    cache.put("c", b"xxxx")
    assert [cache.get(key) for key in "abc"] == [b"xxxx", None, b"xxxx"]


def test_a_body_larger_than_the_capacity_is_not_cached() -> None:
    cache = PageCache(capacity=KEY + 10)
    cache.put("a", b"x" * 10)
    cache.put("b", b"x" * 11)
    assert (cache.get("a"), cache.get("b")) == (b"x" * 10, None)


def test_long_urls_count() -> None:
    cache = PageCache(capacity=100_000)
    keys = [("world", 7, f"http://oms.example.com/?{number}={'x' * 40_000}") for number in range(3)]
    for key in keys:
        cache.put(key, b"{}")
    assert [cache.get(key) for key in keys] == [None, b"{}", b"{}"]
