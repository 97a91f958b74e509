"""What an app holds, and what a request finds of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from oms_mock.api.page_cache import PageCache
from oms_mock.clock import Clock
from oms_mock.config import Config
from oms_mock.store.store import Store
from oms_mock.store.worlds import DEFAULT_WORLD, World

EXTENSION = "oms_mock"


@dataclass(frozen=True)
class Oms:
    """The state of one app: two apps in one process do not see each other."""

    config: Config
    store: Store
    clock: Clock
    pages: PageCache = field(default_factory=PageCache)

    def world(self) -> World:
        """Open the world that the request is about. There is only one yet."""
        return self.store.worlds.open(DEFAULT_WORLD)


def current_oms() -> Oms:
    """Return the state of the app that serves this request."""
    return cast(Oms, current_app.extensions[EXTENSION])
