"""What an app holds, and what a request finds of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import cast

from flask import current_app, request

from oms_mock.behaviour import stored
from oms_mock.clock import Clock
from oms_mock.config import Config
from oms_mock.drf.page_cache import PageCache
from oms_mock.journal.buffer import Journal
from oms_mock.runtime.live_worlds import LiveWorlds
from oms_mock.services.worlds import NAME, Worlds
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, World

EXTENSION = "oms_mock"


@dataclass(frozen=True)
class Oms:
    """The state of one app: two apps in one process do not see each other.

    There is no journal where nobody could read it, or where nobody wants it.
    """

    config: Config
    store: Store
    clock: Clock
    journal: Journal | None = None
    pages: PageCache = field(default_factory=PageCache)
    live: LiveWorlds = field(default_factory=LiveWorlds)
    worlds: Worlds = field(init=False)

    def __post_init__(self) -> None:
        """Keep the worlds of the store."""
        object.__setattr__(self, "worlds", Worlds(self.store, forget=self._forget))

    def world(self) -> World:
        """Enter the world that the request names in its token; the default one where it names none."""
        return self.worlds.enter(world_of(request.environ.get("HTTP_AUTHORIZATION", "")))

    def seconds(self, world: World) -> float:
        """Tell what time it is in a world, in seconds since 1970."""
        return self.clock_of(world)().timestamp()

    def clock_of(self, world: World) -> Clock:
        """Return the clock of a world."""
        return partial(stored.read(world.controls).clock.now, self.clock)

    def _forget(self, world: str) -> None:
        """Forget what this process remembers of a world."""
        self.live.forget(world)
        if self.journal:
            self.journal.forget(world)


def world_of(authorization: str) -> str:
    """Find the name of a world in an `Authorization` header: what follows the last @ of the token."""
    _, at, name = authorization.rpartition("@")
    return name if at and NAME.fullmatch(name) else DEFAULT_WORLD


def current_oms() -> Oms:
    """Return the state of the app that serves this request."""
    # Called several times a request: looking through flask's proxy takes longer than what is looked for.
    return cast(Oms, current_app._get_current_object().extensions[EXTENSION])  # type: ignore[attr-defined]
