"""The report for the terminal: findings, coverage and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from rich.console import Console
from rich.text import Text

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import baseline_text, reproduce, sample_text, sort_order, tables, verdict
from oms_mock.contract.severity import Severity

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
VERDICT_STYLES = {ExitCode.CLEAN: "bold green", ExitCode.FINDINGS: "bold red", ExitCode.INCONCLUSIVE: "bold yellow"}


def render(report: Report, console: Console, secrets: Iterable[str | None] = ()) -> None:
    """Print the report; the tokens in use, `secrets`, are masked.

    On a terminal, sentences are wrapped between words and commands are not; elsewhere no line is wrapped.
    """
    _Writer(report, console, redactor(secrets)).write()


def text(report: Report, width: int = 80, secrets: Iterable[str | None] = ()) -> str:
    """Return the report as plain text."""
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        render(report, console, secrets)
    return capture.get()


class _Writer:
    def __init__(self, report: Report, console: Console, clean: Redactor) -> None:
        self.report = report
        self.console = console
        self.clean = clean

    def write(self) -> None:
        self.title()
        self.findings()
        self.baseline()
        self.coverage()
        self.not_run()
        self.unstable()
        self.verdict()

    # -- lines ----------------------------------------------------------------------------------

    def line(self, *parts: str | tuple[str, str]) -> None:
        """Print one line as it is, however long."""
        self.console.print(self._text(*parts), soft_wrap=True, highlight=False)

    def sentence(self, *parts: str | tuple[str, str], indent: int = 2) -> None:
        """Print a line, wrapped between words on a terminal."""
        words = self._text(*parts)
        room = max(self.console.width - indent, 20) if self.console.is_terminal else words.cell_len + 1
        for line in words.wrap(self.console, room):
            line.rstrip()
            self.console.print(Text(" " * indent) + line, soft_wrap=True, highlight=False)

    def heading(self, title: str) -> None:
        self.line()
        self.line((title, "bold"))
        self.line()

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their headings: text aligned to the left, numbers to the right."""
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        for place, row in enumerate(rows):
            cells = (_aligned(cell, width, rows[1][i]) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
            self.line(("  " + "  ".join(cells).rstrip(), "dim" if place == 0 else ""))

    def _text(self, *parts: str | tuple[str, str]) -> Text:
        written = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            written.append(self.clean.mask_tokens(words), style or None)
        return written

    # -- parts ----------------------------------------------------------------------------------

    def title(self) -> None:
        started = self.report.started.astimezone(UTC)
        self.line(("oms-mock check ", "bold"), self.clean.clean(self.report.target))
        self.line((f"started {started:%Y-%m-%d %H:%M:%S} UTC", "dim"))

    def findings(self) -> None:
        found = sort_order.findings(self.report)
        if not found:
            return
        self.heading("Findings")
        for place, finding in enumerate(found):
            if place:
                self.line()
            self.finding(finding)

    def finding(self, finding: Finding) -> None:
        severity, path = finding.severity.upper(), self.clean.path(finding.path)
        known = "  (in the baseline)" if finding.id in self.report.baselined else ""
        style = "dim" if known else STYLES[finding.severity]
        before = f"{severity}  {finding.kind}  {finding.endpoint.label}  {path}"
        gap = max(2, min(self.console.width, 120) - len(before) - len(finding.id) - len(known))
        self.line(
            (severity, style),
            (f"  {finding.kind}", "dim" if known else "bold"),
            f"  {finding.endpoint.label}  {path}{' ' * gap}",
            (f"{finding.id}{known}", "dim"),
        )
        self.sentence(self.clean.clean(finding.message))
        if remark := baseline_text.remark(finding, self.report):
            self.sentence((self.clean.clean(remark), "dim"))
        self.next_steps(finding)

    def next_steps(self, finding: Finding) -> None:
        explain = f"explain: oms-mock explain {finding.kind}"
        if finding.request is None:
            return self.line(f"  {explain}")
        again = f"  reproduce: {reproduce.command(finding.request, self.report, self.clean)}"
        if len(again) + 7 + len(explain) <= self.console.width:
            return self.line(f"{again}       {explain}")
        self.line(again)
        return self.line(f"  {explain}")

    def baseline(self) -> None:
        for heading, entries in baseline_text.unmatched(self.report):
            self.heading(heading)
            for entry in entries:
                self.sentence(baseline_text.line(entry, self.clean))

    def coverage(self) -> None:
        self.heading("Coverage")
        self.sentence(", ".join(tables.totals(self.report)))
        for each in sample_text.notes(self.report):
            self.sentence(each)
        if self.report.endpoints:
            self.line()
            self.table([("endpoint", "requests", "responses"), *tables.endpoint_rows(self.report)])
        if tables.has_checked(self.report):
            self.line()
            self.table([("rule", "passed", "failed", "unstable", "not run", "checked"), *tables.rule_rows(self.report)])

    def not_run(self) -> None:
        if not tables.has_checked(self.report):
            self.heading("Not run")
            self.sentence("no rule ran: there was nothing to check")
            return
        reasons = tables.reasons(self.report)
        if reasons:
            self.heading("Not run")
        for reason, outcomes in reasons.items():
            for rules in tables.where(outcomes, self.report):
                self.sentence(f"{self.clean.clean(reason)}: {rules}")

    def unstable(self) -> None:
        changed = sort_order.unstable(self.report)
        if not changed:
            return
        self.heading(f"Unstable: {tables.why_unstable(self.report)}")
        for finding in changed:
            place = f"{finding.endpoint.label}  {self.clean.path(finding.path)}"
            self.sentence(f"{finding.kind}  {place}  {finding.count} of {finding.of} {finding.unit}")

    def verdict(self) -> None:
        self.line()
        code = self.report.exit_code
        if self.report.inconclusive and code is ExitCode.FINDINGS:
            self.sentence(("incomplete", "bold yellow"), f": {self.clean.clean(self.report.inconclusive)}", indent=0)
        word, reason = verdict.word(self.report), self.clean.clean(verdict.reason(self.report))
        self.sentence((word, VERDICT_STYLES[code]), f": {reason}", indent=0)


def _aligned(cell: str, width: int, sample: str) -> str:
    return cell.rjust(width) if sample.replace(",", "").isdigit() or sample in {"-"} else cell.ljust(width)
