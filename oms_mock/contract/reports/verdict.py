"""The verdict of a run: its exit code and its texts."""

from __future__ import annotations

from oms_mock.contract.outcome.causes import causes
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.reports import cause_text
from oms_mock.contract.severity import Severity
from oms_mock.spec.plural import counted

NAMED = 3
"""The most causes that are named."""
INTERRUPTED = 130
"""The exit code of a program that was ended by Ctrl-C."""


def exit_code(report: Report) -> int:
    """Return the exit code of `check`."""
    return INTERRUPTED if report.interrupted else int(report.exit_code)


def word(report: Report) -> str:
    """Return the verdict in one word."""
    return {ExitCode.CLEAN: "clean", ExitCode.FINDINGS: "failed"}.get(report.exit_code, "inconclusive")


def reason(report: Report) -> str:
    """Return the reason of the verdict; that of an inconclusive run may contain text from elsewhere."""
    if report.exit_code is ExitCode.FINDINGS:
        return f"{_tally(report)} (exit code {exit_code(report)}: new findings at or above {report.fail_on})"
    if report.exit_code is ExitCode.INCONCLUSIVE:
        return f"{report.inconclusive.rstrip('.')} (exit code {exit_code(report)})"
    if report.findings:
        return f"{_tally(report)}, nothing new at or above {report.fail_on} (exit code 0)"
    return "no findings (exit code 0)"


def news(report: Report, clean: Redactor) -> list[str]:
    """Return the names of the new causes that fail the run, the worst first; of more than a few, how many there are."""
    failing = [cause for cause in cause_text.new(report) if cause.first.severity.rank >= report.fail_on.rank]
    more = [f"and {len(failing) - NAMED} more"] if len(failing) > NAMED else []
    return [*(cause_text.title(cause, clean) for cause in failing[:NAMED]), *more]


def _tally(report: Report) -> str:
    severities = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "info"}
    counts = ((report.number(severity), severity, many) for severity, many in severities.items())
    numbers = ", ".join(counted(count, severity, many) for count, severity, many in counts if count)
    return _causes(report) + numbers + _known(report)


def _causes(report: Report) -> str:
    number = len(causes(report.findings))
    return f"{counted(number, 'cause')} with " if number < len(report.findings) else ""


def _known(report: Report) -> str:
    known = sum(finding.id in report.baselined for finding in report.findings)
    if not known:
        return ""
    return f" ({'all' if known == len(report.findings) else known} in the baseline)"
