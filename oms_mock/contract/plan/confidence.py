"""What a sample proves: how many faulty orders there may be that the sample missed by chance."""

from __future__ import annotations

from bisect import bisect_left

CERTAINTY = 0.95
"""The probability with which a fault would have been seen."""


def chance_of_a_miss(drawn: int, there: int, bearers: int) -> float:
    """Return the probability that `drawn` of `there` orders, at random without replacement, include no faulty one.

    `bearers` is the number of faulty orders. The distribution is hypergeometric; for a small sample of many orders
    the result is about (1 - share) ** drawn, the rule of three.
    """
    miss = 1.0
    for each in range(bearers):
        miss *= max(there - drawn - each, 0) / (there - each)
    return miss


def surely_seen(drawn: int, there: int) -> int | None:
    """Return the least number of faulty orders that a sample includes one of with 95 % or more; None if none."""
    least = 1 + bisect_left(
        range(1, there + 1), True, key=lambda bearers: chance_of_a_miss(drawn, there, bearers) <= 1 - CERTAINTY
    )
    return least if least <= there else None


def tenths_of_a_percent(bearers: int, there: int) -> float:
    """Return a share in percent, rounded up to one decimal so that it never promises too much."""
    return -(-bearers * 1000 // there) / 10
