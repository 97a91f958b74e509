"""The file of a baseline: JSON that people edit, sorted, and refused with its place where it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from oms_mock.contract.outcome import edited_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.known import Entry

VERSION = 1
OPTION = "--baseline"


def read(path: Path) -> Baseline:
    """Read a baseline. Raises FileNotFoundError where there is none, and SetupError that names file and place."""
    return edited_file.read(path, parse)


def write(path: Path, baseline: Baseline) -> None:
    """Put a baseline in its place, whole. Raises SetupError."""
    edited_file.write(path, text(baseline), OPTION)


def prepare(path: Path) -> None:
    """See that a baseline can be written. Raises SetupError."""
    edited_file.prepare(path, OPTION)


def parse(content: str) -> Baseline:
    """Read the text of a baseline. Raises ValueError that names the place."""
    found = edited_file.document(content, VERSION, "findings")
    if not isinstance(found, list):
        raise ValueError('"findings" is not a list')
    return Baseline(tuple(_entries(found)))


def text(baseline: Baseline) -> str:
    """Write a baseline: the same bytes for the same entries, in whatever order they are."""
    written = {"version": VERSION, "findings": [_record(entry) for entry in baseline.ordered]}
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"


def expiry(word: str, today: date) -> date:
    """Read a last day, 2027-03-31, or so many days from today, 30d. Raises ValueError."""
    if match := re.fullmatch(r"([0-9]{1,4})d", word.strip()):
        return today + timedelta(days=int(match[1]))
    day = edited_file.day(word.strip())
    if day is None:
        raise ValueError(f"{word!r} is no day: write 2027-03-31, or 30d")
    if day < today:
        raise ValueError(f"{word!r} is over: write a day to come, or 30d")
    return day


def _record(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    return {key: values[key].isoformat() if isinstance(values[key], date) else values[key] for key in _KEYS}


def _entries(found: list[Any]) -> Iterator[Entry]:
    places: dict[str, int] = {}
    for place, record in enumerate(found, start=1):
        try:
            entry = _entry(record)
        except ValueError as error:
            raise ValueError(f"entry {place}: {error}") from None
        if entry.id in places:
            raise ValueError(f'entry {place}: "id" is that of entry {places[entry.id]}')
        places[entry.id] = place
        yield entry


def _entry(record: Any) -> Entry:
    if not isinstance(record, dict):
        raise ValueError("not an object")
    edited_file.refuse_unknown_keys(record, _KEYS)
    if record.get("id") is None:
        raise ValueError('"id" is missing')
    values: dict[str, Any] = {}
    for key, value in record.items():
        reader, wanted = _KINDS[_KEYS[key]]
        values[key] = reader(value)
        if values[key] is None and value is not None:
            raise ValueError(f'"{key}" is not {wanted}')
    return Entry(**{key: value for key, value in values.items() if value is not None})


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isprintable() else None


_KINDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "id": (edited_file.finding_id, "twelve hex digits"),
    "text": (_text, "a text of one line"),
    "date": (edited_file.day, "a date, such as 2027-03-31"),
}
_KEYS = {
    "id": "id",
    "rule": "text",
    "kind": "text",
    "endpoint": "text",
    "path": "text",
    "reason": "text",
    "ticket": "text",
    "expires": "date",
    "first_seen": "date",
    "last_seen": "date",
}
"""The keys of an entry, in the order in which they are written, and what their values are."""
