"""SQLite in a file (WAL): as many readers as one likes beside one writer."""

from __future__ import annotations

import sqlite3
import time
from functools import partial
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from oms_mock.errors import SetupError
from oms_mock.store.connection_pool import AsManyAsAsked, Idle

NAMES = ("sqlite", "sqlite+pysqlite")
"""What a URL may begin with."""


_PRAGMAS = (
    "PRAGMA page_size=16384",  # a whole order fits into one page
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
)
_PAUSE = 0.01
"""Seconds between two attempts to turn a file that is being written to WAL."""


class SQLite:
    """The driver of a `sqlite:///` URL."""

    elsewhere = "another file"
    way_out = "check the path and its permissions, or leave out --database"

    def __init__(self, url: URL, lock_timeout: float) -> None:
        if url.database in (None, "", ":memory:"):
            raise SetupError(f"{url.render_as_string()!r} is not supported: write sqlite:///orders.db")
        self.idle: Idle = AsManyAsAsked()
        self.engine = create_engine(
            url,
            connect_args={"timeout": lock_timeout, "check_same_thread": False},
            poolclass=NullPool,
        )
        event.listen(self.engine, "connect", partial(_on_connect, patience=lock_timeout))
        event.listen(self.engine, "begin", _begin_immediate)

    def unfit(self, connection: Connection) -> str | None:
        """Say what is wrong with the file: nothing can be that is not said when it is opened."""
        return None

    def connect(self) -> Any:
        """Open a connection for reads."""
        pooled = self.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        return connection


def _on_connect(connection: sqlite3.Connection, _record: object, *, patience: float) -> None:
    # Without this, sqlite3 opens transactions by itself, and a reader that turns writer fails
    # with "database is locked" instead of waiting.
    connection.isolation_level = None
    try:
        for pragma in _PRAGMAS:
            _wait_to_set(connection, pragma, time.monotonic() + patience)
    except sqlite3.Error:
        connection.close()
        raise


def _wait_to_set(connection: sqlite3.Connection, pragma: str, deadline: float) -> None:
    # SQLite waits for other writers by itself, but not where it turns a file to WAL.
    while True:
        try:
            connection.execute(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
