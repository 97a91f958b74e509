"""Moments of the data: UTC, now and then without a fraction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

FOUNDED = datetime(2024, 2, 1, 8, 0, 0, 250_731, tzinfo=UTC)


def later(rng: Random, moment: datetime, *, seconds: tuple[int, int]) -> datetime:
    """Return a moment after another one; one in five is at a whole second."""
    moved = moment + timedelta(seconds=rng.randint(*seconds), microseconds=rng.randrange(1, 1_000_000))
    return moved.replace(microsecond=0) + timedelta(seconds=1) if rng.random() < 0.2 else moved
