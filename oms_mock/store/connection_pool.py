"""Pools of idle connections for reads: the most recently used connection is taken first.

`take` returns None where a connection must be opened. The caller puts back what it took: the connection, or None if
the connection failed.
"""

from __future__ import annotations

from collections import deque
from queue import Empty, LifoQueue
from typing import Any, Protocol

from oms_mock.errors import StoreUnavailableError


class ConnectionPool(Protocol):
    """Idle connections of one database."""

    def take(self) -> Any | None:
        """Take a connection. None permits the caller to open one."""

    def put(self, connection: Any | None) -> None:
        """Put back what was taken."""

    def close(self) -> None:
        """Close every idle connection."""


class UnlimitedPool:
    """A connection for every reader: SQLite files have no limit."""

    def __init__(self) -> None:
        self._idle: deque[Any] = deque()

    def take(self) -> Any | None:
        """Take a connection. None permits the caller to open one."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def put(self, connection: Any | None) -> None:
        """Put back what was taken."""
        if connection is not None:
            self._idle.append(connection)

    def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._idle.pop().close()


class LimitedPool:
    """At most `limit` connections. Further readers wait for up to `timeout` seconds."""

    def __init__(self, limit: int, timeout: float) -> None:
        self._limit = limit
        self._timeout = timeout
        self._idle: LifoQueue[Any | None] = LifoQueue()
        for _ in range(limit):
            self._idle.put(None)

    def take(self) -> Any | None:
        """Take a connection. None permits the caller to open one.

        Raises StoreUnavailableError when all connections stay in use for longer than the timeout.
        """
        try:
            return self._idle.get(timeout=self._timeout)
        except Empty:
            raise StoreUnavailableError(f"all {self._limit} connections for reads are in use") from None

    def put(self, connection: Any | None) -> None:
        """Put back what was taken."""
        self._idle.put(connection)

    def close(self) -> None:
        """Close every idle connection."""
        taken = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
        for connection in taken:
            if connection is not None:
                connection.close()
            self._idle.put(None)
