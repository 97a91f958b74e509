"""Whether a database can be read and written: it may be deleted, read-only, full or locked while it is in use."""

from __future__ import annotations

import time
from threading import Lock

from oms_mock.store.database import Database
from oms_mock.store.worlds import DEFAULT_WORLD, WorldStore

INTERVAL = 1.0
"""Seconds for which a success is valid, so that frequent health checks do not occupy the writers."""

_VALUES = 2**31


class Readiness:
    """Checks a database with one small read and one small write.

    Connections that are open keep a deleted file, so reads alone would succeed for ever.
    """

    def __init__(self, database: Database, worlds: WorldStore) -> None:
        self._database = database
        self._worlds = worlds
        self._until = 0.0
        self._lock = Lock()

    def require(self) -> None:
        """Check the database, unless the last check succeeded a moment ago. Raises StoreUnavailableError."""
        with self._lock:
            if time.monotonic() < self._until:
                return
            self._worlds.open(DEFAULT_WORLD)
            with self._database.write() as connection:
                # Nobody reads when the default world was used. SQLite does not write a value that is stored already.
                self._worlds.mark_used(connection, DEFAULT_WORLD, time.monotonic_ns() % _VALUES)
            self._until = time.monotonic() + INTERVAL
