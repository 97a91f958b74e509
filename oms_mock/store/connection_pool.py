"""Connections for reads while nobody reads: the one that was used last is used next.

`take` gives None where a connection has to be opened, and whatever was taken is put back: the
connection, or None if it is no good any more.
"""

from __future__ import annotations

from collections import deque
from queue import Empty, LifoQueue
from typing import Any, Protocol

from oms_mock.errors import StoreUnavailableError


class Idle(Protocol):
    """Where connections wait."""

    def take(self) -> Any | None:
        """Take a connection, or None and with it the right to open one."""

    def put(self, connection: Any | None) -> None:
        """Give back what was taken."""

    def close(self) -> None:
        """Close every connection that waits here."""


class AsManyAsAsked:
    """As many connections as there are readers at the same time: a file does not mind."""

    def __init__(self) -> None:
        self._waiting: deque[Any] = deque()

    def take(self) -> Any | None:
        """Take a connection, or None and with it the right to open one."""
        try:
            return self._waiting.pop()
        except IndexError:
            return None

    def put(self, connection: Any | None) -> None:
        """Give back what was taken."""
        if connection is not None:
            self._waiting.append(connection)

    def close(self) -> None:
        """Close every connection that waits here."""
        while self._waiting:
            self._waiting.pop().close()


class AtMost:
    """So many connections and no more: further readers wait, and a server is not overrun."""

    def __init__(self, limit: int, patience: float) -> None:
        self._limit = limit
        self._patience = patience
        self._waiting: LifoQueue[Any | None] = LifoQueue()
        for _ in range(limit):
            self._waiting.put(None)

    def take(self) -> Any | None:
        """Take a connection, or None and with it the right to open one.

        Raises StoreUnavailableError when all are in use for longer than `patience` seconds.
        """
        try:
            return self._waiting.get(timeout=self._patience)
        except Empty:
            raise StoreUnavailableError(f"all {self._limit} connections for reads are in use") from None

    def put(self, connection: Any | None) -> None:
        """Give back what was taken."""
        self._waiting.put(connection)

    def close(self) -> None:
        """Close every connection that waits here."""
        taken = [self._waiting.get_nowait() for _ in range(self._waiting.qsize())]
        for connection in taken:
            if connection is not None:
                connection.close()
            self._waiting.put(None)
