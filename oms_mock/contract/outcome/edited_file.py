"""JSON files that people edit: read, refused with their place where they are wrong, and written whole."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from oms_mock.errors import SetupError
from oms_mock.spec import atomic_file

Content = TypeVar("Content")


def read(path: Path, parse: Callable[[str], Content]) -> Content:
    """Read a file. Raises FileNotFoundError where there is none, and SetupError that names file and place.

    `parse` raises ValueError, whose text names the place.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SetupError(f"{path}: {_words(error)}") from None


def write(path: Path, text: str, option: str) -> None:
    """Put a text in its place, whole; `option` is what named the file. Raises SetupError."""
    try:
        atomic_file.write(path.resolve(), text)
    except OSError as error:
        raise SetupError(_unwritable(path, error, option)) from None


def prepare(path: Path, option: str) -> None:
    """See that a file can be written. Raises SetupError."""
    try:
        atomic_file.attempt(path.resolve())
    except OSError as error:
        raise SetupError(_unwritable(path, error, option)) from None


def document(content: str, version: int, key: str) -> Any:
    """Read the outermost object, and return what stands under its key. Raises ValueError that names the place."""
    outermost = json.loads(content)
    if not isinstance(outermost, dict):
        raise ValueError(f"not an object with the keys version and {key}")
    refuse_unknown_keys(outermost, ("version", key))
    if outermost.get("version") != version or isinstance(outermost["version"], bool):
        raise ValueError(f'"version" is not {version}, the only one that is understood')
    return outermost.get(key)


def refuse_unknown_keys(record: dict[str, Any], known: Iterable[str]) -> None:
    """Raise ValueError for a key that is not known, with the one that may be meant."""
    for key in record:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"{json.dumps(key[:40])} is no key of it{hint}")


def day(value: Any) -> date | None:
    """Read a date as it is written in these files, 2027-03-31; None if it is none."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def finding_id(value: Any) -> str | None:
    """Read the id of a finding; None if it is none."""
    return value if isinstance(value, str) and re.fullmatch("[0-9a-f]{12}", value) else None


def _words(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: not JSON"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _unwritable(path: Path, error: OSError, option: str) -> str:
    return f"cannot write to {path}: {error.strerror}: try another {option}"
