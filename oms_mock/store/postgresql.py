"""The driver of PostgreSQL, with psycopg 3: one schema, one writer at a time.

psycopg is an extra. SQLAlchemy imports it when it creates an engine.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL

from oms_mock.errors import SetupError
from oms_mock.store import startup_options
from oms_mock.store.connection_pool import ConnectionPool, LimitedPool
from oms_mock.store.write_queue import queue_of

NAMES = ("postgres", "postgresql", "postgresql+psycopg")
"""Schemes of URLs. All of them use psycopg 3."""

ENCODING = "UTF8"
_DISK_FULL = "53100"

CONNECT_TIMEOUT = 5
"""Seconds to wait for a server, unless the URL sets `connect_timeout`."""

PREPARE = "prepare_threshold"
"""The parameter of a URL that psycopg reads, not the server."""
PREPARE_AFTER = "5"
"""psycopg's default."""
_DIGITS = 10

READERS = 10
WRITERS = 1
"""The most connections of one process: its writers take turns. A server accepts 100 by default, for all clients."""

# Only the schema that tables are created in is searched. Otherwise a table of another program, further down the search
# path, would be used. The server knows a pooler's connection by another id than the client, and the session of a
# pooler's connection is left as it is, because others use it too.
_SESSION = """
    SELECT pg_backend_pid() <> %(pid)s,
           CASE pg_backend_pid() WHEN %(pid)s
           THEN set_config('search_path', quote_ident(current_schema()), false) END,
           CASE pg_backend_pid() WHEN %(pid)s
           THEN set_config('lock_timeout', %(milliseconds)s, false) END
"""
_SET_PATH = "SELECT set_config('search_path', %(path)s, true)"
_SCHEMA = "SELECT quote_ident(current_schema())"
_TRANSACTION = """
    SELECT set_config('search_path', %(path)s, true), set_config('lock_timeout', %(milliseconds)s, true)
"""

_WRITER = 0x6F6D73
"""The first key of our advisory locks; the second is the schema."""

_WAIT_FOR_OTHER_WRITERS = f"""
    SELECT pg_advisory_xact_lock({_WRITER}, quote_ident(current_schema())::regnamespace::oid::int)
"""


class PostgreSQL:
    """The driver of a `postgresql://` URL."""

    alternative = "another database or schema"
    advice = "check that it runs, the names in the URL, and that the role may create tables there"

    def __init__(self, url: URL, lock_timeout: float) -> None:
        self._url = url.set(drivername="postgresql+psycopg").difference_update_query([PREPARE])
        self._prepare_threshold = _prepare_threshold(url)
        self._lock_timeout = lock_timeout
        self._milliseconds = str(round(lock_timeout * 1000))
        self._path: str | None = None
        """The search path of every transaction, if a pooler is in between."""
        self._writers = queue_of(url.render_as_string(hide_password=False))
        self.pool: ConnectionPool = LimitedPool(READERS, lock_timeout)
        try:
            self.engine = create_engine(
                self._url,
                creator=self._open,
                pool_size=WRITERS,
                max_overflow=0,
                pool_timeout=lock_timeout,
                pool_pre_ping=True,
                use_native_hstore=False,
            )
        except ImportError:
            raise SetupError("PostgreSQL needs psycopg: pip install 'oms-mock[postgresql]'") from None
        event.listen(self.engine, "begin", self._wait_for_other_writers)

    def turn(self) -> AbstractContextManager[None]:
        """Wait for the other writers of this schema in this process."""
        return self._writers.turn(self._lock_timeout)

    def exists(self) -> bool:
        """Return True: a connection never creates a database."""
        return True

    def problem_of(self, connection: Connection) -> str | None:
        """Return what is wrong with the encoding: others cannot store every character."""
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        return None if encoding == ENCODING else f"its encoding is {encoding}, and must be {ENCODING}"

    def keep_reserve(self) -> None:
        """Do nothing: the disk is that of the server."""

    def restore_reserve(self) -> None:
        """Do nothing: the disk is that of the server."""

    def release_reserve(self) -> bool:
        """Return False: there is no reserve."""
        return False

    def is_full(self, error: Exception) -> bool:
        """Return whether the server reports a full disk."""
        return getattr(error, "sqlstate", None) == _DISK_FULL

    def connect(self) -> Any:
        """Open a connection for reads: every statement commits, and bodies are sent as bytes instead of hex."""
        connection = self._open()
        connection.autocommit = True
        connection.cursor_factory = self._binary_cursor
        return connection if self._path is None else _PooledReader(connection, self._local())

    def _open(self) -> Any:
        dialect = self.engine.dialect
        positional, named = dialect.create_connect_args(self._url)
        settings = {"connect_timeout": CONNECT_TIMEOUT, "prepare_threshold": None, **named}
        connection: Any = dialect.connect(*positional, **settings)
        try:
            session = {"pid": connection.info.backend_pid, "milliseconds": self._milliseconds}
            is_pooled = connection.execute(_SESSION, session).fetchone()[0]
            self._path = self._path_of_pooled(connection) if is_pooled else None
            connection.commit()
            # Statements that are prepared on one connection of a pooler would be used on others.
            connection.prepare_threshold = None if is_pooled else self._prepare_threshold
        except BaseException:
            connection.close()
            raise
        return connection

    def _path_of_pooled(self, connection: Any) -> str:
        """Return the search path for transactions through a pooler, which may have ignored that of the URL."""
        wanted = startup_options.search_path(connection.info.get_parameters().get("options", ""))
        if wanted is not None:
            connection.execute(_SET_PATH, {"path": wanted})
        return connection.execute(_SCHEMA).fetchone()[0] or ""

    def _local(self) -> dict[str, Any]:
        return {"path": self._path, "milliseconds": self._milliseconds}

    def _wait_for_other_writers(self, connection: Connection) -> None:
        if self._path is not None:
            connection.exec_driver_sql(_TRANSACTION, self._local())
        connection.exec_driver_sql(_WAIT_FOR_OTHER_WRITERS)

    def _binary_cursor(self, connection: Any, **options: Any) -> Any:
        psycopg: Any = self.engine.dialect.loaded_dbapi
        cursor = psycopg.Cursor(connection, **options)
        cursor.format = psycopg.pq.Format.BINARY
        return cursor


class _PooledReader:
    """A connection for reads through a pooler: every statement is a transaction that sets its search path."""

    def __init__(self, connection: Any, local: dict[str, Any]) -> None:
        self._connection = connection
        self._local = local

    def execute(self, text: str, parameters: Any) -> Any:
        """Execute a statement, and return its cursor."""
        with self._connection.transaction():
            self._connection.execute(_TRANSACTION, self._local)
            return self._connection.execute(text, parameters)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _prepare_threshold(url: URL) -> int | None:
    """Return after how many executions psycopg prepares a statement; None for never. Raises SetupError."""
    text = url.query.get(PREPARE, PREPARE_AFTER)
    if isinstance(text, str) and text.lower() == "none":
        return None
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < _DIGITS:
        return int(text)
    raise SetupError(f"{PREPARE} in the database URL must be a number, or none: a pooler needs no setting")
