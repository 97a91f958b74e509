"""The request journal: the last requests of every world, limited in number and in bytes.

A request is in the journal from its start. Its entry is completed when the response is known.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Lock
from typing import cast

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
    """The journal of a world: the number of removed entries, and the entries after them, oldest first.

    `version` changes with every request that starts or ends, in any world.
    """

    forgotten: int
    entries: tuple[Recorded, ...]
    version: int = field(default=0, compare=False)


@dataclass(slots=True, eq=False)
class Pending:
    """A request that has started. `describe` returns what is known until `Journal.complete` stores its result.

    Then it is None, because it holds the whole request.
    """

    world: str
    describe: Callable[[], Recorded] | None
    recorded: Recorded | None = None
    size: int = OVERHEAD
    owner: _WorldEntries | None = None
    """None once the entry is removed."""


@dataclass(slots=True, eq=False)
class _WorldEntries:
    entries: deque[Pending] = field(default_factory=deque)
    size: int = 0
    forgotten: int = 0

    def abandon(self) -> None:
        """Make sure that requests in flight do not change the size of a journal that is no longer theirs."""
        for entry in self.entries:
            entry.owner = None


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
        self._version = 0
        self._lock = Lock()
        self._changed = Condition(self._lock)
        self._waiting = 0

    def start(self, world: str, describe: Callable[[], Recorded]) -> Pending:
        """Add a request that has started to the journal of a world. Pass the result to `complete`."""
        entry = Pending(world, describe)
        with self._lock:
            world_entries = self._worlds.get(world)
            if world_entries is None:
                world_entries = self._add_world(world)
            else:
                self._worlds.move_to_end(world)
            entry.owner = world_entries
            world_entries.entries.append(entry)
            self._grow(world_entries, OVERHEAD)
        return entry

    def complete(self, entry: Pending, packed: bytes, body: bytes | None = None) -> None:
        """Store the result of a request, unless its entry was removed in the meantime."""
        size = OVERHEAD + len(packed) + (len(body) if body else 0)
        with self._lock:
            world_entries = entry.owner
            if world_entries is None:
                return
            grows_by, entry.size = size - entry.size, size
            entry.recorded, entry.describe = (packed, body), None
            self._grow(world_entries, grows_by)

    def wait_for_change(self, version: int, seconds: float) -> bool:
        """Wait until a request starts or ends after the snapshot with this `version`.

        Return whether one did before the time was up.
        """
        with self._lock:
            self._waiting += 1
            try:
                return self._changed.wait_for(lambda: self._version != version, seconds)
            finally:
                self._waiting -= 1

    def has(self, world: str) -> bool:
        """Return whether there was a request to this world."""
        return world in self._worlds or world in self._empty

    def snapshot(self, world: str) -> Snapshot:
        """Return the journal of a world."""
        with self._lock:
            world_entries = self._worlds.get(world) or self._empty.get(world) or _WorldEntries()
            forgotten, entries, version = world_entries.forgotten, tuple(world_entries.entries), self._version
        return Snapshot(forgotten, tuple(map(_recorded, entries)), version)

    def clear(self, world: str) -> None:
        """Clear the journal of a world."""
        with self._lock:
            if world in self._empty:
                del self._empty[world]
            if world in self._worlds:
                self._drop(self._worlds.pop(world))

    def _add_world(self, world: str) -> _WorldEntries:
        world_entries = self._empty.pop(world) if world in self._empty else _WorldEntries()
        self._worlds[world] = world_entries
        if len(self._worlds) + len(self._empty) > MOST_WORLDS:
            _, gone = (self._empty or self._worlds).popitem(last=False)
            self._drop(gone)
        return world_entries

    def _drop(self, world_entries: _WorldEntries) -> None:
        self._size -= world_entries.size
        world_entries.abandon()

    def _grow(self, world_entries: _WorldEntries, size: int) -> None:
        """Count bytes that were added, remove what exceeds the limits, and wake those who wait for a change."""
        world_entries.size += size
        self._size += size
        while world_entries.size > self._per_world or len(world_entries.entries) > self._entries:
            self._remove_oldest(world_entries)
        while self._size > self._overall:
            self._remove_oldest_of_the_idlest()
        self._version += 1
        if self._waiting:
            self._changed.notify_all()

    def _remove_oldest(self, world_entries: _WorldEntries) -> None:
        entry = world_entries.entries.popleft()
        entry.owner = None
        world_entries.size -= entry.size
        world_entries.forgotten += 1
        self._size -= entry.size

    def _remove_oldest_of_the_idlest(self) -> None:
        world, world_entries = next(iter(self._worlds.items()))
        if world_entries.entries:
            self._remove_oldest(world_entries)
        if not world_entries.entries:
            self._empty[world] = self._worlds.pop(world)


def _recorded(entry: Pending) -> Recorded:
    """Return what is known about a request; another thread may complete it meanwhile."""
    describe = entry.describe
    if entry.recorded is None and describe is not None:
        return describe()
    return cast(Recorded, entry.recorded)
