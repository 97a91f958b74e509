"""Annotations of GitHub Actions: workflow commands on stdout, which the runner executes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from oms_mock.contract.outcome.causes import Cause
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import baseline_text, cause_text, reproduce, sample_text, verdict
from oms_mock.contract.severity import Severity
from oms_mock.spec.plural import counted

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
MOST = 10
"""GitHub shows ten annotations of a severity per step."""
SUMMARY_BYTES = 1024 * 1024
"""The largest summary of a step that GitHub shows."""

_MANY = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "info"}
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_DATA = str.maketrans(_IN_DATA)
_PROPERTY = str.maketrans({**_IN_DATA, ":": "%3A", ",": "%2C"})


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the worst new causes of each severity as workflow commands, and the verdict as a line of the log."""
    clean = redactor(secrets)
    return clean.mask_tokens("".join(f"{line}\n" for line in _lines(report, clean)))


def command(name: str, title: str, message: str) -> str:
    """Return a workflow command, escaped as in GitHub's toolkit."""
    return f"::{name} title={title.translate(_PROPERTY)}::{message.translate(_DATA)}"


def _lines(report: Report, clean: Redactor) -> Iterator[str]:
    limit = dict.fromkeys(Severity, MOST)
    if report.inconclusive:
        limit[Severity.ERROR] -= 1
        yield command("error", "oms-mock check is inconclusive", clean.clean(report.inconclusive))
    for severity, group in groupby(cause_text.new(report), lambda cause: cause.first.severity):
        found = list(group)
        yield from (_annotation(cause, report, clean) for cause in found[: limit[severity]])
        if len(found) > limit[severity]:
            yield f"oms-mock check: {_more(len(found) - limit[severity], severity)} without an annotation"
    yield from (f"oms-mock check: {words}" for words in sample_text.notes(report))
    if named := verdict.news(report, clean):
        yield f"oms-mock check: new: {', '.join(named)}"
    yield f"oms-mock check: {verdict.word(report)}: {clean.clean(verdict.reason(report))}"


def _more(number: int, severity: Severity) -> str:
    return counted(number, f"more {severity}", f"more {_MANY[severity]}")


def _annotation(cause: Cause, report: Report, clean: Redactor) -> str:
    finding = cause.first
    title = f"{finding.kind}: {finding.endpoint.label} {clean.path(finding.path)}"
    lines = [clean.clean(finding.message)]
    if also := cause_text.also(cause, report, clean):
        lines.append(also)
    if remark := baseline_text.remark(finding, report):
        lines.append(f"baseline: {clean.clean(remark)}")
    if request := cause_text.request(cause):
        lines.append(f"reproduce: {reproduce.command(request, report, clean)}")
    lines.append(f"explain: oms-mock explain {finding.kind} ({finding.id})")
    return command(COMMANDS[finding.severity], title, "\n".join(lines))
