"""The report for the terminal: verdict, causes, coverage and again the verdict.

It takes about a screen for ten causes. `details` adds what this leaves out: each finding in full, and the tables of
endpoints and rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from rich.console import Console

from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.redaction import redactor
from oms_mock.contract.reports import (
    baseline_text,
    comparison_text,
    sample_text,
    sort_order,
    tables,
    text_findings,
    verdict,
)
from oms_mock.contract.reports.text_lines import Lines

VERDICT_STYLES = {ExitCode.CLEAN: "bold green", ExitCode.FINDINGS: "bold red", ExitCode.INCONCLUSIVE: "bold yellow"}
MOST = 10
"""Of unstable findings, entries of the baseline and rules that did not run, more are counted only."""


def render(report: Report, console: Console, secrets: Iterable[str | None] = (), *, details: bool = False) -> None:
    """Print the report; the tokens in use, `secrets`, are masked.

    On a terminal, sentences are wrapped between words and commands are not; elsewhere no line is wrapped.
    """
    lines = Lines(console, redactor(secrets))
    _title(lines, report)
    if report.findings:
        _verdict(lines, report)
    (text_findings.every if details else text_findings.causes)(lines, report)
    _unmatched(lines, report, MOST if not details else None)
    _compared(lines, report, MOST if not details else None)
    (_tables if details else _coverage)(lines, report)
    _unstable(lines, report, MOST if not details else None)
    lines.line()
    if compared := comparison_text.sentence(report, lines.clean):
        lines.sentence(compared, indent=0)
    _news(lines, report)
    _verdict(lines, report)


def text(report: Report, width: int = 80, secrets: Iterable[str | None] = (), *, details: bool = False) -> str:
    """Return the report as plain text."""
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        render(report, console, secrets, details=details)
    return capture.get()


def _title(lines: Lines, report: Report) -> None:
    started = report.started.astimezone(UTC)
    lines.line(("oms-mock check ", "bold"), lines.clean.clean(report.target))
    lines.line((f"started {started:%Y-%m-%d %H:%M:%S} UTC: {', '.join(tables.totals(report))}", "dim"))


def _verdict(lines: Lines, report: Report) -> None:
    code = report.exit_code
    if report.inconclusive and code is ExitCode.FINDINGS:
        lines.sentence(("incomplete", "bold yellow"), f": {lines.clean.clean(report.inconclusive)}", indent=0)
    lines.sentence(
        (verdict.word(report), VERDICT_STYLES[code]), f": {lines.clean.clean(verdict.reason(report))}", indent=0
    )


def _news(lines: Lines, report: Report) -> None:
    if named := verdict.news(report, lines.clean):
        lines.sentence(("new", "bold"), f": {', '.join(named)}", indent=0)


def _unmatched(lines: Lines, report: Report, most: int | None) -> None:
    for heading, entries in baseline_text.unmatched(report):
        lines.heading(heading)
        for entry in entries[:most]:
            lines.sentence(baseline_text.line(entry, lines.clean))
        _rest(lines, len(entries), most)


def _compared(lines: Lines, report: Report, most: int | None) -> None:
    for heading, entries in comparison_text.lists(report, lines.clean):
        lines.heading(heading)
        for entry in entries[:most]:
            lines.sentence(entry)
        _rest(lines, len(entries), most)


def _unstable(lines: Lines, report: Report, most: int | None) -> None:
    changed = sort_order.unstable(report)
    if changed:
        lines.heading(f"Unstable: {tables.why_unstable(report)}")
    for finding in changed[:most]:
        place = f"{finding.endpoint.label}  {lines.clean.path(finding.path)}"
        lines.sentence(f"{finding.kind}  {place}  {finding.count} of {finding.of} {finding.unit}")
    _rest(lines, len(changed), most)


def _rest(lines: Lines, number: int, most: int | None) -> None:
    if most is not None and number > most:
        lines.sentence(f"and {number - most} more (--details lists them)")


# Coverage


def _coverage(lines: Lines, report: Report) -> None:
    """Print the sample, and how many rules ran, in a few lines."""
    lines.line()
    for each in sample_text.notes(report):
        lines.sentence(each, indent=0)
    if not tables.has_checked(report):
        lines.sentence("no rule ran: there was nothing to check", indent=0)
        return
    lines.sentence(f"{', '.join(tables.rule_totals(report))} (--details lists rules and endpoints)", indent=0)
    for reason, rules in tables.never_run(report).items():
        lines.sentence(f"not run: {_listed(rules)}: {lines.clean.clean(reason)}", indent=0)


def _listed(names: list[str]) -> str:
    more = f", and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _tables(lines: Lines, report: Report) -> None:
    lines.heading("Coverage")
    for each in sample_text.notes(report):
        lines.sentence(each)
    if report.endpoints:
        lines.line()
        lines.table([tables.ENDPOINT_COLUMNS, *tables.endpoint_rows(report)])
    if tables.has_checked(report):
        lines.line()
        lines.table([("rule", "passed", "failed", "unstable", "not run", "checked"), *tables.rule_rows(report)])
    _not_run(lines, report)


def _not_run(lines: Lines, report: Report) -> None:
    if not tables.has_checked(report):
        lines.heading("Not run")
        lines.sentence("no rule ran: there was nothing to check")
        return
    reasons = tables.reasons(report)
    if reasons:
        lines.heading("Not run")
    for reason, outcomes in reasons.items():
        for rules in tables.where(outcomes, report):
            lines.sentence(f"{lines.clean.clean(reason)}: {rules}")
