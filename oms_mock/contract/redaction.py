"""Nothing that a deployment sends may drive a terminal or a CI, and no secret may leave in a report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MASK = "***"
UNNAMED = "<key>"
"""What stands in a path for a key that may be a person's data: an e-mail address, a name."""

SHORTEST_SECRET = 6
SHORTEST_FOR_WHOLE_TEXT = 12
"""A token that is shorter could be a word of the report's own."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
_SEGMENT = re.compile(r"\.([^.\[]*)|\[([^\]]*)\]?")
_PLACE = re.compile(r"\*|[0-9]{1,9}", re.ASCII)

_SEPARATORS = str.maketrans(".[", "\x00\x00")

_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_LOOKS_LIKE_A_SECRET = re.compile(
    r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?"  # a JSON web token
    r"|(?<![A-Za-z0-9])[0-9A-Fa-f]{32,}(?![A-Za-z0-9])"  # a key of Django REST framework has 40
    r"|(?<![A-Za-z0-9_+-])(?=[A-Za-z0-9_+-]*[0-9])(?=[A-Za-z0-9_+-]*[a-z])(?=[A-Za-z0-9_+-]*[A-Z])"
    r"[A-Za-z0-9_+-]{32,}={0,2}",  # base64
    re.ASCII,
)
_LOOKS_LIKE_AN_ID = re.compile(r"[0-9]{6}|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", re.ASCII)
_NAMED_A_SECRET = re.compile(
    r"""((?:^|(?<=[^A-Za-z0-9]))["']?[A-Za-z0-9_-]*"""
    r"""(?:password|passwd|secret|token|api[_-]?key|authorization|credential|signature)[A-Za-z0-9_-]*["']?"""
    r"""(?:=|(?<=["']):)\s*)("[^"]*"|'[^']*'|[^\s&;,"']+)""",
    re.ASCII | re.IGNORECASE,
)
_WORKFLOW_COMMAND = re.compile(r"::(?=[A-Za-z][A-Za-z-]*(?:\s.*?)?::)|##", re.ASCII)


def neutralise(text: str) -> str:
    r"""Make what cannot be seen visible, and what a CI would obey mere text.

    `\x1b[31m` is written out, a direction override is `\u202e`, and `::error::` is `: :error::`.
    """
    seen = "".join(_visible(character) for character in text)
    return _WORKFLOW_COMMAND.sub(lambda match: f"{match[0][0]} {match[0][0]}", seen)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def key(name: str) -> str:
    """Return the name of a key that looks like one, else `<key>`."""
    is_name = _IDENTIFIER.fullmatch(name) and not _LOOKS_LIKE_AN_ID.search(name)
    return name if is_name and not _LOOKS_LIKE_A_SECRET.search(name) else UNNAMED


def below(path: str, name: str) -> str:
    """Return the instance path of a key: one step, whatever the key holds, of which `path` leaves all or nothing."""
    return f"{path}.{name.translate(_SEPARATORS)}"


def path(text: str) -> str:
    """Return an instance path in which only `$`, places, `*` and keys that look like keys are left."""
    return "$" + "".join(_segment(match) for match in _SEGMENT.finditer(text))


def _segment(match: re.Match[str]) -> str:
    name, place = match.groups()
    if name is None:
        return f"[{place if _PLACE.fullmatch(place) else UNNAMED}]"
    return f".{name if name == '*' else key(name)}"


@dataclass(frozen=True)
class Redactor:
    """Knows the tokens in use, and what secrets look like."""

    secrets: frozenset[str] = frozenset()

    def clean(self, text: str) -> str:
        """Make a text of somebody else's fit for a report."""
        return neutralise(self.mask(text))

    def mask(self, text: str) -> str:
        """Replace the tokens in use, and what is named or looks like a secret."""
        known = self._without(text, SHORTEST_SECRET)
        named = _NAMED_A_SECRET.sub(lambda match: match[1] + MASK, known)
        return _LOOKS_LIKE_A_SECRET.sub(MASK, named)

    def path(self, text: str) -> str:
        """Make an instance path fit for a report."""
        return self._without(path(text), SHORTEST_SECRET)

    def whole(self, text: str) -> str:
        """Look through a finished report once more, for the tokens in use: the last line of defence."""
        return self._without(text, SHORTEST_FOR_WHOLE_TEXT)

    def _without(self, text: str, shortest: int) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            if len(secret) >= shortest:
                text = text.replace(secret, MASK)
        return text


def redactor(secrets: Iterable[str | None] = ()) -> Redactor:
    """Make a redactor of the tokens in use; those that there are not are left out."""
    return Redactor(frozenset(secret for secret in secrets if secret))
