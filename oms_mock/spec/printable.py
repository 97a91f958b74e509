"""Escape characters that control a terminal or the log of a CI."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_WORKFLOW_COMMAND = re.compile(r"::(?=[A-Za-z][A-Za-z-]*(?:\s.*?)?::)|#(?=#)", re.ASCII)
_BROKEN = {"::": ": :", "#": "# "}


def escape(text: object) -> str:
    r"""Write unprintable characters as escapes, such as `\x1b[31m`; line breaks stay."""
    return "".join(
        each if each == "\n" or each.isprintable() else each.encode("unicode_escape").decode() for each in str(text)
    )


def neutralise(text: str) -> str:
    r"""Escape invisible characters, and break the commands that a CI would run.

    `\x1b[31m` is written out, a direction override is `\u202e`, and `::error::` is `: :error::`.
    """
    seen = "".join(_visible(character) for character in text)
    return _WORKFLOW_COMMAND.sub(lambda match: _BROKEN[match[0]], seen)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    return character.encode("unicode_escape").decode("ascii")
