"""Escape characters that control a terminal."""

from __future__ import annotations


def escape(text: object) -> str:
    r"""Write unprintable characters as escapes, such as `\x1b[31m`; line breaks stay."""
    return "".join(
        each if each == "\n" or each.isprintable() else each.encode("unicode_escape").decode() for each in str(text)
    )
