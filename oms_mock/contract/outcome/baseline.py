"""The baseline: accepted findings, and how a run matches and updates them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from oms_mock.contract.endpoints import ENDPOINTS
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline_match import BaselineEntry, BaselineMatch
from oms_mock.contract.outcome.report import Report, State
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.rules.registry import GROUPS, RULES

_PLACES = {endpoint.label: place for place, endpoint in enumerate(ENDPOINTS)}
_BY_LABEL = {endpoint.label: endpoint for endpoint in ENDPOINTS}
_RULES = frozenset(rule.name for rule in RULES)
_INDEPENDENT_OF_SAMPLE = frozenset(rule.name for rule in GROUPS["refusals"])
"""Rules whose requests do not depend on which orders are opened."""


@dataclass(frozen=True)
class Baseline:
    """Entries, each id once."""

    entries: tuple[BaselineEntry, ...] = ()

    def applied(self, report: Report) -> Report:
        """Return the report with its accepted findings marked, and with the entries that matched none."""
        today = report.started.date()
        ids = {finding.id for finding in report.findings}
        found = {entry.id: entry for entry in self.entries if entry.id in ids}
        others = [entry for entry in self.ordered if entry.id not in ids]
        known = BaselineMatch(
            found=found,
            expired=frozenset(entry.id for entry in found.values() if entry.has_expired(today)),
            missing=tuple(entry for entry in others if _was_searched(entry, report)),
            not_looked_for=tuple(entry for entry in others if not _was_searched(entry, report)),
        )
        return replace(report, known=known, baselined=known.accepted)

    def updated(self, report: Report, clean: Redactor, *, reason: str = "", expires: date | None = None) -> Baseline:
        """Add new findings, update the date of known ones, and keep all other entries."""
        today = report.started.date()
        entries = {entry.id: entry for entry in self.entries}
        for finding in report.findings:
            new = BaselineEntry(finding.id, reason=reason, expires=expires, first_seen=today)
            known = entries.get(finding.id, new)
            entries[finding.id] = replace(known, last_seen=today, **_context(finding, clean))
        return Baseline(tuple(entries.values()))

    def pruned(self, report: Report) -> Baseline:
        """Remove the entries that were searched and not found."""
        ids = {finding.id for finding in report.findings}
        kept = (entry for entry in self.entries if entry.id in ids or not _was_searched(entry, report))
        return Baseline(tuple(kept))

    @property
    def ordered(self) -> list[BaselineEntry]:
        """The entries in the order of the file: by endpoint, path, rule, kind and id."""
        return sorted(self.entries, key=_place)


def _was_searched(entry: BaselineEntry, report: Report) -> bool:
    """Return whether the run would have found the finding if it still existed."""
    if report.inconclusive or entry.id in {finding.id for finding in report.unstable}:
        return False
    outcomes = [each for each in report.outcomes if (each.rule, each.endpoint.label) == (entry.rule, entry.endpoint)]
    if any(outcome.state is State.NOT_RUN for outcome in outcomes):
        return False
    if not outcomes and not {outcome.rule for outcome in report.outcomes} >= _RULES:
        return False  # only some rules of the pytest suite were run
    return entry.rule in _INDEPENDENT_OF_SAMPLE or _was_seen_completely(entry.endpoint, report)


def _was_seen_completely(label: str, report: Report) -> bool:
    """Return whether the run has seen all of an endpoint, or of all endpoints if this one is unknown."""
    sample, endpoint = report.sample, _BY_LABEL.get(label)
    if sample is None:
        return True
    if endpoint is None or endpoint.takes_order:
        return sample.opened >= sample.listed and not sample.pages
    return endpoint.name not in sample.pages


def _context(finding: Finding, clean: Redactor) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "endpoint": finding.endpoint.label,
        "path": clean.path(finding.path),
    }


def _place(entry: BaselineEntry) -> tuple[int, str, str, str, str]:
    return _PLACES.get(entry.endpoint, len(_PLACES)), entry.path, entry.rule, entry.kind, entry.id
