"""One database: SQLAlchemy for statements and writes, the driver's own connection for reads.

A row fetched through SQLAlchemy costs more than the whole answer may; a statement is therefore
compiled once and run on connections of the driver, which wait for the next read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql import CompoundSelect, Select

from oms_mock.errors import SetupError, StoreUnavailableError
from oms_mock.store import tables
from oms_mock.store.drivers import driver_of, shown

LOCK_TIMEOUT = 10.0
"""Seconds that a writer waits for another one."""


Statement = Select[Any] | CompoundSelect[Any]


class Query:
    """A statement compiled for one database: its text, and its parameters in order."""

    def __init__(self, statement: Statement, engine: Engine) -> None:
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

    def __init__(self, url: str, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self._shown = shown(url)
        self._driver = driver_of(url, lock_timeout)
        self._idle = self._driver.idle
        self.engine = self._driver.engine
        self._errors = (self.engine.dialect.loaded_dbapi.Error, SQLAlchemyError)

    def create_tables(self) -> None:
        """Create what is missing. Raises SetupError if the database cannot be used."""
        try:
            with self.engine.begin() as connection:
                self._require_ours(connection)
                tables.metadata.create_all(connection)
        except SQLAlchemyError as error:
            way_out = self._driver.way_out
            raise SetupError(f"cannot use the database {self._shown}: {_reason(error)}: {way_out}") from None

    def query(self, statement: Statement) -> Query:
        """Compile a statement for this database."""
        return Query(statement, self.engine)

    def rows(self, query: Query, values: Mapping[str, Any]) -> list[Any]:
        """Run a query on a connection of the driver and fetch all of its rows.

        Raises StoreUnavailableError when the database does not answer.
        """
        parameters = query.bind(values)
        taken = self._idle.take()
        kept = None
        try:
            rows, kept = self._read(taken, query.text, parameters)
        finally:
            self._idle.put(kept)
        return rows

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that commits as a whole, or not at all; there is one writer at a time.

        Raises StoreUnavailableError when the database does not answer, or refuses to write.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (DBAPIError, PoolTimeoutError) as error:
            raise StoreUnavailableError(_reason(error)) from error

    def close(self) -> None:
        """Give every connection back, so that the process can fork or the files can go."""
        self._idle.close()
        self.engine.dispose()

    def _require_ours(self, connection: Connection) -> None:
        inspector, elsewhere = inspect(connection), self._driver.elsewhere
        present = set(inspector.get_table_names())
        if present - tables.metadata.tables.keys():
            raise SetupError(f"the database {self._shown} belongs to another program: use {elsewhere}")
        for name in present:
            columns = {column["name"] for column in inspector.get_columns(name)}
            if columns != set(tables.metadata.tables[name].columns.keys()):
                raise SetupError(f"another version of oms-mock made the database {self._shown}: use {elsewhere}")
        if unfit := self._driver.unfit(connection):
            raise SetupError(f"cannot use the database {self._shown}: {unfit}")

    def _read(self, idle: Any | None, text: str, parameters: Any) -> tuple[list[Any], Any]:
        """Read on an idle connection, or on a fresh one; return rows and the connection."""
        if idle is not None:
            try:
                return idle.execute(text, parameters).fetchall(), idle
            except self._errors:
                idle.close()  # it may have died while it waited, so a fresh one decides
        fresh = None
        try:
            fresh = self._driver.connect()
            return fresh.execute(text, parameters).fetchall(), fresh
        except self._errors as error:
            if fresh is not None:
                fresh.close()
            raise StoreUnavailableError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """Return what the driver said, in one line."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]
