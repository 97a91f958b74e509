"""Pages that were answered before, as bytes: least recently used ones go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

CAPACITY = 64 * 1024 * 1024
"""Bytes."""


class PageCache:
    """A bounded store of bodies. The key says everything that a body depends on, the world's revision included."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._size = 0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return the body of a page, if it is known."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: Hashable, body: bytes) -> None:
        """Remember a page; one that is larger than the whole cache is not."""
        if len(body) > self._capacity:
            return
        with self._lock:
            self._size += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._size > self._capacity:
                _, gone = self._bodies.popitem(last=False)
                self._size -= len(gone)
