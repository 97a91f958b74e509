"""Worlds: views of the same data, each with changes of its own, which come into being when they are named."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from oms_mock.errors import StoreUnavailableError, TooManyWorldsError
from oms_mock.services import scenario_switch
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, World

NAME = re.compile(r"[a-z0-9-]{1,64}")
MOST = 1000
"""Named worlds in one database."""
IDLE = 3600
"""Seconds after which a named world that nobody asked for is gone."""
NOTED = 60
"""Seconds for which the use of a world is not noted again."""


@dataclass(frozen=True)
class Named:
    """A named world: for how many seconds nobody has used it, to the minute, and how many orders are its own."""

    name: str
    idle: int
    own_orders: int


@contextmanager
def changing(store: Store, world: World) -> Iterator[tuple[Connection, World]]:
    """Open a transaction that changes a world, and give the world as it is now: what it looks at may be another.

    Raises StoreUnavailableError where it has gone meanwhile.
    """
    with store.database.write() as connection:
        present = store.worlds.find(connection, world.name)
        if present is None:
            raise StoreUnavailableError(f"the world {world.name} has gone")
        yield connection, present


def _nothing(_: str) -> None:
    """Forget nothing: this process remembers nothing of a world."""


@dataclass
class Worlds:
    """The worlds of one store. `clock` gives seconds since 1970; `forget` hears of a world that begins anew or ends."""

    store: Store
    clock: Callable[[], float] = time.time
    forget: Callable[[str], object] = _nothing
    _noted: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def enter(self, name: str) -> World:
        """Open a world; a named one comes into being, and is as it was born when it was idle for too long.

        Raises TooManyWorldsError.
        """
        if name == DEFAULT_WORLD:
            return self.store.worlds.open(name)
        now = self.clock()
        if now - self._noted.get(name, 0) > NOTED:
            self._note(name, now)
        try:
            return self.store.worlds.open(name)
        except LookupError:
            self._note(name, now)
            return self.store.worlds.open(name)

    def named(self) -> list[Named]:
        """List the named worlds, by name."""
        now = int(self.clock())
        with self.store.database.write() as connection:
            found = self.store.worlds.uses(connection)
            own = self.store.orders.count_own(connection)
        return [Named(name, max(now - used, 0), own.get(name, 0)) for name, used in sorted(found.items())]

    def reset(self, name: str) -> None:
        """Let a world be as it was born: with the scenario that the database was filled with."""
        with self.store.database.write() as connection:
            if world := self.store.worlds.find(connection, name):
                self.store.forget(connection, world)
                self.store.worlds.begin_anew(connection, world)
        self.forget(name)

    def switch(self, name: str, scenario: str) -> World:
        """Let a world look at another scenario from now on, as freshly born with it; `reset` brings it back.

        Raises UnusableValueError for a scenario that is none, TooManyWorldsError, and TooManyDatasetsError.
        """
        self.enter(name)
        world = scenario_switch.choose(self.store, name, scenario)
        self.forget(name)
        return world

    def drop(self, name: str) -> bool:
        """End a named world; tell whether there was one."""
        with self.store.database.write() as connection:
            world = self.store.worlds.find(connection, name)
            if world is None or name == DEFAULT_WORLD:
                return False
            self.store.drop(connection, world)
        self.forget(name)
        with self._lock:
            self._noted.pop(name, None)
        return True

    def _note(self, name: str, now: float) -> None:
        """Note that a world is used; make it where there is none, after those that are idle have gone."""
        with self.store.database.write() as connection:
            for idle in self.store.worlds.idle_since(connection, int(now) - IDLE):
                self.store.drop(connection, idle)
                self.forget(idle.name)
            if not self.store.worlds.use(connection, name, int(now)):
                if self.store.worlds.count_named(connection) >= MOST:
                    raise TooManyWorldsError(MOST)
                # A number nobody has seen: pages of an earlier world of this name are not served again.
                self.store.worlds.be_born(connection, name, secrets.randbits(48), int(now))
        with self._lock:
            self._noted[name] = now
            if len(self._noted) > 2 * MOST:
                self._noted = {known: when for known, when in self._noted.items() if now - when < NOTED}
