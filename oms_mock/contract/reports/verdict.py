"""How a run ended: the exit code, and the words for it."""

from __future__ import annotations

from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.severity import Severity
from oms_mock.spec.plural import counted

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""


def exit_code(report: Report) -> int:
    """Return the exit code of `check`: that of the report, unless the run was interrupted."""
    return INTERRUPTED if report.interrupted else int(report.exit_code)


def word(report: Report) -> str:
    """Name the verdict."""
    return {ExitCode.CLEAN: "clean", ExitCode.FINDINGS: "failed"}.get(report.exit_code, "inconclusive")


def reason(report: Report) -> str:
    """Say in a few words why it is this verdict; the reason of an inconclusive one is somebody else's text."""
    if report.exit_code is ExitCode.FINDINGS:
        return f"{_tally(report)} (exit code {exit_code(report)}: new findings at or above {report.fail_on})"
    if report.exit_code is ExitCode.INCONCLUSIVE:
        return f"{report.inconclusive.rstrip('.')} (exit code {exit_code(report)})"
    if report.findings:
        return f"{_tally(report)}, nothing new at or above {report.fail_on} (exit code 0)"
    return "no findings (exit code 0)"


def _tally(report: Report) -> str:
    severities = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "info"}
    counts = ((report.number(severity), severity, many) for severity, many in severities.items())
    return ", ".join(counted(count, severity, many) for count, severity, many in counts if count) + _known(report)


def _known(report: Report) -> str:
    known = sum(finding.id in report.baselined for finding in report.findings)
    if not known:
        return ""
    return f" ({'all' if known == len(report.findings) else known} in the baseline)"
