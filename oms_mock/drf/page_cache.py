"""A cache of the bodies of pages. The least recently used ones are dropped first."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from operator import itemgetter
from threading import Lock

from cachetools import LRUCache

CAPACITY = 64 * 1024 * 1024
"""Bytes."""


class PageCache:
    """Bodies by key, up to a number of bytes. A key holds everything that its body depends on. Thread-safe.

    Keys count too, because they contain URLs, whose length the clients decide.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._bodies: LRUCache[Hashable, tuple[bytes, int]] = LRUCache(capacity, getsizeof=itemgetter(1))
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return the body of a page, or None if it is not cached."""
        with self._lock:
            found = self._bodies.get(key)
        return found[0] if found else None

    def put(self, key: Hashable, body: bytes) -> None:
        """Add the body of a page, unless it is larger than the cache."""
        size = len(body) + size_of_key(key)
        if size > self._bodies.maxsize:
            return
        with self._lock:
            self._bodies[key] = body, size


def size_of_key(key: Hashable) -> int:
    """Return the bytes of a key, and of its parts if it is a tuple."""
    return sys.getsizeof(key) + (sum(map(size_of_key, key)) if isinstance(key, tuple) else 0)
