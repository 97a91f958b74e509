"""The driver of PostgreSQL, with psycopg 3: one schema, one writer at a time.

psycopg is an extra. SQLAlchemy imports it when it creates an engine.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL

from oms_mock.errors import SetupError
from oms_mock.store.connection_pool import ConnectionPool, LimitedPool
from oms_mock.store.write_queue import queue_of

NAMES = ("postgres", "postgresql", "postgresql+psycopg")
"""Schemes of URLs. All of them use psycopg 3."""

ENCODING = "UTF8"

CONNECT_TIMEOUT = 5
"""Seconds to wait for a server, unless the URL sets `connect_timeout`."""

READERS = 10
WRITERS = 1
"""The most connections of one process: its writers take turns. A server accepts 100 by default, for all clients."""

# Only the schema that tables are created in is searched. Otherwise a table of another program, further down the search
# path, would be used.
_SESSION = """
    SELECT set_config('search_path', quote_ident(current_schema()), false),
           set_config('lock_timeout', %(milliseconds)s, false)
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
        self._url = url.set(drivername="postgresql+psycopg")
        self._lock_timeout = lock_timeout
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
        event.listen(self.engine, "begin", _wait_for_other_writers)

    def turn(self) -> AbstractContextManager[None]:
        """Wait for the other writers of this schema in this process."""
        return self._writers.turn(self._lock_timeout)

    def problem_of(self, connection: Connection) -> str | None:
        """Return what is wrong with the encoding: others cannot store every character."""
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        return None if encoding == ENCODING else f"its encoding is {encoding}, and must be {ENCODING}"

    def connect(self) -> Any:
        """Open a connection for reads: every statement commits, and bodies are sent as bytes instead of hex."""
        connection = self._open()
        connection.autocommit = True
        connection.cursor_factory = self._binary_cursor
        return connection

    def _open(self) -> Any:
        dialect = self.engine.dialect
        positional, named = dialect.create_connect_args(self._url)
        connection: Any = dialect.connect(*positional, **{"connect_timeout": CONNECT_TIMEOUT, **named})
        try:
            connection.execute(_SESSION, {"milliseconds": str(round(self._lock_timeout * 1000))})
            connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection

    def _binary_cursor(self, connection: Any, **options: Any) -> Any:
        psycopg: Any = self.engine.dialect.loaded_dbapi
        cursor = psycopg.Cursor(connection, **options)
        cursor.format = psycopg.pq.Format.BINARY
        return cursor


def _wait_for_other_writers(connection: Connection) -> None:
    connection.exec_driver_sql(_WAIT_FOR_OTHER_WRITERS)
