"""Make text from a deployment safe to show: no control characters, no workflow commands of a CI, no secrets."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from oms_mock.spec import secrets
from oms_mock.spec.printable import neutralise
from oms_mock.spec.secrets import MASK

UNNAMED = "<key>"
"""Replaces, in a path, a key that may be personal data: an e-mail address, a name."""

SHORTEST_SECRET = 6
SHORTEST_FOR_WHOLE_TEXT = 12
"""A shorter token could equal a word of the report itself."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
_CONSTANT = re.compile(r"[a-z][a-z0-9_]{0,31}|[0-9]{1,3}", re.ASCII)
_SEGMENT = re.compile(r"\.([^.\[]*)|\[([^\]]*)\]?")
_PLACE = re.compile(r"\*|[0-9]{1,9}", re.ASCII)

_SEPARATORS = str.maketrans(".[", "\x00\x00")

_LOOKS_LIKE_AN_ID = re.compile(r"[0-9]{6}|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", re.ASCII)


def key(name: str) -> str:
    """Return a key that looks like an identifier; else `<key>`."""
    is_name = _IDENTIFIER.fullmatch(name) and not _LOOKS_LIKE_AN_ID.search(name)
    return name if is_name and not secrets.looks_like_secret(name) else UNNAMED


def constant(value: str, known: Container[str] = ()) -> str | None:
    """Return a value of a field with a list of constants if it is known or looks like an identifier; else None."""
    is_constant = _CONSTANT.fullmatch(value) and not _LOOKS_LIKE_AN_ID.search(value)
    return value if value in known or (is_constant and not secrets.looks_like_secret(value)) else None


def below(path: str, name: str) -> str:
    """Append a key to an instance path as one step, which `path` then keeps or replaces as a whole."""
    return f"{path}.{name.translate(_SEPARATORS)}"


def path(text: str) -> str:
    """Return an instance path that keeps only `$`, indices, `*` and keys that look like identifiers."""
    return "$" + "".join(_segment(match) for match in _SEGMENT.finditer(text))


def _segment(match: re.Match[str]) -> str:
    name, place = match.groups()
    if name is None:
        return f"[{place if _PLACE.fullmatch(place) else UNNAMED}]"
    return f".{name if name == '*' else key(name)}"


@dataclass(frozen=True)
class Redactor:
    """Masks the tokens in use, and what looks like a secret."""

    tokens: frozenset[str] = frozenset()

    def clean(self, text: str) -> str:
        """Return text of unknown origin, masked and safe to show."""
        return neutralise(self.mask(text))

    def mask(self, text: str) -> str:
        """Mask the tokens in use, and what is named or looks like a secret."""
        return secrets.redacted(self._without(text, SHORTEST_SECRET))

    def path(self, text: str) -> str:
        """Return an instance path that is safe to show."""
        return self._without(path(text), SHORTEST_SECRET)

    def mask_tokens(self, text: str) -> str:
        """Mask the tokens in use in a finished report: the last line of defence."""
        return self._without(text, SHORTEST_FOR_WHOLE_TEXT)

    def _without(self, text: str, shortest: int) -> str:
        for token in sorted(self.tokens, key=len, reverse=True):
            if len(token) >= shortest:
                text = text.replace(token, MASK)
        return text


def redactor(tokens: Iterable[str | None] = ()) -> Redactor:
    """Return a redactor for the tokens in use; empty ones are left out."""
    return Redactor(frozenset(token for token in tokens if token))
