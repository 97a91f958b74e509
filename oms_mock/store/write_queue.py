"""A queue for the writers of one database in this process: they write in the order in which they arrived.

A database has one writer at a time. SQLite lets the others poll the file with growing pauses, and SQLAlchemy's pool
lets newcomers overtake those who wait for a connection: under load some waited longer than 10 seconds. Here a writer
takes a ticket and sleeps until the tickets before it have left. Writers of other processes are not in the queue: the
database's own lock remains.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

from oms_mock.errors import StoreUnavailableError


class WriteQueue:
    """Tickets in order of arrival; the first one may write."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Discard all tickets: the threads that hold them do not exist in a forked process."""
        self._guard = Lock()
        self._tickets: deque[Lock] = deque()

    @contextmanager
    def turn(self, timeout: float) -> Iterator[None]:
        """Wait for the tickets before this one, and keep the others waiting until the block ends.

        Raises StoreUnavailableError when the turn does not come within `timeout` seconds.
        """
        ticket = self._draw()
        try:
            if not ticket.acquire(timeout=timeout):
                raise StoreUnavailableError("database is locked")
            yield
        finally:
            self._leave(ticket)

    def __len__(self) -> int:
        """Count the writers: the one that writes, and those that wait."""
        return len(self._tickets)

    def _draw(self) -> Lock:
        """Append a ticket. It is a lock that is open once its turn has come."""
        ticket = Lock()
        with self._guard:
            if self._tickets:
                ticket.acquire()
            self._tickets.append(ticket)
        return ticket

    def _leave(self, ticket: Lock) -> None:
        with self._guard:
            was_first = self._tickets[0] is ticket
            self._tickets.remove(ticket)
            if was_first and self._tickets:
                self._tickets[0].release()


_QUEUES: WeakValueDictionary[str, WriteQueue] = WeakValueDictionary()
_GUARD = Lock()


def queue_of(database: str) -> WriteQueue:
    """Return the queue of a database, by its path or URL. Two engines of the same database share it."""
    with _GUARD:
        return _QUEUES.setdefault(database, WriteQueue())


def _reset_all() -> None:
    global _GUARD
    _GUARD = Lock()
    for queue in list(_QUEUES.values()):
        queue.reset()


if hasattr(os, "register_at_fork"):  # Windows does not fork
    os.register_at_fork(after_in_child=_reset_all)
