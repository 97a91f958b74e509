"""Amounts in whole cents, and their text on the wire."""

from __future__ import annotations


def wire(cents: int) -> str:
    """Write cents as a decimal with two places."""
    return f"{cents // 100}.{cents % 100:02d}"


def included_tax(cents: int, percent: int) -> int:
    """Compute the tax inside a gross amount, half a cent rounded up."""
    gross = 100 + percent
    return (2 * cents * percent + gross) // (2 * gross)


def share(cents: int, percent: int) -> int:
    """Compute a percentage, rounded down."""
    return cents * percent // 100
