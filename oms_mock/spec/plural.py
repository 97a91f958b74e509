"""Numbers with their noun."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 order` or `2,000 orders`; `many` is the plural where it is not formed with an s."""
    return f"{number:,} {noun(number, one, many)}"


def noun(number: int, one: str, many: str = "") -> str:
    """Return the singular or the plural of a noun."""
    return one if number == 1 else many or f"{one}s"
