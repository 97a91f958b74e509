"""The grammar of durations: a number and a unit, `200ms`, `1.5s`, `5m`, `2h`, `3d`.

A number without a unit is accepted only where the caller says which unit it has.
"""

from __future__ import annotations

import re
from typing import Literal

Unit = Literal["ms", "s", "m", "h", "d"]

SECONDS: dict[str, float] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
EXAMPLES = "200ms, 1.5s, 5m, 2h or 3d"

_DURATION = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)\s*(ms|s|m|h|d)?", re.ASCII)


def parse(text: str, *, bare: Unit | None = None, longest: float | None = None) -> float:
    """Return a duration in seconds; `bare` is the unit of a number without one.

    Raises ValueError, whose message says what to write, also for more than `longest` seconds.
    """
    match = _DURATION.fullmatch(text.strip())
    unit = match[2] or bare if match else None
    if not match or not unit:
        raise ValueError(f"{text[:40]!r} is not a duration: write {EXAMPLES}")
    seconds = float(match[1]) * SECONDS[unit]
    if longest is not None and seconds > longest:
        raise ValueError(f"{text[:40]!r} is longer than the limit of {longest:.0f}s")
    return seconds
