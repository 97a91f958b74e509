"""The journal: the last requests of every world, bounded in entries and in bytes."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from threading import Lock

ENTRIES = 1000
"""Of one world, unless somebody wants another number."""
MEBIBYTE = 1024 * 1024
"""Bytes that a thousand entries of one world may take, or begun ones."""
OVERALL = 64 * MEBIBYTE
"""Bytes that the entries of all worlds may take."""
MOST_WORLDS = 2000
OVERHEAD = 150
"""Bytes that Python needs around what an entry holds."""


Kept = tuple[bytes, bytes | None]
"""A request: what `entries.pack` made of it, and the beginning of its body, if that was read."""


@dataclass(frozen=True)
class Shown:
    """What there is of a world: how many entries were let go, and the ones after them, oldest first."""

    forgotten: int
    kept: tuple[Kept, ...]


@dataclass(slots=True)
class _Shelf:
    kept: deque[Kept] = field(default_factory=deque)
    size: int = 0
    forgotten: int = 0


class Journal:
    """Keeps the last requests of every world. Any number of threads may use it.

    Of a world that has too many entries, or too many bytes, the oldest go; when all worlds together have too
    many bytes, the oldest of the world that has been quiet for longest.
    """

    def __init__(self, entries: int = ENTRIES, *, per_world: int | None = None, overall: int = OVERALL) -> None:
        self._entries = entries
        self._per_world = -(-entries // ENTRIES) * MEBIBYTE if per_world is None else per_world
        self._overall = overall
        self._size = 0
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()
        self._emptied: OrderedDict[str, _Shelf] = OrderedDict()
        self._lock = Lock()

    def record(self, world: str, packed: bytes, body: bytes | None = None) -> None:
        """Keep a request of a world."""
        size = OVERHEAD + len(packed) + (len(body) if body else 0)
        with self._lock:
            shelf = self._shelves.get(world)
            if shelf is None:
                shelf = self._new_shelf(world)
            else:
                self._shelves.move_to_end(world)
            kept = shelf.kept
            kept.append((packed, body))
            shelf.size += size
            self._size += size
            while shelf.size > self._per_world or len(kept) > self._entries:
                self._let_go(shelf)
            while self._size > self._overall:
                self._let_go_of_the_quietest()

    def knows(self, world: str) -> bool:
        """Tell whether there was a request of this world."""
        return world in self._shelves or world in self._emptied

    def show(self, world: str) -> Shown:
        """Return what there is of a world."""
        with self._lock:
            shelf = self._shelves.get(world) or self._emptied.get(world) or _Shelf()
            return Shown(shelf.forgotten, tuple(shelf.kept))

    def forget(self, world: str) -> None:
        """Let a world be one of which nothing was ever asked."""
        with self._lock:
            if world in self._emptied:
                del self._emptied[world]
            if world in self._shelves:
                self._size -= self._shelves.pop(world).size

    def _new_shelf(self, world: str) -> _Shelf:
        shelf = self._emptied.pop(world) if world in self._emptied else _Shelf()
        self._shelves[world] = shelf
        if len(self._shelves) + len(self._emptied) > MOST_WORLDS:
            _, gone = (self._emptied or self._shelves).popitem(last=False)
            self._size -= gone.size
        return shelf

    def _let_go(self, shelf: _Shelf) -> None:
        packed, body = shelf.kept.popleft()
        size = OVERHEAD + len(packed) + (len(body) if body else 0)
        shelf.size -= size
        shelf.forgotten += 1
        self._size -= size

    def _let_go_of_the_quietest(self) -> None:
        world, shelf = next(iter(self._shelves.items()))
        if shelf.kept:
            self._let_go(shelf)
        if not shelf.kept:
            self._emptied[world] = self._shelves.pop(world)
