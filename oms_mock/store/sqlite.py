"""The driver of SQLite files in WAL mode: any number of readers beside one writer."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import AbstractContextManager, closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from oms_mock.errors import SetupError
from oms_mock.store.connection_pool import ConnectionPool, UnlimitedPool
from oms_mock.store.disk_reserve import DiskReserve
from oms_mock.store.write_queue import queue_of

NAMES = ("sqlite", "sqlite+pysqlite")
"""Schemes of URLs."""

_PRAGMAS = (
    "PRAGMA page_size=16384",  # a complete order fits into one page
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
"""The second one is reported for a quota, and for a limit of the file's size."""
_PAUSE = 0.01
"""Seconds between two attempts to set the WAL mode of a file with an active writer."""


class SQLite:
    """The driver of a `sqlite:///` URL."""

    alternative = "another file"
    advice = "check the path and its permissions, or leave out --database"

    def __init__(self, url: URL, lock_timeout: float) -> None:
        if not url.database or url.database == ":memory:":
            raise SetupError(f"{url.render_as_string()!r} is not supported: write sqlite:///orders.db")
        self.pool: ConnectionPool = UnlimitedPool()
        self._lock_timeout = lock_timeout
        self._path = Path(url.database).absolute()
        self._writers = queue_of(os.path.realpath(url.database))
        self.engine = create_engine(
            url,
            connect_args={"timeout": lock_timeout, "check_same_thread": False},
            poolclass=NullPool,
        )
        self._reserve = DiskReserve(self._path.parent)
        self._file: tuple[int, int] | None = None
        """The file that was opened first: its device and inode; None for a URI of SQLite, `file:…`."""
        event.listen(self.engine, "do_connect", self._require_same_file)
        event.listen(self.engine, "connect", self._remember_file)
        event.listen(self.engine, "connect", partial(_on_connect, timeout=lock_timeout))
        event.listen(self.engine, "begin", _begin_immediate)

    def turn(self) -> AbstractContextManager[None]:
        """Wait for the other writers of this file in this process."""
        return self._writers.turn(self._lock_timeout)

    def exists(self) -> bool:
        """Return whether the file exists and is not empty: connecting would create it."""
        return self._path.is_file() and self._path.stat().st_size > 0

    def problem_of(self, connection: Connection) -> str | None:
        """Return None: opening the file reports every problem."""
        return None

    def keep_reserve(self) -> None:
        """Reserve disk space for deletions."""
        self._reserve.keep()

    def restore_reserve(self) -> None:
        """Move the log into the file, which frees its space, and reserve disk space again."""
        with suppress(sqlite3.Error, SQLAlchemyError), closing(self.connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._reserve.keep()

    def release_reserve(self) -> bool:
        """Release that space. Return whether there was any."""
        return self._reserve.release()

    def is_full(self, error: Exception) -> bool:
        """Return whether the driver reports a full disk."""
        return getattr(error, "sqlite_errorcode", None) in _FULL

    def connect(self) -> Any:
        """Open a connection for reads."""
        pooled = self.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        return connection

    def _require_same_file(self, *_: object) -> None:
        """Reject a connection to another file. Without this check SQLite would create an empty one."""
        if self._file and _identity(self._path) != self._file:
            raise sqlite3.OperationalError("the database file was deleted or replaced")

    def _remember_file(self, *_: object) -> None:
        if self._file is None:
            self._file = _identity(self._path)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _on_connect(connection: sqlite3.Connection, _record: object, *, timeout: float) -> None:
    # Otherwise sqlite3 opens transactions itself, and a reader that becomes a writer fails with "database is locked"
    # instead of waiting.
    connection.isolation_level = None
    try:
        for pragma in _PRAGMAS:
            _wait_to_set(connection, pragma, time.monotonic() + timeout)
    except sqlite3.Error:
        connection.close()
        raise


def _wait_to_set(connection: sqlite3.Connection, pragma: str, deadline: float) -> None:
    # SQLite waits for other writers, but not when it sets the WAL mode.
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
