"""Text of somebody else's, fit for a terminal."""

from __future__ import annotations


def shown(text: object) -> str:
    r"""Write out what a terminal would obey: `\x1b[31m`. Lines stay lines."""
    return "".join(
        each if each == "\n" or each.isprintable() else each.encode("unicode_escape").decode() for each in str(text)
    )
