"""The state of a running fake, and of one request to it."""

from __future__ import annotations

import zlib
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from oms_mock import urls
from oms_mock.behaviour import stored
from oms_mock.clock import Clock
from oms_mock.config import Config
from oms_mock.drf import context as drf_context
from oms_mock.drf.authentication import Tokens
from oms_mock.drf.context import RequestContext
from oms_mock.drf.page_cache import PageCache
from oms_mock.journal.buffer import Journal, Pending
from oms_mock.runtime.effects import Preferences, ResponseChanges
from oms_mock.runtime.live_worlds import LiveWorlds
from oms_mock.runtime.variant import variant
from oms_mock.runtime.waiting_room import MOST_OF_ADMIN, WaitingRoom
from oms_mock.services.worlds import Worlds
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

EXTENSION = "oms_mock"


@dataclass(frozen=True)
class Oms:
    """The state of one app. Two apps in one process share nothing.

    There is no journal where it is off, or where no admin API could show it.
    """

    config: Config
    store: Store
    clock: Clock
    journal: Journal | None = None
    pages: PageCache = field(default_factory=PageCache)
    live: LiveWorlds = field(default_factory=LiveWorlds)
    waiting: WaitingRoom = field(default_factory=WaitingRoom)
    admin_bodies: WaitingRoom = field(default_factory=partial(WaitingRoom, MOST_OF_ADMIN, queue=0))
    worlds: Worlds = field(init=False)
    tokens: Tokens = field(init=False)
    variant: int = field(init=False)

    def __post_init__(self) -> None:
        """Open the worlds of the store, and read the configuration."""
        config = self.config
        tokens = (config.token, config.limited_token, config.inactive_token, config.auth_scheme.lower())
        object.__setattr__(self, "worlds", Worlds(self.store, forget=self._forget))
        object.__setattr__(self, "tokens", Tokens(*(each.encode() for each in tokens)))
        object.__setattr__(self, "variant", variant(config))

    def seconds(self, world: World) -> float:
        """Return the time in a world, in seconds since 1970."""
        return self.clock_of(world)().timestamp()

    def clock_of(self, world: World) -> Clock:
        """Return the clock of a world."""
        return partial(stored.read(world.behaviour).clock.now, self.clock)

    def _forget(self, world: str) -> None:
        """Remove the state of a world that this process holds."""
        self.live.forget(world)
        if self.journal:
            self.journal.clear(world)


@dataclass(slots=True)
class OmsContext(RequestContext):
    """What is known about one request to the fake."""

    oms: Oms = field(kw_only=True)
    entered: World | None = None
    """The world that the request is about, once the client is authenticated."""
    preferences: Preferences | None = None
    changes: ResponseChanges | None = None
    """What fault rules and preferences do to the response."""
    early_by: float | None = None
    """Seconds by which the client ignored an earlier `Retry-After`."""
    is_throttled: bool = False
    warnings: tuple[str, ...] = ()
    """What had no effect: query parameters, preferences, and fault rules that the response gives no place."""
    journal_entry: Pending | None = None
    """The entry of the request journal, from the start of the request; None if the request is not recorded."""

    @property
    def world(self) -> World:
        """Return the world of an authenticated request."""
        if self.entered is None:
            raise LookupError("this request has not entered a world")
        return self.entered

    def waits(self) -> AbstractContextManager[None]:
        """Hold a place among the requests that wait. Raises TooManyWaitingError."""
        is_admin = self.environ["PATH_INFO"].startswith(urls.ADMIN)
        return (self.oms.admin_bodies if is_admin else self.oms.waiting).place()

    @property
    def changes_response(self) -> bool:
        """Return whether the response will differ from the one that the view makes."""
        is_preferred = self.preferences is not None and self.preferences.effect.modifies
        return is_preferred or (self.changes is not None and bool(self.changes.effects))


def entity_tag(context: OmsContext) -> str | None:
    """Return the ETag of this URL in the present revision of the world.

    It is the same for all servers of a database that have the same settings. It differs between databases, also
    between those that were filled in the same way, because revisions are random.
    """
    if context.changes_response:
        return None
    world, limit, indent = context.world, context.page_size_limit, context.indent
    url = f"{context.base_url}?{context.environ['QUERY_STRING']}"
    seen_as = f"{world.dataset}|{url}|{'' if limit is None else limit}|{indent or ''}".encode()
    return f'"{zlib.crc32(seen_as, context.oms.variant):08x}-{world.revision:x}"'


def current_context() -> OmsContext:
    """Return the context of the request that is being handled."""
    return cast(OmsContext, drf_context.current())


def current_oms() -> Oms:
    """Return the state of the app that handles this request."""
    return current_context().oms
