"""PostgreSQL, spoken to with psycopg 3: one schema, one writer at a time.

psycopg is an extra: SQLAlchemy imports it when an engine is made, and nobody else does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL

from oms_mock.errors import SetupError
from oms_mock.store.connection_pool import AtMost, Idle

NAMES = ("postgres", "postgresql", "postgresql+psycopg")
"""What a URL may begin with; all of them mean psycopg 3."""

ENCODING = "UTF8"

CONNECT_TIMEOUT = 5
"""Seconds in which a server must answer, unless the URL says `connect_timeout`."""

READERS = 10
WRITERS = 2
"""Connections that one process has at most; a server has a hundred for everybody."""

# The schema that tables would be made in is the only one that is looked at: else a table of
# another program, further down the search path, would be taken for ours.
_SESSION = """
    SELECT set_config('search_path', quote_ident(current_schema()), false),
           set_config('lock_timeout', %(milliseconds)s, false)
"""

_WRITER = 0x6F6D73
"""Says of an advisory lock that it is ours; the schema says where it holds."""

_WAIT_FOR_THE_OTHER_WRITER = f"""
    SELECT pg_advisory_xact_lock({_WRITER}, quote_ident(current_schema())::regnamespace::oid::int)
"""


class PostgreSQL:
    """The driver of a `postgresql://` URL."""

    elsewhere = "another database or schema"
    way_out = "check that it runs, the names in the URL, and that the role may create tables there"

    def __init__(self, url: URL, lock_timeout: float) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._lock_timeout = lock_timeout
        self.idle: Idle = AtMost(READERS, lock_timeout)
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
        event.listen(self.engine, "begin", _wait_for_the_other_writer)

    def unfit(self, connection: Connection) -> str | None:
        """Say what is wrong with the database: one in another encoding has no room for every letter."""
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        return None if encoding == ENCODING else f"its encoding is {encoding}, and must be {ENCODING}"

    def connect(self) -> Any:
        """Open a connection for reads: each statement by itself, and bodies as bytes, not as hex."""
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


def _wait_for_the_other_writer(connection: Connection) -> None:
    connection.exec_driver_sql(_WAIT_FOR_THE_OTHER_WRITER)
