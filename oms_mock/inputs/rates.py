"""The grammar of rates: a number of requests per period, as Django REST framework writes it.

`5/s`, `60/min`, `1000/hour`, `10000/day`; of the period only the first letter counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EXAMPLES = "5/s, 60/min, 1000/hour or 10000/day"

_RATE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*/\s*([smhd])[a-z]*\s*", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Rate:
    """A number of requests in a number of seconds."""

    requests: float
    seconds: int

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def parse(text: str) -> Rate:
    """Return the rate that `text` states. Raises ValueError, whose message says what to write."""
    match = _RATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:40]!r} is not a rate: write {EXAMPLES}")
    return Rate(float(match[1]), _SECONDS[match[2]])
