"""The file of a baseline: JSON that people edit, sorted, and refused with its place where it is wrong."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from oms_mock.contract import whole_file
from oms_mock.contract.baseline import Baseline
from oms_mock.contract.known import Entry
from oms_mock.errors import SetupError

VERSION = 1


def read(path: Path) -> Baseline:
    """Read a baseline. Raises FileNotFoundError where there is none, and SetupError that names file and place."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{path}: {_words(error)}") from None


def write(path: Path, baseline: Baseline) -> None:
    """Put a baseline in its place, whole. Raises SetupError."""
    try:
        whole_file.write(path.resolve(), text(baseline))
    except OSError as error:
        raise SetupError(_unwritable(path, error)) from None


def prepare(path: Path) -> None:
    """See that a baseline can be written. Raises SetupError."""
    try:
        whole_file.attempt(path.resolve())
    except OSError as error:
        raise SetupError(_unwritable(path, error)) from None


def parse(content: str) -> Baseline:
    """Read the text of a baseline. Raises ValueError that names the place."""
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("not an object with the keys version and findings")
    _refuse_unknown_keys(document, ("version", "findings"))
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise ValueError(f'"version" is not {VERSION}, the only one that is understood')
    found = document.get("findings")
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
    day = _date(word.strip())
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
    _refuse_unknown_keys(record, _KEYS)
    if record.get("id") is None:
        raise ValueError('"id" is missing')
    values: dict[str, Any] = {}
    for key, value in record.items():
        reader, wanted = _KINDS[_KEYS[key]]
        values[key] = reader(value)
        if values[key] is None and value is not None:
            raise ValueError(f'"{key}" is not {wanted}')
    return Entry(**{key: value for key, value in values.items() if value is not None})


def _id(value: Any) -> str | None:
    return value if isinstance(value, str) and re.fullmatch("[0-9a-f]{12}", value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.isprintable() else None


def _date(value: Any) -> date | None:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


_KINDS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "id": (_id, "twelve hex digits"),
    "text": (_text, "a text of one line"),
    "date": (_date, "a date, such as 2027-03-31"),
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


def _refuse_unknown_keys(record: dict[str, Any], known: Iterable[str]) -> None:
    for key in record:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{json.dumps(key[:40])} is no key of it{hint}")


def _words(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: not JSON"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _unwritable(path: Path, error: OSError) -> str:
    return f"cannot write to {path}: {error.strerror}: try another --baseline"
