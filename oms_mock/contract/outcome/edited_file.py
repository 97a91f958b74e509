"""JSON files that people edit: a version and one section, validated with a schema, and written atomically."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from oms_mock.errors import SetupError, UnusableValueError
from oms_mock.inputs import json_text
from oms_mock.inputs.documents import NOT_AN_OBJECT
from oms_mock.inputs.fields import Text
from oms_mock.inputs.paths import ROOT, below
from oms_mock.spec import atomic_file

Content = TypeVar("Content")

MOST_PROBLEMS = 10
"""That an error message lists."""


class FindingId(Text):
    """The id of a finding."""

    def __init__(self, **options: Any) -> None:
        super().__init__(pattern="^[0-9a-f]{12}$", wanted="twelve hex digits", **options)


def read(path: Path, parse: Callable[[Any], Content]) -> Content:
    """Return what `parse` makes of the document in a file; it raises UnusableValueError.

    Raises FileNotFoundError where there is no file, and SetupError that names the file and every problem.
    """
    try:
        return parse(json_text.parse(path.read_bytes()))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}") from None
    except UnusableValueError as error:
        raise SetupError(f"{path}: {_listed(error)}") from None


def require_version(document: Any, version: int) -> None:
    """Reject a file of another version, before its keys are validated. Raises UnusableValueError."""
    if not isinstance(document, dict):
        raise UnusableValueError(ROOT, NOT_AN_OBJECT)
    found = document.get("version")
    if found != version or isinstance(found, bool):
        raise UnusableValueError(below(ROOT, "version"), f"must be {version}, the only version that is understood")


def write(path: Path, text: str, option: str) -> None:
    """Replace a file; `option` is the one that named it. Raises SetupError."""
    try:
        atomic_file.write(path.resolve(), text)
    except OSError as error:
        raise SetupError(_unwritable(path, error, option)) from None


def prepare(path: Path, option: str) -> None:
    """Check that a file can be written. Raises SetupError."""
    try:
        atomic_file.attempt(path.resolve())
    except OSError as error:
        raise SetupError(_unwritable(path, error, option)) from None


def _listed(error: UnusableValueError) -> str:
    """List the problems in one line."""
    more = len(error.problems) - MOST_PROBLEMS
    listed = "; ".join(str(each) for each in error.problems[:MOST_PROBLEMS])
    return f"{listed}; and {more} more problems" if more > 0 else listed


def _unwritable(path: Path, error: OSError, option: str) -> str:
    return f"cannot write to {path}: {error.strerror}: try another {option}"
