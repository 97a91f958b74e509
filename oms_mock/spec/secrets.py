"""What a secret is: known by the key it stands under, by its shape, or by the name before it in running text.

Documents (`filled`, `is_secret`) and single values (`hidden`, `masked`) have keys. Text of unknown form, such as the
words of a server, has none: `redacted` recognises more shapes there, since a false alarm costs only readability.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oms_mock.spec.json_path import Path

CANARY = "OMSMOCK-CANARY-"
"""A value with this published prefix is a test value, not a secret."""

MASK = "***"
"""Replaces a secret where a person reads."""

_WORD = (
    r"passw(?:or)?d|pwd|secret|token|api[_-]?key|private[_-]?key|credential|auth[_-]?key|access[_-]?key|authorization"
)
_SIGNED_WORD = f"{_WORD}|signature"
"""A signature is a secret in a URL and in text; a key of a document that is called so is not."""

_LOGIN = r"(?<=://)[^/@\s:]*:(?!\*{3}@)[^/@\s]+(?=@)"
"""The user and password of a URL, unless the password is masked already."""

_JWT = r"(?<![A-Za-z0-9_-])(?>[A-Za-z0-9_-]*?eyJ)[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]{5,}+(?:\.[A-Za-z0-9_-]*+)?"
"""A JSON web token, with the word in front of it. A search takes linear time, as it tries each word once."""
_HEX = r"(?<![A-Za-z0-9])[0-9A-Fa-f]{32,}(?![A-Za-z0-9])"
"""A key of Django REST framework has 40 digits."""
_BASE64 = (
    r"(?<![A-Za-z0-9_+-])(?=[A-Za-z0-9_+-]*[0-9])(?=[A-Za-z0-9_+-]*[a-z])(?=[A-Za-z0-9_+-]*[A-Z])"
    r"[A-Za-z0-9_+-]{32,}={0,2}"
)

_SECRET_KEY = re.compile(_WORD, re.IGNORECASE)
_NOT_A_SECRET = re.compile(r"url|subject|template|expir|username|_type$|_id$|name$", re.IGNORECASE)
_SECRET_SHAPE = re.compile(
    rf"(?P<login>{_LOGIN})|(?P<parameter>(?<=[?&])[a-z_-]*(?:{_SIGNED_WORD})=)[^&\s]+|(?P<jwt>{_JWT})", re.IGNORECASE
)
"""Credentials inside of a URL, and JSON web tokens."""
_SHAPE_IN_TEXT = re.compile(f"{_LOGIN}|{_JWT}|{_HEX}|{_BASE64}", re.ASCII)
_NAMED_IN_TEXT = re.compile(
    rf"""((?<![A-Za-z0-9_-])["']?(?=[A-Za-z0-9_-]*?(?:{_SIGNED_WORD}))[A-Za-z0-9_-]*+["']?"""
    r"""(?:=|(?<=["']):)\s*)("[^"]*"|'[^']*'|[^\s&;,"']+)""",
    re.ASCII | re.IGNORECASE,
)


def redacted(text: str) -> str:
    """Mask what is named or shaped like a secret in text of unknown form."""
    named = _NAMED_IN_TEXT.sub(lambda match: match[1] + MASK, text)
    return _SHAPE_IN_TEXT.sub(MASK, named)


def looks_like_secret(text: str) -> bool:
    """Return whether a part of a string has the shape of a secret."""
    return _SHAPE_IN_TEXT.search(text) is not None


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
    """Return whether the string under a key is a secret: filled, not a canary, and named or shaped like one."""
    if not value or value.startswith(CANARY):
        return False
    return is_secret_key(key) or any(CANARY not in found[0] for found in _SECRET_SHAPE.finditer(value))


def is_secret_key(key: str) -> bool:
    """Return whether a key names a secret."""
    return _SECRET_KEY.search(key) is not None and _NOT_A_SECRET.search(key) is None


def masked(key: str, value: str) -> str:
    """Replace a secret by a canary: the whole string, or the parts that have the shape of one."""
    if is_secret_key(key):
        return CANARY + re.sub("[^A-Z0-9]+", "-", key.upper()).strip("-")
    return _SECRET_SHAPE.sub(_canary, value)


def hidden(key: str, value: str) -> str:
    """Replace a secret by asterisks: the whole string, or the parts that have the shape of one."""
    if is_secret_key(key):
        return MASK
    if "=" not in value and "://" not in value and "eyj" not in value.lower():
        return value  # most strings have none of the shapes, and the search is slow
    return _SECRET_SHAPE.sub(lambda match: f"{match['parameter'] or ''}{MASK}", value)


def before_any(text: str) -> str:
    """Cut text of unknown form off at the first word that names a secret."""
    found = _SECRET_KEY.search(text)
    return hidden("", f"{text[: found.end()]}{MASK}" if found else text)


def _canary(match: re.Match[str]) -> str:
    if match["login"]:
        return f"{CANARY}USER:{CANARY}PASSWORD"
    return f"{match['parameter'] or ''}{CANARY}TOKEN"


def _key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")
