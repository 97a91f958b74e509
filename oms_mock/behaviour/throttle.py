"""Throttling as Django REST framework's SimpleRateThrottle does it: a log of the last requests.

Pure: the caller says what time it is, in seconds.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from threading import Lock

MOST = 100_000
"""Requests in one period: each is remembered until it is as old as the period."""

_RATE = re.compile(r"\s*(\d{1,9})\s*/\s*([smhd])[a-z]*\s*", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


def parse(text: str) -> Rate:
    """Read DRF's notation: `60/min`, `5/s`, `1000/hour`, `10000/day`. Raises ValueError."""
    match = _RATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:40]!r} is not a rate: write 60/min, or another number per s, min, hour or day")
    if int(match[1]) > MOST:
        raise ValueError(f"{text[:40]!r} allows more than {MOST} requests: write a smaller number")
    return Rate(int(match[1]), _SECONDS[match[2]])


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
