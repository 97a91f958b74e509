"""JSON bytes as Django REST framework's renderer writes them: compact, UTF-8, unescaped."""

from __future__ import annotations

from typing import Any

import orjson

_LINE_SEPARATORS = (
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)


def dumps(value: Any) -> bytes:
    """Write a document of plain values.

    U+2028 and U+2029 are escaped, as DRF does for the sake of old JavaScript engines.
    """
    body = orjson.dumps(value)
    for character, escape in _LINE_SEPARATORS:
        body = body.replace(character, escape)
    return body
