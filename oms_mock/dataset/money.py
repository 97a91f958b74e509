"""Amounts as integers in cents, and their wire form."""

from __future__ import annotations


def wire(cents: int) -> str:
    """Format cents as a decimal with two places."""
    return f"{cents // 100}.{cents % 100:02d}"


def included_tax(cents: int, percent: int) -> int:
    """Return the tax that a gross amount includes, with half a cent rounded up."""
    gross = 100 + percent
    return (2 * cents * percent + gross) // (2 * gross)


def share(cents: int, percent: int) -> int:
    """Return a percentage of an amount, rounded down."""
    return cents * percent // 100
