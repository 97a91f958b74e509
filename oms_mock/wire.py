"""Serialize JSON as Django REST framework's renderer does: compact, in UTF-8, without escapes."""

from __future__ import annotations

import json
from typing import Any

import orjson

_LINE_SEPARATORS = (
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def dumps(value: Any) -> bytes:
    """Return a document of plain values as JSON.

    U+2028 and U+2029 are escaped, as DRF does for old JavaScript engines.
    """
    return _escaped(orjson.dumps(value))


def indented(body: bytes, spaces: int) -> bytes:
    """Return JSON with an indentation of `spaces` per level."""
    return _escaped(json.dumps(json.loads(body), indent=spaces, ensure_ascii=False).encode())


def _escaped(body: bytes) -> bytes:
    for character, escape in _LINE_SEPARATORS:
        body = body.replace(character, escape)
    return body
