"""The file of a baseline: sorted JSON that people edit."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from oms_mock.contract.outcome import edited_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.contract.outcome.edited_file import FindingId
from oms_mock.inputs import durations
from oms_mock.inputs.documents import DocumentSchema, keys, load
from oms_mock.inputs.fields import Anything, Day, ListOf, Part, Text, day
from oms_mock.inputs.paths import ROOT, below

VERSION = 1
OPTION = "--baseline"
MOST = 1_000_000
LONGEST = 100_000
_LONGEST_EXPIRY = 9_999 * durations.SECONDS["d"]


class _Line(Text):
    """A string of one line, or null."""

    def __init__(self) -> None:
        super().__init__(most=LONGEST, wanted="a string of one line", allow_none=True)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str) or not value.isprintable():
            raise ValidationError("must be a string of one line")
        return value


class BaselineEntrySchema(DocumentSchema):
    """A finding that is accepted. The keys are written in this order."""

    id = FindingId(required=True)
    rule = _Line()
    kind = _Line()
    endpoint = _Line()
    path = _Line()
    reason = _Line()
    ticket = _Line()
    expires = Day(allow_none=True)
    first_seen = Day(allow_none=True)
    last_seen = Day(allow_none=True)

    @post_load
    def _entry(self, data: dict[str, Any], **_: Any) -> BaselineEntry:
        return BaselineEntry(**{key: value for key, value in data.items() if value is not None})


class BaselineSchema(DocumentSchema):
    """A baseline."""

    version = Anything()
    findings: fields.Field[Any] = ListOf(
        Part(BaselineEntrySchema), most=MOST, wanted="a list of entries", required=True
    )

    @validates_schema
    def _require_different_ids(self, data: dict[str, Any], **_: Any) -> None:
        places: dict[str, int] = {}
        for place, entry in enumerate(data["findings"]):
            first = places.setdefault(entry.id, place)
            if first != place:
                problem = f"is the same as that of {below(below(ROOT, 'findings'), first)}"
                raise ValidationError({"findings": {place: {"id": [problem]}}})


def read(path: Path) -> Baseline:
    """Read a baseline. Raises FileNotFoundError where there is none, and SetupError that names every problem."""
    return edited_file.read(path, parse)


def write(path: Path, baseline: Baseline) -> None:
    """Replace the file of a baseline. Raises SetupError."""
    edited_file.write(path, text(baseline), OPTION)


def prepare(path: Path) -> None:
    """Check that a baseline can be written. Raises SetupError."""
    edited_file.prepare(path, OPTION)


def parse(document: Any) -> Baseline:
    """Return the baseline that a document describes. Raises UnusableValueError with every problem."""
    edited_file.require_version(document, VERSION)
    return Baseline(tuple(load(BaselineSchema(), document)["findings"]))


def text(baseline: Baseline) -> str:
    """Return the content of the file: the same bytes for the same entries in any order."""
    written = {"version": VERSION, "findings": [_record(entry) for entry in baseline.ordered]}
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"


def expiry(word: str, today: date) -> date:
    """Return a last day, written as 2027-03-31 or as a duration from today, 30d. Raises ValueError."""
    with suppress(ValueError):
        return today + timedelta(seconds=durations.parse(word, longest=_LONGEST_EXPIRY))
    try:
        last = day(word.strip())
    except ValueError:
        raise ValueError(f"{word!r} is not a day: write 2027-03-31, or 30d") from None
    if last < today:
        raise ValueError(f"{word!r} is in the past: write a later day, or 30d")
    return last


def _record(entry: BaselineEntry) -> dict[str, Any]:
    values = asdict(entry)
    return {
        key: values[key].isoformat() if isinstance(values[key], date) else values[key]
        for key in keys(BaselineEntrySchema)
    }
