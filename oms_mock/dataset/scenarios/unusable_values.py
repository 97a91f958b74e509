"""Find values that satisfy the JSON Schemas, and that the OMS or its database cannot use.

JSON Schema counts 1e308 as an integer, and its dates may have leap seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from oms_mock import clock
from oms_mock.spec.json_path import Document, Path, to_string
from oms_mock.spec.mutation_conditions import FREE_FORM

DATES = frozenset(("created_date", "modified_date", "date_placed", "remote_modified_date"))
LARGEST = 2.0**63


def of_document(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the path of each such value, and the problem. Free-form objects may contain anything."""
    for path, problem in _problems(document, ()):
        yield to_string(path), problem


def _problems(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, float) and abs(value) >= LARGEST:
        yield path, "does not fit into 64 bits"
    for key, child in _children(value):
        if key in DATES and isinstance(child, str) and not _is_date(child):
            yield (*path, key), "is a date that cannot be stored, such as a leap second"
        yield from _problems(child, (*path, key))


def _children(value: Any) -> Iterable[tuple[str | int, Any]]:
    """Return the values inside a value, except those of free-form objects."""
    if isinstance(value, dict):
        return ((key, child) for key, child in value.items() if key not in FREE_FORM)
    return enumerate(value) if isinstance(value, list) else ()


def _is_date(text: str) -> bool:
    try:
        clock.from_wire(text)
    except ValueError:
        return False
    return True
