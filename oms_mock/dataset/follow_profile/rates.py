"""Arithmetic with the shares that a profile holds, and with draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from oms_mock.dataset.digest import DRAW_BITS
from oms_mock.spec.profile_format import OTHER, Rates

TOLERANCE = 0.01
"""Shares of null that differ by less count as equal, except for the shares 0 and 1."""


def happens(share: float, draw: int) -> bool:
    """Return whether an event with this share of cases happens for a draw."""
    return draw < share * (1 << DRAW_BITS)


def weighted(rates: Rates, draw: int) -> str | None:
    """Choose one of the named values by its share; None if no value is named."""
    named: list[tuple[str, float]] = sorted(each for each in rates.items() if each[0] != OTHER and each[1] > 0)
    left = draw / (1 << DRAW_BITS) * sum(share for _, share in named)
    for name, share in named:
        left -= share
        if left < 0:
            return name
    return named[-1][0] if named else None


def most_frequent(rates: Rates) -> str | None:
    """Return the name with the largest share, the first by name if several have it; None if there is none."""
    return max(sorted(rates), key=lambda name: rates[name], default=None)


def mean(rates: Iterable[Rates]) -> Rates:
    """Return the mean of the shares that are not empty."""
    several = [each for each in rates if each]
    total: dict[str, float] = defaultdict(float)
    for each in several:
        for name, share in each.items():
            total[name] += share
    return {name: share / len(several) for name, share in total.items()}


def null_changes(usual: float, wanted: float) -> tuple[float, float]:
    """Return the shares of values to replace by null, and of nulls to replace by a value, to get the wanted share."""
    if abs(usual - wanted) < TOLERANCE and wanted not in {0.0, 1.0}:
        return 0.0, 0.0
    return (
        max(0.0, (wanted - usual) / (1 - usual)) if usual < 1 else 0.0,
        max(0.0, (usual - wanted) / usual) if usual else 0.0,
    )
