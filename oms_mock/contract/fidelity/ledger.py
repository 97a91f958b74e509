"""The ledger: what runs against a deployment have said of each field, in the order in which they were made."""

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
"""Kinds that a null does not refute."""

CONTRADICTING = OF_A_VALUE | {drift.MISSING_FIELD, drift.NULL_DRIFT, drift.ENVELOPE_CHANGE}
"""Kinds that say of a field that it is not as its document has it."""


class Standing(StrEnum):
    """What is said of a field; the words are the keys of the file."""

    VERIFIED = "verified"
    SEEN_AS_NULL = "seen_as_null"
    CONTRADICTED = "contradicted"
    FOUND = "found"
    """It is there, and no document names it."""


@dataclass(frozen=True)
class Entry:
    """What the last run that saw a field said of it, and on which day (UTC).

    Of a contradiction `kind` and `id` are those of the finding. `contradicted_before` is the day of the last
    contradiction that a later run did not repeat; `forms` are those of a body that may have several.
    """

    standing: Standing
    day: date
    kind: str = ""
    id: str = ""
    contradicted_before: date | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Entries by their places; what was never looked at has none."""

    entries: Mapping[Place, Entry] = field(default_factory=dict)

    def folded(self, report: Report, clean: Redactor) -> Ledger:
        """Take in what a run has said; what it did not see is left as it was."""
        entries = dict(self.entries)
        for place, said in said_by(report, clean).items():
            entries[place] = _after(entries.get(place), said)
        return Ledger(entries)

    def at(self, endpoint: Endpoint, path: str = BODY) -> Entry | None:
        """Return what is said of a field, or of the whole body."""
        return self.entries.get((endpoint.label, path))

    def expected(self, endpoint: Endpoint) -> tuple[Field, ...]:
        """List the fields of an endpoint, without those of forms that its body was seen not to have."""
        body = self.at(endpoint)
        forms = body.forms if body and body.forms else outlines(endpoint)
        return tuple(each for each in fields(endpoint) if each.form in forms)

    def undocumented(self, endpoint: Endpoint) -> dict[str, Entry]:
        """Return what is said of paths that the document does not name."""
        named = {BODY, *(each.path for each in fields(endpoint))}
        return {
            path: entry
            for (label, path), entry in sorted(self.entries.items())
            if label == endpoint.label and path not in named
        }


def said_by(report: Report, clean: Redactor) -> dict[Place, Entry]:
    """Say what one run says of each field that it saw, or found otherwise."""
    if sum(finding.rule == Schema.name for finding in report.findings) >= MOST_FAULTS:
        return {}  # further drifts were not told apart, so that nothing can be called free of them
    today, said = report.started.date(), dict[Place, Entry]()
    for endpoint in ENDPOINTS:
        found = [finding for finding in report.findings if finding.endpoint is endpoint]
        entries = [*_contradicted(endpoint, found, today), *_found(found, clean, today)]
        if _was_judged(endpoint, report):
            entries = [*_verified(endpoint, report.seen.get(endpoint.name, Seen()), today), *entries]
        said |= {(endpoint.label, path): entry for path, entry in entries}
    return said


def _was_judged(endpoint: Endpoint, report: Report) -> bool:
    return any(
        each.rule == Schema.name and each.endpoint is endpoint and each.state is not State.NOT_RUN
        for each in report.outcomes
    )


def _verified(endpoint: Endpoint, seen: Seen, today: date) -> Iterator[tuple[str, Entry]]:
    if BODY in seen.values:
        forms = tuple(sorted(seen.forms)) if len(outlines(endpoint)) > 1 else ()
        yield BODY, Entry(Standing.VERIFIED, today, forms=forms)
    for each in fields(endpoint):
        if each.path in seen.values:
            yield each.path, Entry(Standing.VERIFIED, today)
        elif each.path in seen.nulls and each.is_known_as_null:
            yield each.path, Entry(Standing.SEEN_AS_NULL, today)


def _contradicted(endpoint: Endpoint, found: list[Finding], today: date) -> Iterator[tuple[str, Entry]]:
    """Name the finding that is nearest to each field."""
    drifts = sorted(
        (each for each in found if each.kind in CONTRADICTING), key=lambda each: (-len(each.path), each.kind, each.id)
    )
    for path in (BODY, *(each.path for each in fields(endpoint))):
        nearest = next((each for each in drifts if is_at_or_below(path, each.path)), None)
        if nearest:
            yield path, Entry(Standing.CONTRADICTED, today, nearest.kind, nearest.id)


def _found(found: list[Finding], clean: Redactor, today: date) -> Iterator[tuple[str, Entry]]:
    for finding in found:
        path = clean.path(finding.path)
        if finding.kind == drift.UNKNOWN_FIELD and UNNAMED not in path and MASK not in path:
            yield path, Entry(Standing.FOUND, today)


def _after(before: Entry | None, said: Entry) -> Entry:
    """What stands after a run has said something: a null neither verifies again nor refutes what a value did."""
    if before is None:
        return said
    if said.standing is Standing.SEEN_AS_NULL and (before.standing is Standing.VERIFIED or before.kind in OF_A_VALUE):
        return before
    if said.standing is Standing.CONTRADICTED:
        return said
    was_contradicted = before.standing is Standing.CONTRADICTED
    return replace(said, contradicted_before=before.day if was_contradicted else before.contradicted_before)
