"""The file of a fidelity ledger: sorted JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates, validates_schema

from oms_mock.contract import redaction
from oms_mock.contract.endpoints import ENDPOINTS, Endpoint
from oms_mock.contract.fidelity.fields import BODY, outlines
from oms_mock.contract.fidelity.ledger import CONTRADICTING, Ledger, LedgerEntry, Standing
from oms_mock.contract.outcome import edited_file
from oms_mock.contract.outcome.edited_file import FindingId
from oms_mock.inputs.documents import NOT_AN_OBJECT, DocumentSchema, load
from oms_mock.inputs.fields import Anything, Choice, Day, Part

VERSION = 1
OPTION = "--fidelity"


class LedgerEntrySchema(DocumentSchema):
    """What is known of a field. It has one of the first four keys."""

    verified = Day()
    seen_as_null = Day()
    contradicted = Day()
    found = Day()
    kind = Choice(sorted(CONTRADICTING))
    finding = FindingId()
    contradicted_before = Day()
    forms = Anything()

    def __init__(self, possible_forms: tuple[str, ...]) -> None:
        super().__init__()
        self.possible_forms = possible_forms

    @validates("forms")
    def _possible(self, forms: Any, **_: Any) -> None:
        if not self.possible_forms:
            raise ValidationError(f"is for the path {BODY} only")
        if not isinstance(forms, list) or not all(each in self.possible_forms for each in forms):
            raise ValidationError(f"must be a list of some of: {', '.join(self.possible_forms)}")

    @validates_schema
    def _one_standing(self, data: dict[str, Any], **_: Any) -> None:
        if len(data.keys() & set(Standing)) != 1:
            raise ValidationError(f"must have exactly one of {', '.join(Standing)}")

    @validates_schema
    def _of_a_contradiction(self, data: dict[str, Any], **_: Any) -> None:
        for key in ("kind", "finding"):
            if key in data and Standing.CONTRADICTED not in data:
                raise ValidationError(f"is for {Standing.CONTRADICTED} only", key)
            if Standing.CONTRADICTED in data and key not in data:
                raise ValidationError("is required", key)

    @post_load
    def _entry(self, data: dict[str, Any], **_: Any) -> LedgerEntry:
        (standing,) = (each for each in Standing if each in data)
        forms = tuple(sorted(set(data.get("forms", ()))))
        kind, finding = data.get("kind", ""), data.get("finding", "")
        return LedgerEntry(standing, data[standing], kind, finding, data.get("contradicted_before"), forms)


class Section(fields.Field[dict[str, LedgerEntry]]):
    """The entries of an endpoint, by the paths of its fields."""

    def __init__(self, endpoint: Endpoint, **options: Any) -> None:
        super().__init__(**options)
        self.endpoint = endpoint

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, LedgerEntry]:
        if not isinstance(value, dict):
            raise ValidationError(NOT_AN_OBJECT)
        entries, problems = {}, {}
        for path, written in value.items():
            try:
                entries[path] = self._entry(path, written)
            except ValidationError as error:
                problems[path] = error.messages
        if problems:
            raise ValidationError(problems)
        return entries

    def _entry(self, path: str, written: Any) -> LedgerEntry:
        if redaction.path(path) != path or redaction.UNNAMED in path:
            raise ValidationError("is not the path of a field")
        entry: LedgerEntry = LedgerEntrySchema(outlines(self.endpoint) if path == BODY else ()).load(written)
        return entry


def read(path: Path) -> Ledger:
    """Read a ledger. Raises FileNotFoundError where there is none, and SetupError that names every problem."""
    return edited_file.read(path, parse)


def write(path: Path, ledger: Ledger) -> None:
    """Replace the file of a ledger. Raises SetupError."""
    edited_file.write(path, text(ledger), OPTION)


def prepare(path: Path) -> None:
    """Check that a ledger can be written. Raises SetupError."""
    edited_file.prepare(path, OPTION)


def text(ledger: Ledger) -> str:
    """Return the content of the file: the same bytes for the same entries."""
    sections = {endpoint.label: _section(endpoint, ledger) for endpoint in ENDPOINTS}
    written = {"version": VERSION, "endpoints": {label: section for label, section in sections.items() if section}}
    return json.dumps(written, indent=2) + "\n"


def record(entry: LedgerEntry) -> dict[str, Any]:
    """Return an entry as it is written, without empty values."""
    values = {
        str(entry.standing): entry.day.isoformat(),
        "kind": entry.kind,
        "finding": entry.id,
        "contradicted_before": entry.contradicted_before.isoformat() if entry.contradicted_before else "",
        "forms": list(entry.forms),
    }
    return {key: value for key, value in values.items() if value}


def parse(document: Any) -> Ledger:
    """Return the ledger that a document describes. Raises UnusableValueError with every problem."""
    edited_file.require_version(document, VERSION)
    sections = load(_schema(), document)["endpoints"]
    return Ledger({(label, path): entry for label, section in sections.items() for path, entry in section.items()})


@cache
def _schema() -> Schema:
    """Return the schema; its keys are the endpoints."""
    sections = {each.name: Section(each, data_key=each.label, attribute=each.label) for each in ENDPOINTS}
    endpoints = Part(DocumentSchema.from_dict(dict(sections), name="Endpoints"), required=True)
    return DocumentSchema.from_dict({"version": Anything(), "endpoints": endpoints}, name="Ledger")()


def _section(endpoint: Endpoint, ledger: Ledger) -> dict[str, Any]:
    return {path: record(entry) for (label, path), entry in sorted(ledger.entries.items()) if label == endpoint.label}
