"""The baseline in reports: why findings are accepted, and which entries matched no finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor

MISSING = "No longer found: remove it from the baseline with --baseline-prune"
NOT_LOOKED_FOR = "Not checked in this run, so it may still exist"


def remark(finding: Finding, report: Report) -> str:
    """Return why a finding is accepted and until when, or when that expired; an empty string for a new finding."""
    entry = report.known.found.get(finding.id) if report.known else None
    if report.known is None or entry is None:
        return ""
    if finding.id in report.known.expired:
        return f"expired on {entry.expires}{_why(entry)}"
    return f"accepted{f' until {entry.expires}' if entry.expires else ''}{_why(entry)}"


def unmatched(report: Report) -> Iterator[tuple[str, tuple[BaselineEntry, ...]]]:
    """Yield the entries that matched no finding, each group with its heading."""
    known = report.known
    for heading, entries in ((MISSING, known.missing), (NOT_LOOKED_FOR, known.not_looked_for)) if known else ():
        if entries:
            yield heading, entries


def line(entry: BaselineEntry, clean: Redactor) -> str:
    """Return an entry in one line: id, place, and why it was accepted."""
    words = (entry.id, entry.kind, entry.endpoint, clean.path(entry.path) if entry.path else "")
    return clean.clean("  ".join(word for word in words if word) + _why(entry))


def record(report: Report, clean: Redactor) -> dict[str, Any] | None:
    """Return the result of the baseline as plain values."""
    known = report.known
    if known is None:
        return None
    return {
        "found": [_entry(known.found[key], clean) for key in sorted(known.found)],
        "expired": sorted(known.expired),
        "unmatched": [_entry(entry, clean) for entry in known.missing],
        "not_looked_for": [_entry(entry, clean) for entry in known.not_looked_for],
    }


def _entry(entry: BaselineEntry, clean: Redactor) -> dict[str, Any]:
    return {
        "id": entry.id,
        "reason": clean.clean(entry.reason),
        "ticket": clean.clean(entry.ticket),
        "expires": entry.expires.isoformat() if entry.expires else None,
        "says": line(entry, clean),
    }


def _why(entry: BaselineEntry) -> str:
    ticket = f" ({entry.ticket})" if entry.ticket else ""
    return f": {entry.reason}{ticket}" if entry.reason else ticket
