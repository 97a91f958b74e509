"""The file of a ledger: JSON, sorted, and refused with its place where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.endpoints import ENDPOINTS, Endpoint
from oms_mock.contract.fidelity.fields import BODY, outlines
from oms_mock.contract.fidelity.ledger import CONTRADICTING, Entry, Ledger, Place, Standing
from oms_mock.contract.outcome import edited_file

VERSION = 1
OPTION = "--fidelity"
_BY_LABEL = {endpoint.label: endpoint for endpoint in ENDPOINTS}
_KEYS = (*map(str, Standing), "kind", "finding", "contradicted_before", "forms")
"""The keys of an entry, in the order in which they are written; the first ones exclude each other."""


def read(path: Path) -> Ledger:
    """Read a ledger. Raises FileNotFoundError where there is none, and SetupError that names file and place."""
    return edited_file.read(path, parse)


def write(path: Path, ledger: Ledger) -> None:
    """Put a ledger in its place, whole. Raises SetupError."""
    edited_file.write(path, text(ledger), OPTION)


def prepare(path: Path) -> None:
    """See that a ledger can be written. Raises SetupError."""
    edited_file.prepare(path, OPTION)


def text(ledger: Ledger) -> str:
    """Write a ledger: the same bytes for the same entries."""
    sections = {endpoint.label: _section(endpoint, ledger) for endpoint in ENDPOINTS}
    written = {"version": VERSION, "endpoints": {label: section for label, section in sections.items() if section}}
    return json.dumps(written, indent=2) + "\n"


def record(entry: Entry) -> dict[str, Any]:
    """Return an entry as it is written: what is empty is left out."""
    values = {
        str(entry.standing): entry.day.isoformat(),
        "kind": entry.kind,
        "finding": entry.id,
        "contradicted_before": entry.contradicted_before.isoformat() if entry.contradicted_before else "",
        "forms": list(entry.forms),
    }
    return {key: value for key, value in values.items() if value}


def parse(content: str) -> Ledger:
    """Read the text of a ledger. Raises ValueError that names the place."""
    sections = edited_file.document(content, VERSION, "endpoints")
    if not isinstance(sections, dict):
        raise ValueError('"endpoints" is not an object')
    edited_file.refuse_unknown_keys(sections, _BY_LABEL)
    return Ledger(dict(_entries(sections)))


def _section(endpoint: Endpoint, ledger: Ledger) -> dict[str, Any]:
    return {path: record(entry) for (label, path), entry in sorted(ledger.entries.items()) if label == endpoint.label}


def _entries(sections: dict[str, Any]) -> Iterator[tuple[Place, Entry]]:
    for label, section in sections.items():
        if not isinstance(section, dict):
            raise ValueError(f"{label}: not an object")
        for path, written in section.items():
            if redaction.path(path) != path or redaction.UNNAMED in path:
                raise ValueError(f"{label}: {json.dumps(path[:40])} is no path of a field")
            try:
                yield (label, path), _entry(written, outlines(_BY_LABEL[label]) if path == BODY else ())
            except ValueError as error:
                raise ValueError(f"{label}: {path}: {error}") from None


def _entry(written: Any, outlines: tuple[str, ...]) -> Entry:
    if not isinstance(written, dict):
        raise ValueError("not an object")
    edited_file.refuse_unknown_keys(written, _KEYS)
    standings = [standing for standing in Standing if standing in written]
    if len(standings) != 1:
        raise ValueError(f"needs one of {', '.join(Standing)}")
    standing = standings[0]
    entry = Entry(
        standing,
        _day(written, standing),
        contradicted_before=_day(written, "contradicted_before") if "contradicted_before" in written else None,
        forms=_forms(written.get("forms", []), outlines),
    )
    return _with_finding(entry, written)


def _with_finding(entry: Entry, written: dict[str, Any]) -> Entry:
    if entry.standing is not Standing.CONTRADICTED:
        if {"kind", "finding"} & written.keys():
            raise ValueError('"kind" and "finding" are those of a contradiction')
        return entry
    kind, found = written.get("kind"), edited_file.finding_id(written.get("finding"))
    if not isinstance(kind, str) or kind not in CONTRADICTING:
        raise ValueError(f'"kind" is none of {", ".join(sorted(CONTRADICTING))}')
    if found is None:
        raise ValueError('"finding" is not twelve hex digits')
    return Entry(entry.standing, entry.day, kind, found, entry.contradicted_before, entry.forms)


def _day(written: dict[str, Any], key: str) -> date:
    day = edited_file.day(written[key])
    if day is None:
        raise ValueError(f'"{key}" is not a date, such as 2027-03-31')
    return day


def _forms(written: Any, possible: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(each in possible for each in written):
        known = f"a list of some of: {', '.join(possible)}" if possible else "for the path $"
        raise ValueError(f'"forms" is {"not " if possible else "only "}{known}')
    return tuple(sorted(set(written)))
