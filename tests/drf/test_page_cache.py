"""The cache of pages."""

from __future__ import annotations

from oms_mock.drf.page_cache import PageCache


def test_the_least_recently_used_bodies_are_dropped_beyond_the_capacity() -> None:
    cache = PageCache(capacity=10)
    cache.put("a", b"xxxx")
    cache.put("b", b"xxxx")
    assert cache.get("a") == b"xxxx"
    cache.put("c", b"xxxx")
    assert [cache.get(key) for key in "abc"] == [b"xxxx", None, b"xxxx"]


def test_a_body_larger_than_the_capacity_is_not_cached() -> None:
    cache = PageCache(capacity=10)
    cache.put("a", b"x" * 10)
    cache.put("b", b"x" * 11)
    assert (cache.get("a"), cache.get("b")) == (b"x" * 10, None)
