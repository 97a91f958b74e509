"""Paths in JSON documents, such as `$.orderitem_set[*].price`: write, parse and list them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Final


class Every(Enum):
    """The step of a path that stands for all elements of a list."""

    ELEMENT = "[*]"


ALL: Final = Every.ELEMENT
Path = tuple[str | int | Every, ...]
"""Keys from the root of a document to a value; an integer is one element of a list, ALL every one."""

Document = dict[str, Any]
"""A JSON object: an order, a webhook event, the body of a request."""

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\*|\d{1,9})\]", re.ASCII)
_PATH = re.compile(rf"\$(?:{_STEP.pattern})*", re.ASCII)


def to_string(path: Iterable[str | int | Every]) -> str:
    """Write a path: `$.orderitem_set[*].price`."""
    return "$" + "".join(f".{step}" if isinstance(step, str) else _index(step) for step in path)


def parse(string: str) -> Path:
    """Parse a path that `to_string` writes. Raises ValueError."""
    if not _PATH.fullmatch(string):
        raise ValueError(f"{string[:80]!r} is not a path: write $, then .key, [*] or [0] for each step")
    return tuple(_step(key, index) for key, index in _STEP.findall(string))


def walk(document: Any) -> Iterator[Path]:
    """Yield every path of a document once, the root `()` first; elements of a list share ALL."""
    yield from dict.fromkeys(_walk(document, ()))


def _walk(value: Any, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _walk(child, (*path, key))
    elif isinstance(value, list):
        for child in value:
            yield from _walk(child, (*path, ALL))


def _index(step: int | Every) -> str:
    return step.value if isinstance(step, Every) else f"[{step}]"


def _step(key: str, index: str) -> str | int | Every:
    return key or (ALL if index == ALL.value.strip("[]") else int(index))
