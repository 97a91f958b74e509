"""Databases for tests: SQLite files, or schemas on the PostgreSQL server of `OMS_MOCK_TEST_POSTGRESQL`.

Its role may create schemas, roles and databases.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url

from oms_mock.store.database import Database
from oms_mock.store.store import Store

if TYPE_CHECKING:
    import psycopg

NewDatabase = Callable[[], str]
"""Creates an empty database and returns its URL."""

SERVER = "OMS_MOCK_TEST_POSTGRESQL"
REQUIRED = "OMS_MOCK_REQUIRE_POSTGRESQL"
RAN = "OMS_MOCK_POSTGRESQL_RAN"
PREFIX = "oms_mock_test_"
PATIENCE = 10
"""Seconds in which a server notices that a connection was closed."""

KINDS = {"sqlite": "files", "postgresql": "schemas"}
"""The fixture of each kind of database."""


def files(folder: Path) -> NewDatabase:
    """Create SQLite files in a folder."""
    numbers = count()
    return lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}"


class SeededFiles:
    """SQLite files that are seeded once for each key, and then copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._seeded: dict[str, Path] = {}

    def copy(self, url: str, key: str, seed: Callable[[Store], object]) -> None:
        """Write a copy of the seeded file of a key to the path of a URL."""
        if key not in self._seeded:
            path = self._folder / f"{next(self._numbers)}.db"
            with closing(Store(f"sqlite:///{path}")) as store:
                seed(store)
            self._seeded[key] = path
        shutil.copyfile(self._seeded[key], str(make_url(url).database))


@contextmanager
def schemas() -> Iterator[NewDatabase]:
    """Create schemas on the server, and drop them at the end. Without a server, skip or fail."""
    names: list[str] = []

    def new() -> str:
        names.append(PREFIX + secrets.token_hex(8))
        execute(f"CREATE SCHEMA {names[-1]}")
        return url(options=f"-csearch_path={names[-1]}")

    with admin() as connection:
        execute = connection.execute
        _record_that_they_ran()
        yield new
        for name in names:
            execute(f"DROP SCHEMA {name} CASCADE")


@contextmanager
def admin() -> Iterator[psycopg.Connection[Any]]:
    """Connect to the server with the role that creates schemas."""
    import psycopg  # an extra, which those who only check a deployment do without

    if not os.environ.get(SERVER):
        _skip_or_fail(f"{SERVER} names no PostgreSQL server, e.g. postgresql://postgres@127.0.0.1:5432/test")
    try:
        connection = psycopg.connect(url(), autocommit=True, options="-clock_timeout=10s")
    except psycopg.OperationalError as error:
        _skip_or_fail(f"the server of {SERVER} does not answer: {error}")
    with connection:
        yield connection


def url(base: str | None = None, **query: str) -> str:
    """Return the URL of the server, or a base URL, with parameters added to its query."""
    parsed: URL = make_url(base or os.environ[SERVER]).set(drivername="postgresql")
    return parsed.update_query_dict(query).render_as_string(hide_password=False)


def schema_of(database_url: str) -> str:
    """Return the schema of a URL."""
    return str(make_url(database_url).query["options"]).partition("=")[2]


def _skip_or_fail(reason: str) -> None:
    (pytest.fail if os.environ.get(REQUIRED) == "1" else pytest.skip)(reason)


def _record_that_they_ran() -> None:
    if path := os.environ.get(RAN):
        with Path(path).open("a") as file:
            file.write(f"{os.getpid()}\n")


@dataclass(frozen=True)
class Guest:
    """A role with its own schema. Its connections can be closed as if the server had stopped."""

    role: str
    url: str
    execute: Callable[[str], Any]

    def leave(self) -> None:
        """Close the connections of this role and allow no new ones."""
        self.execute(f"ALTER ROLE {self.role} NOLOGIN")
        self.disconnect()

    def disconnect(self) -> None:
        """Close the connections of this role."""
        self.execute(f"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '{self.role}'")

    def come_back(self) -> None:
        """Allow this role to connect again."""
        self.execute(f"ALTER ROLE {self.role} LOGIN")

    def connections(self) -> int:
        """Count the connections of this role."""
        query = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{self.role}'"
        return int(self.execute(query).fetchone()[0])

    def connections_left(self) -> int:
        """Wait until the server has closed all connections of this role. Return the number of those still open."""
        deadline = time.monotonic() + PATIENCE
        while self.connections() and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.connections()


@contextmanager
def guest(database_url: str, rights: str = "ALL") -> Iterator[Guest]:
    """Create a role with privileges in the schema of a URL, and drop it with everything that it created."""
    role, password = PREFIX + secrets.token_hex(8), secrets.token_hex(8)
    parsed = make_url(database_url).set(username=role, password=password)
    with admin() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
        connection.execute(f"GRANT {rights} ON SCHEMA {schema_of(database_url)} TO {role}")
        made = Guest(role, parsed.render_as_string(hide_password=False), connection.execute)
        yield made
        made.disconnect()
        connection.execute(f"DROP OWNED BY {role} CASCADE")
        connection.execute(f"DROP ROLE {role}")


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Fill a database until the block ends. Some statements of a pull still succeed."""
    with _FULL[database.engine.dialect.name](database):
        yield


@contextmanager
def _full_file(database: Database) -> Iterator[None]:
    def limit(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")

    event.listen(database.engine, "connect", limit)
    yield
    event.remove(database.engine, "connect", limit)


@contextmanager
def _full_schema(database: Database) -> Iterator[None]:
    schema = schema_of(database.engine.url.render_as_string())
    with admin() as connection:
        connection.execute(f"""
            CREATE FUNCTION {schema}.no_room() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$
        """)
        connection.execute(f"""
            CREATE TRIGGER no_room BEFORE INSERT ON {schema}.webhook_events EXECUTE FUNCTION {schema}.no_room()
        """)
        yield
        connection.execute(f"DROP FUNCTION {schema}.no_room CASCADE")


_FULL = {"sqlite": _full_file, "postgresql": _full_schema}
