"""The interface of a database driver, and the choice of a driver by URL."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from oms_mock.errors import SetupError
from oms_mock.store import postgresql, sqlite
from oms_mock.store.connection_pool import ConnectionPool
from oms_mock.store.postgresql import PostgreSQL
from oms_mock.store.sqlite import SQLite

EXAMPLES = "sqlite:///orders.db or postgresql://user@host/name"
HIDDEN = "***"
FILE = "oms.db"
"""The name of the database file in a folder of ours."""

_PASSWORDS = ("password", "sslpassword")
_SECRETS = re.compile(r"(?<=:).*(?=@)|(?<=password=)[^&]*")


class Driver(Protocol):
    """What differs between databases."""

    engine: Engine
    """For statements and writes. A transaction begins when no other writer is active."""

    pool: ConnectionPool
    """Idle connections for reads."""

    alternative: str
    """What to use instead of a database of another program."""

    advice: str
    """What to do about a database that cannot be used."""

    def turn(self) -> AbstractContextManager[None]:
        """Wait for the other writers of this process.

        Raises StoreUnavailableError after the lock timeout.
        """

    def exists(self) -> bool:
        """Return whether the database exists, as far as that is known without a connection that would create it."""

    def problem_of(self, connection: Connection) -> str | None:
        """Return why a reachable database cannot store every order, or None."""

    def keep_reserve(self) -> None:
        """Reserve disk space for deletions, where this process can."""

    def release_reserve(self) -> bool:
        """Release that space. Return whether there was any."""

    def restore_reserve(self) -> None:
        """Reserve that space again, after a deletion."""

    def is_full(self, error: Exception) -> bool:
        """Return whether an error of the driver reports a full disk."""

    def connect(self) -> Any:
        """Open a connection for reads: `execute(text, parameters).fetchall()` is a transaction of its own."""


_DRIVERS: dict[str, Callable[[URL, float], Driver]] = {
    **dict.fromkeys(sqlite.NAMES, SQLite),
    **dict.fromkeys(postgresql.NAMES, PostgreSQL),
}


def driver_of(url: str | URL, lock_timeout: float) -> Driver:
    """Return the driver of a URL, without opening a connection. Writers wait `lock_timeout` seconds.

    Raises SetupError for an invalid URL and for an unsupported database.
    """
    parsed = _parse(url)
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise SetupError(f"{shown(url)!r} is not supported: write {EXAMPLES}")
    return driver(parsed, lock_timeout)


def database_in(folder: Path) -> URL:
    """Return the URL of the database file in a folder, whose path may contain any character."""
    return URL.create(sqlite.NAMES[0], database=str(folder / FILE))


def shown(url: str | URL) -> str:
    """Return a database URL without its password, for messages and logs."""
    parsed = _parse(url)
    hidden = {name: HIDDEN for name in _PASSWORDS if name in parsed.query}
    return parsed.update_query_dict(hidden).render_as_string(hide_password=True)


def _parse(url: str | URL) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        hidden = _SECRETS.sub(HIDDEN, str(url))
        raise SetupError(f"{hidden!r} is not a database URL: write {EXAMPLES}") from None
