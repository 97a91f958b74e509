"""What differs between databases, and which of them a URL asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from oms_mock.errors import SetupError
from oms_mock.store import postgresql, sqlite
from oms_mock.store.connection_pool import Idle
from oms_mock.store.postgresql import PostgreSQL
from oms_mock.store.sqlite import SQLite

EXAMPLES = "sqlite:///orders.db or postgresql://user@host/name"
HIDDEN = "***"

_PASSWORDS = ("password", "sslpassword")
_SECRETS = re.compile(r"(?<=:).*(?=@)|(?<=password=)[^&]*")


class Driver(Protocol):
    """One database as its driver shows it."""

    engine: Engine
    """For statements and writes: its transactions begin when no other writer is at work."""

    idle: Idle
    """The connections for reads that wait to be used again."""

    elsewhere: str
    """What to use instead of a database that belongs to somebody else."""

    way_out: str
    """What to do about a database that cannot be used."""

    def unfit(self, connection: Connection) -> str | None:
        """Say what is wrong with a database that answers, and could not keep every order."""

    def connect(self) -> Any:
        """Open a connection for reads, on which `execute(text, parameters).fetchall()` is a read of its own."""


_DRIVERS: dict[str, Callable[[URL, float], Driver]] = {
    **dict.fromkeys(sqlite.NAMES, SQLite),
    **dict.fromkeys(postgresql.NAMES, PostgreSQL),
}


def driver_of(url: str, lock_timeout: float) -> Driver:
    """Choose the driver of a URL; nothing is opened yet. Writers wait `lock_timeout` seconds.

    Raises SetupError for a URL that is none, or of a database that is not supported.
    """
    parsed = _parse(url)
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise SetupError(f"{shown(url)!r} is not supported: write {EXAMPLES}")
    return driver(parsed, lock_timeout)


def shown(url: str) -> str:
    """Write a database URL as people and logs may see it: without its password."""
    parsed = _parse(url)
    hidden = {name: HIDDEN for name in _PASSWORDS if name in parsed.query}
    return parsed.update_query_dict(hidden).render_as_string(hide_password=True)


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        hidden = _SECRETS.sub(HIDDEN, url)
        raise SetupError(f"{hidden!r} is not a database URL: write {EXAMPLES}") from None
