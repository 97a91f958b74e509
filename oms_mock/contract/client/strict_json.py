"""Parse JSON strictly: return the document of a body, and why the body is not well-formed.

A body that is the same byte for byte when serialised again cannot contain a duplicate key, NaN or invalid UTF-8:
that is the fast path. Any other body, even for one blank, takes the exact path.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import Any, Final

import orjson

from oms_mock.contract.client.interaction import MISSING, Flaw

MAX_DEPTH: Final = 254
"""Levels of nesting: as many as orjson serialises, so that both paths reject the same."""

MAX_DIGITS: Final = 640
"""Digits of an integer that are parsed: fewer than any limit that Python can be configured with."""

_BROKEN_OFF = re.compile(r"(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|\.|[eE][-+]?|u[0-9a-fA-F]{0,4})?")
"""What truncation can leave of a word, a number or an escape, or nothing."""


class _NotANumberError(Exception):
    pass


class _Pairs:
    """Builds objects, and records whether one of them has a duplicate key."""

    def __init__(self) -> None:
        self.repeated = False

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        self.repeated |= len(document) < len(pairs)
        return document


def parse(body: bytes) -> tuple[Any, Flaw | None]:
    """Return the document, or MISSING, and the flaw of the body, if it has one.

    A duplicate key keeps its last value. Excessive numbers are cut: integers to their first digits, others to the
    largest float. Never raises.
    """
    try:
        document = orjson.loads(body)
        if orjson.dumps(document) == body:
            return document, None
    except (ValueError, TypeError):
        pass  # the exact path finds out what is wrong
    return _parse_exactly(body)


def _parse_exactly(body: bytes) -> tuple[Any, Flaw | None]:
    encoding = json.detect_encoding(body)
    is_utf8 = encoding.startswith("utf-8")
    document, flaw = _parse_text(body.decode(encoding, "surrogateescape" if is_utf8 else "replace"))
    if document is MISSING:
        return MISSING, flaw
    misfit = None if encoding == "utf-8" else Flaw.ENCODING
    try:
        orjson.dumps(document)
    except TypeError:  # too deep, a lone surrogate, or an integer of more than 64 bits, which is accepted
        if _is_too_deep(document):
            return MISSING, Flaw.NOT_JSON
        document, misfit = _without_surrogates(document)
    return document, flaw or misfit


def _parse_text(text: str) -> tuple[Any, Flaw | None]:
    pairs = _Pairs()
    try:
        document = json.loads(
            text, object_pairs_hook=pairs, parse_int=_integer, parse_float=_real, parse_constant=_reject_constant
        )
    except _NotANumberError:
        return MISSING, Flaw.NAN
    except json.JSONDecodeError as error:
        return MISSING, Flaw.TRUNCATED if _is_cut(text, error) else Flaw.NOT_JSON
    except RecursionError:
        return MISSING, Flaw.NOT_JSON
    return document, Flaw.DUPLICATE_KEY if pairs.repeated else None


def _integer(digits: str) -> int:
    return int(digits[:MAX_DIGITS])


def _real(digits: str) -> float:
    return max(-sys.float_info.max, min(sys.float_info.max, float(digits)))


def _reject_constant(_: str) -> Any:
    raise _NotANumberError


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    if error.msg.startswith("Unterminated string"):
        return True
    return text[:1] in {"{", "["} and _BROKEN_OFF.fullmatch(text, error.pos) is not None


def _without_surrogates(document: Any) -> tuple[Any, Flaw | None]:
    text = json.dumps(document, ensure_ascii=False)
    encoded = text.encode(errors="replace")
    return (document, None) if encoded.decode() == text else (json.loads(encoded), Flaw.ENCODING)


def _is_too_deep(document: Any) -> bool:
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
