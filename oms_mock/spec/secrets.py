"""What in a document is a secret, known by its key or by its shape; and which secrets are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oms_mock.spec.json_path import Path

CANARY = "OMSMOCK-CANARY-"
"""What begins with this published prefix is no secret, whoever serves it."""

MASK = "***"
"""Stands where a person reads, in the place of a secret."""

_SECRET_KEY = re.compile(
    r"passw(or)?d|pwd|secret|token|api[_-]?key|private[_-]?key|credential|auth[_-]?key|access[_-]?key|authorization",
    re.IGNORECASE,
)
_NOT_A_SECRET = re.compile(r"url|subject|template|expir|username|_type$|_id$|name$", re.IGNORECASE)
_SECRET_SHAPE = re.compile(
    r"(?P<login>(?<=://)[^/@\s:]*:[^/@\s]+(?=@))"
    r"|(?P<parameter>(?<=[?&])[a-z_-]*(?:token|secret|passw(?:or)?d|signature|api_?key)=)[^&\s]+"
    r"|(?P<jwt>eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?)",
    re.IGNORECASE,
)
"""Credentials inside of a URL, and JSON web tokens."""


def filled(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of filled secrets, at any depth."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from filled(child, (*path, name))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from filled(child, (*path, index))
    elif isinstance(value, str) and is_secret(_key(path), value):
        yield path


def is_secret(key: str, value: str) -> bool:
    """Whether a text under a key is a secret: filled, not a canary, and named or shaped like one."""
    if not value or value.startswith(CANARY):
        return False
    return is_secret_key(key) or any(CANARY not in found[0] for found in _SECRET_SHAPE.finditer(value))


def is_secret_key(key: str) -> bool:
    """Whether a key names a secret."""
    return _SECRET_KEY.search(key) is not None and _NOT_A_SECRET.search(key) is None


def masked(key: str, value: str) -> str:
    """Put a canary in the place of a secret: of the whole text, or of what is shaped like one inside it."""
    if is_secret_key(key):
        return CANARY + re.sub("[^A-Z0-9]+", "-", key.upper()).strip("-")
    return _SECRET_SHAPE.sub(_canary, value)


def hidden(key: str, value: str) -> str:
    """Put asterisks in the place of a secret: of the whole text, or of what is shaped like one inside it."""
    if is_secret_key(key):
        return MASK
    if "=" not in value and "://" not in value and "eyj" not in value.lower():
        return value  # most texts are none of the shapes, and looking for these takes long
    return _SECRET_SHAPE.sub(lambda match: f"{match['parameter'] or ''}{MASK}", value)


def before_any(text: str) -> str:
    """Return what stands in a text of unknown form before the first word that names a secret."""
    found = _SECRET_KEY.search(text)
    return hidden("", f"{text[: found.end()]}{MASK}" if found else text)


def _canary(match: re.Match[str]) -> str:
    if match["login"]:
        return f"{CANARY}USER:{CANARY}PASSWORD"
    return f"{match['parameter'] or ''}{CANARY}TOKEN"


def _key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")
