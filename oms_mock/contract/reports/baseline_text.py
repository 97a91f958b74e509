"""What a baseline says of a run, in words and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.known import Entry
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor

MISSING = "Not found any more: --baseline-prune takes it out of the baseline"
NOT_LOOKED_FOR = "Not looked for: this run could not have seen it, which proves nothing"


def remark(finding: Finding, report: Report) -> str:
    """Say why a finding is accepted, and until when, or since when no more; an empty text for a new one."""
    entry = report.known.found.get(finding.id) if report.known else None
    if report.known is None or entry is None:
        return ""
    if finding.id in report.known.expired:
        return f"expired on {entry.expires}{_why(entry)}"
    return f"accepted{f' until {entry.expires}' if entry.expires else ''}{_why(entry)}"


def unmatched(report: Report) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Yield the entries that matched no finding, under what that means."""
    known = report.known
    for heading, entries in ((MISSING, known.missing), (NOT_LOOKED_FOR, known.not_looked_for)) if known else ():
        if entries:
            yield heading, entries


def line(entry: Entry, clean: Redactor) -> str:
    """Name an entry: id, where it was, and why it was accepted."""
    words = (entry.id, entry.kind, entry.endpoint, clean.path(entry.path) if entry.path else "")
    return clean.clean("  ".join(word for word in words if word) + _why(entry))


def record(report: Report, clean: Redactor) -> dict[str, Any] | None:
    """Return how the baseline fared as plain values."""
    known = report.known
    if known is None:
        return None
    return {
        "found": [_entry(known.found[key], clean) for key in sorted(known.found)],
        "expired": sorted(known.expired),
        "unmatched": [_entry(entry, clean) for entry in known.missing],
        "not_looked_for": [_entry(entry, clean) for entry in known.not_looked_for],
    }


def _entry(entry: Entry, clean: Redactor) -> dict[str, Any]:
    return {
        "id": entry.id,
        "reason": clean.clean(entry.reason),
        "ticket": clean.clean(entry.ticket),
        "expires": entry.expires.isoformat() if entry.expires else None,
        "says": line(entry, clean),
    }


def _why(entry: Entry) -> str:
    ticket = f" ({entry.ticket})" if entry.ticket else ""
    return f": {entry.reason}{ticket}" if entry.reason else ticket
