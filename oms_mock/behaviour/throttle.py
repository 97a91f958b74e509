"""Throttling as Django REST framework's SimpleRateThrottle does it: a log of the last requests.

Pure: the caller says what time it is, in seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from oms_mock.inputs import rates

MOST = 100_000
"""Requests in one period: each is remembered until it is as old as the period."""


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


def parse(text: str) -> Rate:
    """Return the limit that `60/min`, `5/s`, `1000/hour` or `10000/day` states. Raises ValueError."""
    rate = rates.parse(text)
    if not rate.requests.is_integer():
        raise ValueError(f"{text[:40]!r} is not a limit: write a whole number of requests, such as 60/min")
    if rate.requests > MOST:
        raise ValueError(f"{text[:40]!r} allows more than {MOST:,} requests: write a smaller number")
    return Rate(int(rate.requests), rate.seconds)


@dataclass
class Window:
    """The requests of one world that were let through, oldest first."""

    _log: deque[float] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def admit(self, rate: Rate, now: float) -> float | None:
        """Let a request through (None), or say for how many seconds it should wait."""
        with self._lock:
            while self._log and self._log[0] <= now - rate.seconds:
                self._log.popleft()
            if len(self._log) < rate.requests:
                self._log.append(now)
                return None
            # DRF divides this by how many may come then, which is 1 here: where more were let through, since a rate
            # has been lowered, it divides by nothing.
            return rate.seconds - (now - self._log[0]) if self._log else float(rate.seconds)
