"""State of worlds that only this process holds, and that ends with it: counters, throttle windows, retry times."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from cachetools import LRUCache

from oms_mock.behaviour.counters import Counters
from oms_mock.behaviour.stale import ReadCounts
from oms_mock.behaviour.throttle import Window
from oms_mock.services.worlds import MAX_WORLDS

CLIENTS = 1000
"""Clients of one world whose retry times are stored."""
SET_BACK = 1.0
"""Seconds by which the time of a request must precede an earlier one before the clock counts as set back.

Requests that run at the same time read the clock in another order than they arrive here.
"""


def _clients() -> LRUCache[str, float]:
    return LRUCache(CLIENTS)


@dataclass
class RetryTimes:
    """When each client may retry, in seconds since 1970. The least recently used clients are dropped first."""

    _times: LRUCache[str, float] = field(default_factory=_clients)
    _lock: Lock = field(default_factory=Lock)

    def __bool__(self) -> bool:
        """Return whether any client was asked to wait."""
        return bool(self._times)

    def add(self, client: str, time: float) -> None:
        """Store when a client may retry."""
        with self._lock:
            self._times[client] = time

    def left(self, client: str, now: float) -> float:
        """Return for how many more seconds a client should wait; 0 once it has waited, or need not."""
        with self._lock:
            left = self._times.get(client, now) - now
            if left <= 0:
                self._times.pop(client, None)
            return max(left, 0.0)


@dataclass
class LiveWorld:
    """The state of one world in this process."""

    counters: Counters = field(default_factory=Counters)
    window: Window = field(default_factory=Window)
    retry_times: RetryTimes = field(default_factory=RetryTimes)
    stale_reads: ReadCounts = field(default_factory=ReadCounts)
    _latest: float = 0.0

    def enter(self, now: float) -> None:
        """Begin a request at a time of the world. If it lies before that of earlier ones, forget their times.

        The clock may have been set back by another process, or by the machine.
        """
        if now < self._latest - SET_BACK:
            self.forget_times()
            self._latest = now
        elif now > self._latest:
            self._latest = now

    def forget_times(self) -> None:
        """Drop everything that holds a time, since the clock of the world was set back."""
        self.window, self.retry_times = Window(), RetryTimes()


class LiveWorlds:
    """Live worlds by name. The least recently used ones are dropped first. Thread-safe."""

    def __init__(self) -> None:
        self._worlds: LRUCache[str, LiveWorld] = LRUCache(MAX_WORLDS + 1)
        self._lock = Lock()

    def of(self, name: str) -> LiveWorld:
        """Return the state of a world, creating it if there is none."""
        with self._lock:
            live = self._worlds.get(name)
            if live is None:
                live = self._worlds[name] = LiveWorld()
            return live

    def known(self, name: str) -> LiveWorld | None:
        """Return the state of a world, or None if there is none."""
        with self._lock:
            return self._worlds.get(name)

    def forget(self, name: str) -> None:
        """Drop the state of a world."""
        with self._lock:
            self._worlds.pop(name, None)
