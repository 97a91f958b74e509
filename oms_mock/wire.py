"""Serialize JSON as Django REST framework's renderer does: compact, in UTF-8, without escapes."""

from __future__ import annotations

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
    body = orjson.dumps(value)
    for character, escape in _LINE_SEPARATORS:
        body = body.replace(character, escape)
    return body
