"""Suggest the known name that is most like a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST_COMPARED = 200


def nearest(name: str, possible: Iterable[str]) -> str | None:
    """Return the name that is most like `name`, or None where none is."""
    found = difflib.get_close_matches(name[:_LONGEST_COMPARED], list(possible), n=1)
    return found[0] if found else None


def suggestion(name: str, possible: Iterable[str]) -> str:
    """Write `; did you mean status?`, or an empty string."""
    near = nearest(name, possible)
    return f"; did you mean {near}?" if near else ""
