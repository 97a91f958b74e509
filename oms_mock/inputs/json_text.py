"""Read JSON strictly: one document in UTF-8, no repeated keys, no NaN, limited nesting."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from oms_mock.errors import UnusableValueError
from oms_mock.inputs.paths import ROOT, path_of, shown

DEEPEST = 64
"""Levels of nesting in a document; the JSON writer stops at 254."""
LARGEST = 2**63 - 1


def parse(content: bytes) -> Any:
    """Return the document in `content`; a byte order mark is ignored. Raises UnusableValueError."""
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text, object_pairs_hook=_object, parse_constant=_reject_constant)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as error:
        raise UnusableValueError(ROOT, f"is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnusableValueError(ROOT, f"is not JSON: {error.msg} at {place}") from None
    except ValueError as error:
        raise UnusableValueError(ROOT, f"is not JSON: {error}") from None
    if is_deeper_than(document, DEEPEST):
        raise _too_deep()
    return document


def require_storable(value: Any, steps: tuple[str | int, ...] = ()) -> None:
    """Reject values that Python reads from JSON but a database or a response cannot hold. Raises UnusableValueError."""
    if len(steps) > DEEPEST:
        raise _too_deep()
    if problem := _storage_problem(value):
        raise UnusableValueError(path_of(steps), problem)
    if isinstance(value, dict):
        for key, child in value.items():
            require_storable(key, steps)
            require_storable(child, (*steps, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            require_storable(child, (*steps, index))


def is_deeper_than(document: Any, levels: int) -> bool:
    """Return whether objects and lists are nested more than `levels` deep."""
    level = [document]
    for _ in range(levels):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return any(isinstance(value, dict | list) for value in level)


def _storage_problem(value: Any) -> str | None:
    if isinstance(value, str) and any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value):
        return "contains NUL or an unpaired surrogate"
    if isinstance(value, int) and abs(value) > LARGEST:
        return "does not fit into 64 bits"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not a finite number"
    return None


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise UnusableValueError(ROOT, f"the key {shown(repeated)} is repeated in one object")
    return found


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _too_deep() -> UnusableValueError:
    return UnusableValueError(ROOT, f"is nested more than {DEEPEST} deep")
