"""The sorted lists of positions that are kept in memory: the least recently used are removed first."""

from __future__ import annotations

from threading import Lock
from typing import Any

from cachetools import LRUCache

from oms_mock.store.merged_positions import Positions

OVERHEAD = 100
"""What a list costs besides its positions: an empty one is not free."""


class PositionCache:
    """Lists of positions, limited by the number of positions in all of them."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lists: LRUCache[Any, tuple[Positions, int]] = LRUCache(capacity, getsizeof=lambda entry: entry[1])
        self._lock = Lock()

    def get(self, key: Any) -> Positions | None:
        """Return a list, or None."""
        with self._lock:
            found = self._lists.get(key)
        return found[0] if found else None

    def put(self, key: Any, positions: Positions, size: int) -> None:
        """Store a list of this size. One that is larger than the cache replaces all others."""
        with self._lock:
            self._lists[key] = positions, min(size + OVERHEAD, self._capacity)
