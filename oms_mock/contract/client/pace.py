"""How fast a deployment may be asked: one pace for all threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from oms_mock.inputs import rates

LONGEST_INTERVAL: Final = 5.0
"""Seconds between two requests, at the slowest that `auto` makes itself."""

RECOVERY: Final = 0.98
"""By how much `auto` shortens the interval with each request: twice as fast after 34."""

WINDOW: Final = 50
"""Requests by which `auto` knows how fast it has been."""


def parse_rate(text: str) -> float | None:
    """Return `5/s`, `60/min` or `auto` as requests a second; None for `auto`.

    Raises ValueError, with the way out, for anything else.
    """
    if text == "auto":
        return None
    try:
        rate = rates.parse(text).per_second
    except ValueError as error:
        raise ValueError(f"{error}, or auto") from None
    if not rate:
        raise ValueError(f"{text!r} allows no request: write a number above 0, or auto")
    return rate


class Pace:
    """Turns, evenly spaced; `rate` is in requests a second.

    Without a rate nobody waits until the deployment says 429: from then on requests go half as fast
    as they did, and a little faster with each one.
    """

    def __init__(self, rate: float | None, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._is_adaptive = rate is None
        self._interval = 1 / rate if rate else 0.0
        self._next = clock()
        self._resume = clock()
        self._turns: deque[float] = deque(maxlen=WINDOW)
        self._lock = threading.Lock()

    def delay(self) -> float:
        """Take a turn and return 0, or return the seconds after which to ask again."""
        with self._lock:
            now = self._clock()
            moment = max(self._next, self._resume)
            if now < moment:
                return moment - now
            self._take_turn(now)
            return 0.0

    def pause(self, seconds: float) -> None:
        """Give no turns for so long: the deployment said 429."""
        with self._lock:
            now = self._clock()
            # Threads that were under way hear 429 too: that is one warning, not four.
            if self._is_adaptive and now >= self._resume:
                self._slow_down(now)
            self._resume = max(self._resume, now + seconds)

    def _take_turn(self, now: float) -> None:
        self._next = now + self._interval
        if self._is_adaptive:
            self._interval *= RECOVERY
            self._turns.append(now)

    def _slow_down(self, now: float) -> None:
        measured = (now - self._turns[0]) / len(self._turns) if self._turns else 0.0
        self._interval = min(LONGEST_INTERVAL, 2 * max(measured, self._interval))
        self._turns.clear()
