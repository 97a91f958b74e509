"""Decide whether and when a request is retried."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import Final

from oms_mock.contract.client.interaction import TOO_MANY_REQUESTS, NoResponse
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.transport import RawResponse

MAX_THROTTLED: Final = 5
"""How many times one request is retried after a 429."""

FIRST_THROTTLE: Final = 1.0
"""Seconds to wait after a first 429 without `Retry-After`; doubled with each further one."""

_NOT_SENT = frozenset((NoResponse.DNS, NoResponse.REFUSED))
_LASTING = frozenset((NoResponse.DNS, NoResponse.REFUSED, NoResponse.TLS))
"""Failures that a second try rarely fixes: retried once."""

_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


class Tries:
    """The tries of one request; `attempts` are the outcomes of all but the last."""

    def __init__(self, verb: str, options: Options, random: Random) -> None:
        self.attempts: list[int | NoResponse] = []
        self.throttle = 0.0
        """Seconds to wait after the last 429."""
        self.asks_too_much: float | None = None
        """Seconds that the deployment asks to wait, if they are more than `max_wait`."""
        self._is_safe = verb in {"GET", "HEAD", "OPTIONS"}
        self._options = options
        self._random = random
        self._failures = 0
        self._throttled = 0

    def delay_after(self, response: RawResponse) -> float | None:
        """Return the seconds to wait before the next try; None if there is none.

        After a 429 all requests wait for `throttle` seconds; this one has no delay of its own.
        """
        delay = (
            self._after_throttle(response) if response.status == TOO_MANY_REQUESTS else self._after_failure(response)
        )
        if delay is not None and response.outcome is not None:
            self.attempts.append(response.outcome)
        return delay

    def _after_throttle(self, response: RawResponse) -> float | None:
        asked, most = retry_after(response), self._options.max_wait
        if asked is not None and asked > most:
            self.asks_too_much = asked
            return None
        self.throttle = min(asked or FIRST_THROTTLE * 2.0**self._throttled, most)
        self._throttled += 1
        return 0.0 if self._throttled <= MAX_THROTTLED else None

    def _after_failure(self, response: RawResponse) -> float | None:
        if self._failures >= self._allowed(response):
            return None
        self._failures += 1
        backoff = self._options.backoff * 2.0 ** (self._failures - 1) * (1 + self._random.random() / 2)
        return max(backoff, min(retry_after(response) or 0.0, self._options.max_wait))

    def _allowed(self, response: RawResponse) -> int:
        if not self._is_safe and response.no_response not in _NOT_SENT:
            return 0
        if response.no_response is None and (response.status or 0) < 500:
            return 0
        return min(self._options.retries, 1) if response.no_response in _LASTING else self._options.retries


def retry_after(response: RawResponse) -> float | None:
    """Return the seconds given by `Retry-After`, as a number or a date; None if it is missing or invalid."""
    text = response.headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = _date(text)
    if moment is None:
        return None
    now = _date(response.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
