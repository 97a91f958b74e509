"""Check that a JSON document can be stored and sent again.

Python's parser accepts more than that: NUL and unpaired surrogates in strings and keys, integers beyond 64 bits,
numbers that overflow to infinity, and deep nesting. `problems` finds every such value, `require` raises for the first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from oms_mock.errors import UnusableValueError
from oms_mock.spec.json_path import Path, to_string

MAX_DEPTH = 64
"""Objects and lists nested in each other. orjson writes up to 254."""
MAX_INTEGER = 2**63 - 1


def require(document: Any) -> None:
    """Raise UnusableValueError for the first value that cannot be stored."""
    for path, problem in problems(document):
        raise UnusableValueError(to_string(path), problem)


def problems(document: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Find the values that cannot be stored: the path of each, and the problem. A key is reported at its object."""
    if not isinstance(document, dict | list):
        yield from ((path, problem) for problem in _problem(document))
    elif len(path) >= MAX_DEPTH:
        yield path, f"is nested more than {MAX_DEPTH} levels deep"
    else:
        yield from _problems_inside(document, path)


def is_deeper_than(document: Any, levels: int) -> bool:
    """Return whether objects and lists are nested more than `levels` deep. Does not recurse."""
    level = [document] if isinstance(document, dict | list) else []
    for _ in range(levels):
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
        if not level:
            return False
    return bool(level)


def _problems_inside(document: dict[str, Any] | list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(document, list):
        for index, child in enumerate(document):
            yield from problems(child, (*path, index))
        return
    for key, child in document.items():
        yield from ((path, problem) for problem in _problem(key))
        yield from problems(child, (*path, key))


def _problem(value: Any) -> Iterator[str]:
    if isinstance(value, str) and any(each == "\0" or "\ud800" <= each <= "\udfff" for each in value):
        yield "contains NUL or an unpaired surrogate"
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        yield "does not fit into 64 bits"
    elif isinstance(value, float) and not math.isfinite(value):
        yield "must be a finite number"


def _children(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
