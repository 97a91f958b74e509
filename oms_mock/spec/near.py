"""Suggestions for mistyped names: the known name that is nearest to the given one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST_COMPARED: Final = 100
"""How many characters of a name are compared: comparing takes quadratic time, and a name may come from a client."""


def closest(name: str, names: Iterable[str]) -> str | None:
    """Return the name that is nearest to a mistyped one; None if none is near."""
    return next(iter(difflib.get_close_matches(name[:LONGEST_COMPARED], list(names), n=1)), None)


def did_you_mean(name: str, names: Iterable[str], otherwise: str = "", *, before: str = "") -> str:
    """Return `did you mean serve?` with `before` in front of it, or `otherwise` if no name is near."""
    near = closest(name, names)
    return f"{before}did you mean {near}?" if near else otherwise
