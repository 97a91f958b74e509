from __future__ import annotations

from array import array

from oms_mock.store.position_cache import OVERHEAD, PositionCache

ONE = array("q", [1])


def test_the_least_recently_used_list_is_removed_when_the_cache_is_full() -> None:
    cache = PositionCache(2 * (OVERHEAD + 1))
    for key in "ab":
        cache.put(key, ONE, 1)
    assert cache.get("a") is ONE
    cache.put("c", ONE, 1)
    assert [cache.get(key) for key in "abc"] == [ONE, None, ONE]


def test_a_list_that_is_larger_than_the_cache_replaces_all_others() -> None:
    cache = PositionCache(1000)
    cache.put("small", ONE, 1)
    cache.put("large", ONE, 5000)
    assert [cache.get(key) for key in ("small", "large")] == [None, ONE]


def test_a_list_that_is_stored_again_is_counted_once() -> None:
    cache = PositionCache(2 * (OVERHEAD + 1))
    cache.put("a", ONE, 1)
    for _ in range(5):
        cache.put("b", ONE, 1)
    assert cache.get("a") is ONE


def test_an_empty_list_is_not_mistaken_for_a_missing_one() -> None:
    cache, empty = PositionCache(1000), array("q")
    cache.put("a", empty, 0)
    assert cache.get("a") is empty
