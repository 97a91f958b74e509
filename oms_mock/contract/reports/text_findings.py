"""The findings in the report for the terminal: by cause, those of the baseline, or each in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import Cause
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import baseline_text, cause_text, reproduce, sort_order
from oms_mock.contract.reports.text_lines import Lines
from oms_mock.contract.severity import Severity

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
WIDEST = 120
"""The widest line whose end is aligned to the right."""
MOST_ACCEPTED = 10
"""More findings of the baseline are counted only."""


def causes(lines: Lines, report: Report) -> None:
    """Print the causes of new findings, then the findings that the baseline accepts."""
    if new := cause_text.new(report):
        title = "New findings" if report.known else "Findings"
        lines.line()
        explain = f"       explain: oms-mock explain {new[0].first.kind}"
        lines.line((f"{title}: {cause_text.numbers(new, report)}", "bold"), (explain, "dim"))
        for cause in new:
            _cause(lines, cause, report)
    _accepted(lines, report, {finding.id for cause in new for finding in cause.findings})


def every(lines: Lines, report: Report) -> None:
    """Print each finding in full, the worst first."""
    found = sort_order.findings(report)
    if found:
        lines.heading("Findings")
    for place, finding in enumerate(found):
        if place:
            lines.line()
        _in_full(lines, finding, report)


def _cause(lines: Lines, cause: Cause, report: Report) -> None:
    _place(lines, cause.first, report)
    also = cause_text.also(cause, report, lines.clean)
    lines.sentence(
        lines.clean.clean(_without_place(cause.first).message),
        *((f"; {also}",) if also else ()),
        *_remark(lines, cause, report),
    )
    if request := cause_text.request(cause):
        lines.line(f"  reproduce: {reproduce.command(request, report, lines.clean)}")


def _without_place(finding: Finding) -> Finding:
    """Leave out where in a list the example is: the command requests it alone."""
    return replace(finding, example=finding.example.partition(" (")[0])


def _remark(lines: Lines, cause: Cause, report: Report) -> Iterator[str]:
    if remark := baseline_text.remark(cause.first, report):
        yield f"; {lines.clean.clean(remark)}"


def _accepted(lines: Lines, report: Report, shown: set[str]) -> None:
    """Print the accepted findings of causes that are not shown: one line each, or their number."""
    accepted = [each for each in sort_order.findings(report) if each.id in report.baselined and each.id not in shown]
    if not accepted:
        return
    title = f"Accepted by the baseline: {len(accepted):,}"
    lines.line()
    if len(accepted) > MOST_ACCEPTED:
        lines.line((title, "bold"), " (--details lists them)")
        return
    lines.line((title, "bold"))
    for finding in accepted:
        remark = lines.clean.clean(baseline_text.remark(finding, report))
        words = (finding.severity.upper(), finding.kind, finding.endpoint.label, lines.clean.path(finding.path))
        lines.line(("  ".join(words) + f"  {finding.id}{f'  {remark}' if remark else ''}", "dim"))


def _in_full(lines: Lines, finding: Finding, report: Report) -> None:
    _place(lines, finding, report)
    lines.sentence(lines.clean.clean(finding.message))
    if remark := baseline_text.remark(finding, report):
        lines.sentence((lines.clean.clean(remark), "dim"))
    _next_steps(lines, finding, report)


def _place(lines: Lines, finding: Finding, report: Report) -> None:
    """Print the first line of a finding: severity, kind, endpoint, path, and the id at the right."""
    severity, path = finding.severity.upper(), lines.clean.path(finding.path)
    known = "  (in the baseline)" if finding.id in report.baselined else ""
    before = f"{severity}  {finding.kind}  {finding.endpoint.label}  {path}"
    gap = max(2, min(lines.width, WIDEST) - len(before) - len(finding.id) - len(known))
    lines.line(
        (severity, "dim" if known else STYLES[finding.severity]),
        (f"  {finding.kind}", "dim" if known else "bold"),
        f"  {finding.endpoint.label}  {path}{' ' * gap}",
        (f"{finding.id}{known}", "dim"),
    )


def _next_steps(lines: Lines, finding: Finding, report: Report) -> None:
    explain = f"explain: oms-mock explain {finding.kind}"
    if finding.request is None:
        return lines.line(f"  {explain}")
    again = f"  reproduce: {reproduce.command(finding.request, report, lines.clean)}"
    if len(again) + 7 + len(explain) <= lines.width:
        return lines.line(f"{again}       {explain}")
    lines.line(again)
    return lines.line(f"  {explain}")
