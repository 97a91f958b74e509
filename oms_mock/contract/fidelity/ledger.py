"""The fidelity ledger: what successive runs against a deployment have found out about each documented field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from oms_mock.contract.endpoints import ENDPOINTS, Endpoint
from oms_mock.contract.fidelity.fields import BODY, Field, fields, outlines
from oms_mock.contract.findings import Finding, is_at_or_below
from oms_mock.contract.outcome.report import Report, Seen, State
from oms_mock.contract.redaction import UNNAMED, Redactor
from oms_mock.contract.rules.base import MOST_FAULTS
from oms_mock.contract.rules.schema import Schema
from oms_mock.contract.schema import drift
from oms_mock.spec.secrets import MASK

Place = tuple[str, str]
"""The label of an endpoint, and a general path."""

OF_A_VALUE = frozenset((drift.TYPE_CHANGED, drift.FORMAT_DRIFT))
"""Kinds of findings that a null does not disprove."""

CONTRADICTING = OF_A_VALUE | {drift.MISSING_FIELD, drift.NULL_DRIFT, drift.ENVELOPE_CHANGE}
"""Kinds of findings that contradict the document of a field."""


class Standing(StrEnum):
    """What is known of a field; the values are keys of the file."""

    VERIFIED = "verified"
    SEEN_AS_NULL = "seen_as_null"
    CONTRADICTED = "contradicted"
    FOUND = "found"
    """It exists, and no document names it."""


@dataclass(frozen=True)
class LedgerEntry:
    """What the last run that saw a field found out about it, and on which day (UTC).

    A contradiction has the `kind` and `id` of its finding. `contradicted_before` is the day of the last contradiction
    that a later run did not repeat. `forms` are the seen forms of a body that may have several.
    """

    standing: Standing
    day: date
    kind: str = ""
    id: str = ""
    contradicted_before: date | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Entries by their places; a field that was never examined has none."""

    entries: Mapping[Place, LedgerEntry] = field(default_factory=dict)

    def folded(self, report: Report, clean: Redactor) -> Ledger:
        """Add what a run has found out; what it did not see stays unchanged."""
        entries = dict(self.entries)
        for place, entry_of_run in found_by(report, clean).items():
            entries[place] = _after(entries.get(place), entry_of_run)
        return Ledger(entries)

    def at(self, endpoint: Endpoint, path: str = BODY) -> LedgerEntry | None:
        """Return the entry of a field, or of the complete body."""
        return self.entries.get((endpoint.label, path))

    def expected(self, endpoint: Endpoint) -> tuple[Field, ...]:
        """Return the fields of an endpoint, without those of forms that its body does not have."""
        body = self.at(endpoint)
        forms = body.forms if body and body.forms else outlines(endpoint)
        return tuple(each for each in fields(endpoint) if each.form in forms)

    def undocumented(self, endpoint: Endpoint) -> dict[str, LedgerEntry]:
        """Return the entries of paths that the document does not name."""
        named = {BODY, *(each.path for each in fields(endpoint))}
        return {
            path: entry
            for (label, path), entry in sorted(self.entries.items())
            if label == endpoint.label and path not in named
        }


def found_by(report: Report, clean: Redactor) -> dict[Place, LedgerEntry]:
    """Return what one run has found out about each field that it saw or contradicted."""
    if sum(finding.rule == Schema.name for finding in report.findings) >= MOST_FAULTS:
        return {}  # further differences were not counted, so that no field can be called verified
    today, entries_of_run = report.started.date(), dict[Place, LedgerEntry]()
    for endpoint in ENDPOINTS:
        found = [finding for finding in report.findings if finding.endpoint is endpoint]
        entries = [*_contradicted(endpoint, found, today), *_found(found, clean, today)]
        if _was_checked(endpoint, report):
            entries = [*_verified(endpoint, report.seen.get(endpoint.name, Seen()), today), *entries]
        entries_of_run |= {(endpoint.label, path): entry for path, entry in entries}
    return entries_of_run


def _was_checked(endpoint: Endpoint, report: Report) -> bool:
    return any(
        each.rule == Schema.name and each.endpoint is endpoint and each.state is not State.NOT_RUN
        for each in report.outcomes
    )


def _verified(endpoint: Endpoint, seen: Seen, today: date) -> Iterator[tuple[str, LedgerEntry]]:
    if BODY in seen.values:
        forms = tuple(sorted(seen.forms)) if len(outlines(endpoint)) > 1 else ()
        yield BODY, LedgerEntry(Standing.VERIFIED, today, forms=forms)
    for each in fields(endpoint):
        if each.path in seen.values:
            yield each.path, LedgerEntry(Standing.VERIFIED, today)
        elif each.path in seen.nulls and each.is_known_as_null:
            yield each.path, LedgerEntry(Standing.SEEN_AS_NULL, today)


def _contradicted(endpoint: Endpoint, found: list[Finding], today: date) -> Iterator[tuple[str, LedgerEntry]]:
    """Yield the contradictions, each with the finding that is nearest to the field."""
    drifts = sorted(
        (each for each in found if each.kind in CONTRADICTING), key=lambda each: (-len(each.path), each.kind, each.id)
    )
    for path in (BODY, *(each.path for each in fields(endpoint))):
        nearest = next((each for each in drifts if is_at_or_below(path, each.path)), None)
        if nearest:
            yield path, LedgerEntry(Standing.CONTRADICTED, today, nearest.kind, nearest.id)


def _found(found: list[Finding], clean: Redactor, today: date) -> Iterator[tuple[str, LedgerEntry]]:
    for finding in found:
        path = clean.path(finding.path)
        if finding.kind == drift.UNKNOWN_FIELD and UNNAMED not in path and MASK not in path:
            yield path, LedgerEntry(Standing.FOUND, today)


def _after(before: LedgerEntry | None, after: LedgerEntry) -> LedgerEntry:
    """Return the entry after a run; a null neither verifies nor disproves what a value has shown."""
    if before is None:
        return after
    if after.standing is Standing.SEEN_AS_NULL and (before.standing is Standing.VERIFIED or before.kind in OF_A_VALUE):
        return before
    if after.standing is Standing.CONTRADICTED:
        return after
    was_contradicted = before.standing is Standing.CONTRADICTED
    return replace(after, contradicted_before=before.day if was_contradicted else before.contradicted_before)
