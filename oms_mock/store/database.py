"""One database: SQLAlchemy compiles statements and writes; reads use connections of the driver.

Fetching a row through SQLAlchemy takes longer than a complete response should. A statement is therefore compiled once
and run on pooled connections of the driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.sql import CompoundSelect, Select

from oms_mock.errors import SetupError, StoreFullError, StoreUnavailableError
from oms_mock.store import tables
from oms_mock.store.drivers import driver_of, shown

LOCK_TIMEOUT = 10.0
"""Seconds that a writer waits for other writers."""

T = TypeVar("T")
Statement = Select[Any] | CompoundSelect[Any]


class Query:
    """A statement compiled for one database: its SQL, and the order of its parameters."""

    def __init__(self, statement: Statement, engine: Engine) -> None:
        compiled = statement.compile(engine, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self.names: list[str] | None = getattr(compiled, "positiontup", None)
        self.fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Return named values in the form that the driver takes: a list, or a dictionary."""
        merged = {**self.fixed, **values} if self.fixed else values
        return [merged[name] for name in self.names] if self.names is not None else merged


class Database:
    """The database behind one app. Connections are opened on first use."""

    def __init__(self, url: str | URL, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self._shown = shown(url)
        self._driver = driver_of(url, lock_timeout)
        self._pool = self._driver.pool
        self.engine = self._driver.engine
        self._errors = (self.engine.dialect.loaded_dbapi.Error, SQLAlchemyError)

    def create_tables(self) -> None:
        """Create missing tables. Raises SetupError if the database cannot be used."""
        try:
            with self._driver.turn(), self.engine.begin() as connection:
                self._require_own_tables(connection)
                tables.metadata.create_all(connection)
        except (SQLAlchemyError, StoreUnavailableError) as error:
            advice = self._driver.advice
            raise SetupError(f"cannot use the database {self._shown}: {_reason(error)}: {advice}") from None

    def require_tables(self) -> None:
        """Raise SetupError if the database does not exist or has no tables of oms-mock. Creates nothing."""
        if not self._driver.exists():
            raise SetupError(f"there is no database {self._shown}: check the URL, or fill it with oms-mock seed")
        try:
            with self.engine.connect() as connection:
                self._require_own_tables(connection)
                present = inspect(connection).get_table_names()
        except SQLAlchemyError as error:
            advice = self._driver.advice
            raise SetupError(f"cannot use the database {self._shown}: {_reason(error)}: {advice}") from None
        if not present:
            raise SetupError(f"the database {self._shown} is empty: fill it with oms-mock seed")

    def query(self, statement: Statement) -> Query:
        """Compile a statement for this database."""
        return Query(statement, self.engine)

    def rows(self, query: Query, values: Mapping[str, Any]) -> list[Any]:
        """Run a query on a connection of the driver and return all rows.

        Raises StoreUnavailableError when the database does not respond.
        """
        parameters = query.bind(values)
        taken = self._pool.take()
        usable = None
        try:
            rows, usable = self._read(taken, query.text, parameters)
        finally:
            self._pool.put(usable)
        return rows

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction. There is one writer at a time; writers of one process take turns.

        Raises StoreUnavailableError when the database does not respond or rejects the write.
        """
        try:
            with self._driver.turn(), self.engine.begin() as connection:
                yield connection
        except (DBAPIError, PoolTimeoutError) as error:
            is_full = self._driver.is_full(getattr(error, "orig", None) or error)
            raise (StoreFullError if is_full else StoreUnavailableError)(_reason(error)) from error

    def keep_reserve(self) -> None:
        """Reserve disk space for `delete`."""
        self._driver.keep_reserve()

    def delete(self, change: Callable[[Connection], T]) -> T:
        """Return the result of a change that deletes rows, in a transaction. A full disk has a reserve for it.

        The change runs again with the reserve. Raises StoreUnavailableError.
        """
        try:
            with self.write() as connection:
                return change(connection)
        except StoreFullError:
            if not self._driver.release_reserve():
                raise
        try:
            with self.write() as connection:
                return change(connection)
        finally:
            self._driver.restore_reserve()

    def close(self) -> None:
        """Close every connection, before a process forks or files are removed, and release the reserve."""
        self._driver.release_reserve()
        self._pool.close()
        self.engine.dispose()

    def _require_own_tables(self, connection: Connection) -> None:
        inspector, alternative = inspect(connection), self._driver.alternative
        present = set(inspector.get_table_names())
        if present - tables.metadata.tables.keys():
            raise SetupError(f"the database {self._shown} belongs to another program: use {alternative}")
        for name in present:
            columns = {column["name"] for column in inspector.get_columns(name)}
            if columns != {column.name for column in tables.metadata.tables[name].columns}:
                raise SetupError(f"another version of oms-mock made the database {self._shown}: use {alternative}")
        if problem := self._driver.problem_of(connection):
            raise SetupError(f"cannot use the database {self._shown}: {problem}")

    def _read(self, idle: Any | None, text: str, parameters: Any) -> tuple[list[Any], Any]:
        """Read on an idle connection, or on a new one. Return the rows and that connection."""
        if idle is not None:
            try:
                return idle.execute(text, parameters).fetchall(), idle
            except self._errors:
                idle.close()  # the server may have closed it meanwhile: try a new one
        new = None
        try:
            new = self._driver.connect()
            return new.execute(text, parameters).fetchall(), new
        except self._errors as error:
            if new is not None:
                new.close()
            raise StoreUnavailableError(_reason(error)) from error


def _reason(error: Exception) -> str:
    """Return the first line of the driver's message."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]
