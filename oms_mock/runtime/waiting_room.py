"""Limit how many requests wait at the same time: for a delay, for their own bodies, or for the journal.

Each of them holds a thread of the server. Without a limit they could hold all threads, and `/healthz` and the admin
API would not respond until they end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from oms_mock.errors import TooManyWaitingError

MOST = 448
"""Requests that may wait at the same time."""
QUEUE = 32
"""Requests that may queue for a place."""
MOST_OF_ADMIN = 32
"""Requests to the admin API that may wait for their bodies, so that rules can be removed while others wait."""
PATIENCE = 1.0
"""Seconds that they queue for. Clients with many connections wait only milliseconds for their bodies."""


class WaitingRoom:
    """Places for `most` requests that wait. `queue` further ones queue for `patience` seconds."""

    def __init__(self, most: int = MOST, queue: int = QUEUE, patience: float = PATIENCE) -> None:
        self.most = most
        self._places = BoundedSemaphore(most)
        self._queue = BoundedSemaphore(queue) if queue else None
        self._patience = patience

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place inside the block. Raises TooManyWaitingError."""
        release = self.enter()
        try:
            yield
        finally:
            release()

    def enter(self) -> Callable[[], None]:
        """Take a place, and return a function that gives it back. Raises TooManyWaitingError."""
        if not (self._places.acquire(blocking=False) or self._queued()):
            raise TooManyWaitingError(self.most)
        return self._places.release

    def _queued(self) -> bool:
        """Return whether a place has become free in time."""
        if self._queue is None or not self._queue.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=self._patience)
        finally:
            self._queue.release()
