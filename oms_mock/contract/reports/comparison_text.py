"""The comparison with an earlier run in reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import earlier_run
from oms_mock.contract.outcome.report import Comparison, Report
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.reports import baseline_text

NOT_LOOKED_FOR = "not checked in this run, so perhaps still there"


def sentence(report: Report, clean: Redactor) -> str:
    """Return `Since the run at 2026-12-01T03:17:00Z: 2 new, 1 gone, 18 still there`; empty without a comparison."""
    known = report.against
    if known is None:
        return ""
    parts = [f"{len(earlier_run.new(report))} new", f"{len(known.gone)} gone", f"{len(known.still_there)} still there"]
    if known.not_looked_for:
        parts.append(f"{len(known.not_looked_for)} {NOT_LOOKED_FOR}")
    of = f" of {clean.clean(known.target)}" if known.target != report.target else ""
    return f"Since the run{of} at {clean.clean(known.started) or 'an unknown time'}: {', '.join(parts)}"


def lists(report: Report, clean: Redactor) -> Iterator[tuple[str, list[str]]]:
    """Yield the new findings and those that are gone, each list with its heading, a line for each finding."""
    if report.against is None:
        return
    found = earlier_run.new(report)
    if found:
        yield "New since the earlier run", [_line(each, clean) for each in found]
    if report.against.gone:
        yield "Gone since the earlier run", [baseline_text.line(each, clean) for each in report.against.gone]


def record(report: Report, clean: Redactor) -> dict[str, Any] | None:
    """Return the comparison as plain values."""
    known: Comparison | None = report.against
    if known is None:
        return None
    return {
        "started": clean.clean(known.started) or None,
        "target": clean.clean(known.target),
        "new": [each.id for each in earlier_run.new(report)],
        "still_there": sorted(known.still_there),
        "gone": [_gone(each, clean) for each in known.gone],
        "not_looked_for": [_gone(each, clean) for each in known.not_looked_for],
    }


def _line(finding: Finding, clean: Redactor) -> str:
    return f"{finding.id}  {finding.kind}  {finding.endpoint.label}  {clean.path(finding.path)}"


def _gone(entry: Any, clean: Redactor) -> dict[str, str]:
    texts = {"rule": entry.rule, "kind": entry.kind, "endpoint": entry.endpoint, "path": entry.path}
    return {"id": entry.id, **{name: clean.clean(each) for name, each in texts.items()}}
