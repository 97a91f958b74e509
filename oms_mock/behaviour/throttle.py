"""Throttle requests with the algorithm of Django REST framework's SimpleRateThrottle: a log of the last requests.

Pure: the caller passes the time in seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock

from oms_mock.inputs import rates

MOST = 100_000
"""Requests per period: the time of each is stored for one period."""


@dataclass(frozen=True)
class RateLimit:
    """A number of requests in a number of seconds."""

    requests: int
    seconds: int


def parse(text: str) -> RateLimit:
    """Return the limit that `60/min`, `5/s`, `1000/hour` or `10000/day` states. Raises ValueError."""
    rate = rates.parse(text)
    if not rate.requests.is_integer():
        raise ValueError(f"{text[:40]!r} is not a limit: write a whole number of requests, such as 60/min")
    if rate.requests > MOST:
        raise ValueError(f"{text[:40]!r} allows more than {MOST:,} requests: write a smaller number")
    return RateLimit(int(rate.requests), rate.seconds)


@dataclass
class Window:
    """The times of the accepted requests of one world, oldest first."""

    _log: deque[float] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def admit(self, rate: RateLimit, now: float) -> float | None:
        """Accept a request (None), or return the seconds after which to retry."""
        with self._lock:
            while self._log and self._log[0] <= now - rate.seconds:
                self._log.popleft()
            if len(self._log) < rate.requests:
                self._log.append(now)
                return None
            # DRF divides this by the number of requests that are left plus one, which is 1 here. It is 0 or less, and
            # DRF does not divide, if the rate was lowered after more requests were accepted.
            return rate.seconds - (now - self._log[0]) if self._log else float(rate.seconds)
