"""One database: SQLAlchemy for statements and writes, the driver's own connection for reads.

A row fetched through SQLAlchemy costs more than the whole answer may; a statement is therefore
compiled once and run on connections borrowed from SQLAlchemy's pool.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import Select

from oms_mock.errors import SetupError, StoreUnavailableError
from oms_mock.store import tables

LOCK_TIMEOUT = 10.0
"""Seconds that a writer waits for another one."""

_SQLITE_PRAGMAS = (
    "PRAGMA page_size=16384",  # a whole order fits into one page
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
)


class Query:
    """A statement compiled for one database: its text, and its parameters in order."""

    def __init__(self, statement: Select[Any], engine: Engine) -> None:
        compiled = statement.compile(engine, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self.names: list[str] | None = getattr(compiled, "positiontup", None)
        self.fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Arrange values, by name, as the driver wants them."""
        merged = {**self.fixed, **values} if self.fixed else values
        return [merged[name] for name in self.names] if self.names is not None else merged


class Database:
    """The database behind one app. Connections are opened on first use."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(_parse(url))
        self._idle: deque[Any] = deque()

    def create_tables(self) -> None:
        """Create what is missing. Raises SetupError if the database cannot be used."""
        url = self.engine.url.render_as_string(hide_password=True)
        try:
            with self.engine.begin() as connection:
                present = set(inspect(connection).get_table_names())
                if present - tables.metadata.tables.keys():
                    raise SetupError(f"the database {url} belongs to another program: use another file")
                tables.metadata.create_all(connection)
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise SetupError(
                f"cannot use the database {url}: {reason}: check the path and its permissions, or leave out --database"
            ) from None

    def query(self, statement: Select[Any]) -> Query:
        """Compile a statement for this database."""
        return Query(statement, self.engine)

    def rows(self, query: Query, values: Mapping[str, Any]) -> list[Any]:
        """Run a query on a driver connection and fetch all of its rows.

        Raises StoreUnavailableError when the database does not answer.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            rows: list[Any] = connection.execute(query.text, query.bind(values)).fetchall()
        except sqlite3.Error as error:
            connection.close()
            raise StoreUnavailableError(str(error)) from error
        self._idle.append(connection)
        return rows

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that commits as a whole, or not at all."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StoreUnavailableError(str(error.orig)) from error

    def close(self) -> None:
        """Give every connection back, so that the process can fork or the files can go."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()

    def _connect(self) -> Any:
        try:
            pooled = self.engine.raw_connection()
            connection = pooled.driver_connection
            pooled.detach()
        except SQLAlchemyError as error:
            raise StoreUnavailableError(str(error)) from error
        return connection


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SetupError(f"{url!r} is not a database URL: write sqlite:///orders.db") from None
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise SetupError(f"{parsed.render_as_string()!r} is not supported: write sqlite:///orders.db")
    return parsed


def _engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": LOCK_TIMEOUT, "check_same_thread": False},
        poolclass=NullPool,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # Without this, sqlite3 opens transactions by itself, and a reader that turns writer fails
    # with "database is locked" instead of waiting.
    connection.isolation_level = None
    try:
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
