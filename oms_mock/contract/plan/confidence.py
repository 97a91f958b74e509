"""What a sample proves: how many of a fault's bearers there may be that were all missed by chance."""

from __future__ import annotations

from bisect import bisect_left

CERTAINTY = 0.95
"""With which probability a fault would have been seen."""


def chance_of_a_miss(drawn: int, there: int, bearers: int) -> float:
    """The probability that `drawn` things, by lot and without return, hold none of `bearers` of `there`.

    It is hypergeometric; with far more things than are drawn it comes to (1 - share) ** drawn, the rule of three.
    """
    miss = 1.0
    for each in range(bearers):
        miss *= max(there - drawn - each, 0) / (there - each)
    return miss


def surely_seen(drawn: int, there: int) -> int | None:
    """The least number of bearers of which one was drawn with a probability of 95 % or more; None if there is none."""
    least = 1 + bisect_left(
        range(1, there + 1), True, key=lambda bearers: chance_of_a_miss(drawn, there, bearers) <= 1 - CERTAINTY
    )
    return least if least <= there else None


def tenths_of_a_percent(bearers: int, there: int) -> float:
    """A share in percent, rounded up to one decimal, so that it never promises too much."""
    return -(-bearers * 1000 // there) / 10
