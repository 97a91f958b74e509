"""Limit the request rate, for all threads together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from oms_mock.inputs import rates

LONGEST_INTERVAL: Final = 5.0
"""The longest interval between two requests that `auto` sets, in seconds."""

RECOVERY: Final = 0.98
"""Factor by which `auto` shortens the interval with each request: twice as fast after 34 requests."""

WINDOW: Final = 50
"""Number of recent requests from which `auto` measures its rate."""


def parse_rate(text: str) -> float | None:
    """Return `5/s`, `60/min` or `auto` as requests a second; None for `auto`.

    Raises ValueError for anything else; its message names the accepted forms.
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
    """Evenly spaced turns; `rate` is in requests a second.

    Without a rate there is no limit until the first 429. From then on requests are sent half as fast as before, and
    a little faster with each one.
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
        """Take a turn and return 0, or return how many seconds to wait before calling again."""
        with self._lock:
            now = self._clock()
            moment = max(self._next, self._resume)
            if now < moment:
                return moment - now
            self._take_turn(now)
            return 0.0

    def pause(self, seconds: float) -> None:
        """Give no turns for so many seconds, after a 429."""
        with self._lock:
            now = self._clock()
            # Requests already sent by other threads get 429, too: that is one warning, not four.
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
