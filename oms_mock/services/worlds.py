"""Worlds: isolated views of the same data, each with its own changes.

A named world is created by its first request and removed after an hour without any. The default world always exists.
The hour is one of the database's clock, which the processes that share the database share too, and which a test that
travels in time does not move.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from cachetools import TTLCache
from sqlalchemy import Connection

from oms_mock.errors import StoreUnavailableError, TooManyWorldsError
from oms_mock.services import scenario_switch
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, World

NAME = re.compile(r"[a-z0-9-]{1,64}")
MAX_WORLDS = 1000
"""Named worlds in one database."""
MAX_IDLE = 3600
"""Seconds without a request after which a named world is removed."""
USE_INTERVAL = 60
"""Seconds for which the use of a world is not recorded again."""


@dataclass(frozen=True)
class NamedWorld:
    """A named world: seconds since its last use, accurate to USE_INTERVAL, and the number of its own orders."""

    name: str
    idle: int
    own_orders: int


@contextmanager
def open_for_change(store: Store, world: World) -> Iterator[tuple[Connection, World]]:
    """Open a write transaction. Yield its connection and the world as it is now, since it may have been switched.

    Raises StoreUnavailableError where the world has been removed meanwhile.
    """
    with store.database.write() as connection:
        present = store.worlds.find(connection, world.name)
        if present is None:
            raise StoreUnavailableError(f"the world {world.name} has gone")
        yield connection, present


def _ignore(_: str) -> None:
    """Do nothing: this process caches nothing about worlds."""


@dataclass
class Worlds:
    """The worlds of one store.

    `forget` is called with the name of each world that is reset, switched or removed, so that what the process caches
    about it can be dropped. `timer` returns seconds from any start.
    """

    store: Store
    forget: Callable[[str], object] = _ignore
    timer: Callable[[], float] = time.monotonic
    _recently_used: TTLCache[str, None] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Keep the names of recently used worlds by the timer that is set when they are looked up."""
        self._recently_used = TTLCache(2 * MAX_WORLDS, USE_INTERVAL, timer=lambda: self.timer())

    def enter(self, name: str) -> World:
        """Return a world. A named one is created if it is new, or if it was idle for too long.

        Raises TooManyWorldsError.
        """
        if name == DEFAULT_WORLD:
            return self.store.worlds.open(name)
        if name not in self._recently_used:  # without the lock: the look-up changes nothing
            self._record_use(name)
        try:
            return self.store.worlds.open(name)
        except LookupError:
            self._record_use(name)
            return self.store.worlds.open(name)

    def exists(self, name: str) -> bool:
        """Return whether there is a world of this name, which may be idle."""
        with suppress(LookupError):
            return bool(self.store.worlds.open(name))
        return False

    def named(self) -> list[NamedWorld]:
        """Return the named worlds, sorted by name."""
        with self.store.database.write() as connection:
            now = self.store.worlds.now(connection)
            found = self.store.worlds.last_uses(connection)
            own = self.store.orders.count_own(connection)
        return [NamedWorld(name, max(now - used, 0), own.get(name, 0)) for name, used in sorted(found.items())]

    def reset(self, name: str) -> None:
        """Reset a world to its initial state, with the scenario that the database was seeded with."""
        self.store.database.delete(lambda connection: self._reset(connection, name))
        self.forget(name)

    def switch(self, name: str, scenario: str) -> World:
        """Reset a world to another scenario. `reset` switches it back.

        Raises UnusableValueError for an unknown scenario, TooManyWorldsError and TooManyDatasetsError.
        """
        self.enter(name)
        world = scenario_switch.switch(self.store, name, scenario)
        self.forget(name)
        return world

    def switch_to_documents(self, name: str, scenario: str, documents: Mapping[str, Any]) -> World:
        """Reset a world to a scenario of documents, by the names of their files. `reset` switches it back.

        Raises UnusableValueError with their problems, TooManyWorldsError and TooManyDatasetsError.
        """
        self.enter(name)
        world = scenario_switch.switch_to_documents(self.store, name, scenario, documents)
        self.forget(name)
        return world

    def drop(self, name: str) -> bool:
        """Remove a named world. Return whether there was one."""
        if name == DEFAULT_WORLD or not self.store.database.delete(lambda connection: self._drop(connection, name)):
            return False
        self.forget(name)
        with self._lock:
            self._recently_used.pop(name, None)
        return True

    def _reset(self, connection: Connection, name: str) -> None:
        if world := self.store.worlds.find(connection, name):
            self.store.remove_own_rows(connection, world)
            self.store.worlds.reset(connection, world)

    def _drop(self, connection: Connection, name: str) -> bool:
        world = self.store.worlds.find(connection, name)
        if world:
            self.store.remove_world(connection, world)
        return world is not None

    def _record_use(self, name: str) -> None:
        """Record that a world is used now: remove idle worlds, then create it if there is none of this name."""
        with self.store.database.write() as connection:
            now = self.store.worlds.now(connection)
            for idle in self.store.worlds.idle_since(connection, now - MAX_IDLE):
                self.store.remove_world(connection, idle)
                self.forget(idle.name)
            if not self.store.worlds.mark_used(connection, name, now):
                if self.store.worlds.count_named(connection) >= MAX_WORLDS:
                    raise TooManyWorldsError(MAX_WORLDS)
                self.store.worlds.create_from_first(connection, name, now)
        with self._lock:
            self._recently_used[name] = None
