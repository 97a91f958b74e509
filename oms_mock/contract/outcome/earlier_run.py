"""Compare a run with the report of an earlier one: what is new, what is gone, what is still there."""

from __future__ import annotations

from dataclasses import replace

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.baseline_match import BaselineEntry
from oms_mock.contract.outcome.report import Comparison, Report
from oms_mock.contract.outcome.report_file import StoredReport


def compared(report: Report, earlier: StoredReport) -> Report:
    """Return the report with the comparison. Findings are the same if their ids are."""
    entries = tuple(
        BaselineEntry(each.id, rule=each.rule, kind=each.kind, endpoint=each.endpoint, path=each.path)
        for each in earlier.findings.values()
    )
    known = Baseline(entries).applied(report).known
    if known is None:
        raise AssertionError("a baseline that was applied has a match")
    comparison = Comparison(
        started=earlier.started,
        target=earlier.target,
        still_there=frozenset(known.found),
        gone=known.missing,
        not_looked_for=known.not_looked_for,
    )
    return replace(report, against=comparison)


def new(report: Report) -> list[Finding]:
    """Return the findings that the earlier run did not have."""
    known = report.against.still_there if report.against else frozenset()
    return [finding for finding in report.findings if finding.id not in known]
