"""A cache of the bodies of pages. The least recently used ones are dropped first."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock

from cachetools import LRUCache

CAPACITY = 64 * 1024 * 1024
"""Bytes."""


class PageCache:
    """Bodies by key, up to a number of bytes. A key holds everything that its body depends on. Thread-safe."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._bodies: LRUCache[Hashable, bytes] = LRUCache(capacity, getsizeof=len)
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return the body of a page, or None if it is not cached."""
        with self._lock:
            return self._bodies.get(key)

    def put(self, key: Hashable, body: bytes) -> None:
        """Add the body of a page, unless it is larger than the cache."""
        if len(body) > self._bodies.maxsize:
            return
        with self._lock:
            self._bodies[key] = body
