"""The request journal: the last requests of every world, limited in number and in bytes."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from threading import Lock

ENTRIES = 1000
"""Entries of one world by default."""
MEBIBYTE = 1024 * 1024
"""The limit of one world, for each 1,000 entries that it may have."""
OVERALL = 64 * MEBIBYTE
"""The limit of all worlds together, in bytes."""
MOST_WORLDS = 2000
OVERHEAD = 150
"""Bytes that Python needs for an entry beside its content."""


Recorded = tuple[bytes, bytes | None]
"""A request: the result of `entries.pack`, and the beginning of its body if that was read."""


@dataclass(frozen=True)
class Snapshot:
    """The journal of a world: the number of removed entries, and the entries after them, oldest first."""

    forgotten: int
    entries: tuple[Recorded, ...]


@dataclass(slots=True)
class _WorldEntries:
    entries: deque[Recorded] = field(default_factory=deque)
    size: int = 0
    forgotten: int = 0


class Journal:
    """Stores the last requests of every world. It is thread-safe.

    The oldest entries of a world are removed when it exceeds its limits. When all worlds together exceed theirs, the
    oldest entries of the world that has been idle for longest are removed.
    """

    def __init__(self, entries: int = ENTRIES, *, per_world: int | None = None, overall: int = OVERALL) -> None:
        self._entries = entries
        self._per_world = -(-entries // ENTRIES) * MEBIBYTE if per_world is None else per_world
        self._overall = overall
        self._size = 0
        self._worlds: OrderedDict[str, _WorldEntries] = OrderedDict()
        self._empty: OrderedDict[str, _WorldEntries] = OrderedDict()
        self._lock = Lock()

    def record(self, world: str, packed: bytes, body: bytes | None = None) -> None:
        """Add a request to the journal of a world."""
        size = OVERHEAD + len(packed) + (len(body) if body else 0)
        with self._lock:
            world_entries = self._worlds.get(world)
            if world_entries is None:
                world_entries = self._add_world(world)
            else:
                self._worlds.move_to_end(world)
            stored = world_entries.entries
            stored.append((packed, body))
            world_entries.size += size
            self._size += size
            while world_entries.size > self._per_world or len(stored) > self._entries:
                self._remove_oldest(world_entries)
            while self._size > self._overall:
                self._remove_oldest_of_the_idlest()

    def has(self, world: str) -> bool:
        """Return whether there was a request to this world."""
        return world in self._worlds or world in self._empty

    def snapshot(self, world: str) -> Snapshot:
        """Return the journal of a world."""
        with self._lock:
            world_entries = self._worlds.get(world) or self._empty.get(world) or _WorldEntries()
            return Snapshot(world_entries.forgotten, tuple(world_entries.entries))

    def clear(self, world: str) -> None:
        """Clear the journal of a world."""
        with self._lock:
            if world in self._empty:
                del self._empty[world]
            if world in self._worlds:
                self._size -= self._worlds.pop(world).size

    def _add_world(self, world: str) -> _WorldEntries:
        world_entries = self._empty.pop(world) if world in self._empty else _WorldEntries()
        self._worlds[world] = world_entries
        if len(self._worlds) + len(self._empty) > MOST_WORLDS:
            _, gone = (self._empty or self._worlds).popitem(last=False)
            self._size -= gone.size
        return world_entries

    def _remove_oldest(self, world_entries: _WorldEntries) -> None:
        packed, body = world_entries.entries.popleft()
        size = OVERHEAD + len(packed) + (len(body) if body else 0)
        world_entries.size -= size
        world_entries.forgotten += 1
        self._size -= size

    def _remove_oldest_of_the_idlest(self) -> None:
        world, world_entries = next(iter(self._worlds.items()))
        if world_entries.entries:
            self._remove_oldest(world_entries)
        if not world_entries.entries:
            self._empty[world] = self._worlds.pop(world)
