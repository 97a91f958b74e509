"""`report.md` and the job summary of a CI: for people who read it where it is rendered.

What could be a text of somebody else's stands in code, where Markdown knows no link, image, HTML or mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import baseline_text, notes, reproduce, sort_order, tables, verdict

SHORTENED = (
    "\n**Shortened:** there was no room for the rest; `--report markdown --report-dir reports` writes all of it.\n"
)

_BACKTICKS = re.compile(r"`+")


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Write the report; `secrets` are the tokens in use, which must not be in it."""
    clean = redactor(secrets)
    return clean.whole("".join(_pieces(report, clean)))


def within(room: int, report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Write as much of the report, from its beginning, as fits into so many bytes, and say so if that is not all."""
    clean = redactor(secrets)
    pieces = list(_pieces(report, clean))
    if sum(map(_size, pieces)) <= room:
        return clean.whole("".join(pieces))
    kept = list(_fitting(pieces, room - _size(SHORTENED)))
    return clean.whole("".join([*kept, SHORTENED])) if kept else ""


def _fitting(pieces: Iterable[str], room: int) -> Iterator[str]:
    for piece in pieces:
        room -= _size(piece)
        if room < 0:
            return
        yield piece


def _size(piece: str) -> int:
    return len(piece.encode("utf-8", "replace"))


# Code: the only place for what is not ours


def code(text: str) -> str:
    """Put a text into a code span, whatever backticks it holds; nothing for nothing."""
    words = " ".join(text.split())
    if not words:
        return ""
    fence = _fence(words, 1)
    # A blank on both sides is taken away again; without it a backtick at the edge would belong to the fence.
    return f"{fence} {words} {fence}" if "`" in (words[0], words[-1]) else f"{fence}{words}{fence}"


def block(text: str, language: str) -> str:
    """Put a text into a fenced block."""
    fence = _fence(text, 3)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _fence(text: str, least: int) -> str:
    """Return a run of backticks that is longer than any in the text."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _cell(text: str) -> str:
    # Renderers disagree on what a backslash before a pipe means inside of code, so there is no pipe.
    return code(text.replace("|", "¦"))


# Pieces: each is whole by itself, so that a report can end after any of them


def _pieces(report: Report, clean: Redactor) -> Iterator[str]:
    yield from _verdict(report, clean)
    yield from _findings(report, clean)
    yield from _unmatched(report, clean)
    yield from _coverage(report)
    yield from _not_run(report, clean)
    yield from _unstable(report, clean)


def _verdict(report: Report, clean: Redactor) -> Iterator[str]:
    yield f"# oms-mock check: {verdict.word(report)}\n"
    if report.inconclusive:
        yield f"\nIncomplete: {code(clean.clean(report.inconclusive))}\n"
    if report.exit_code is ExitCode.INCONCLUSIVE:
        yield f"\nExit code {verdict.exit_code(report)}.\n"
    else:
        yield f"\n{_sentence(verdict.reason(report))}\n"
    started = report.started.astimezone(UTC)
    yield f"\n{code(clean.clean(report.target))}, started {started:%Y-%m-%d %H:%M:%S} UTC: "
    yield f"{', '.join(tables.totals(report))}.\n"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _findings(report: Report, clean: Redactor) -> Iterator[str]:
    found = sort_order.findings(report)
    if not found:
        return
    yield "\n## Findings\n\n"
    yield from _table(("severity", "kind", "endpoint", "path", "seen in", "id"), _overview(found, report, clean))
    for finding in found:
        yield _finding(finding, report, clean)


def _overview(found: list[Finding], report: Report, clean: Redactor) -> Iterator[tuple[str, ...]]:
    for finding in found:
        yield (
            f"{finding.severity}{_known(finding, report)}",
            _cell(finding.kind),
            _cell(finding.endpoint.label),
            _cell(clean.path(finding.path)),
            finding.extent,
            _cell(finding.id),
        )


def _known(finding: Finding, report: Report) -> str:
    return " (in the baseline)" if finding.id in report.baselined else ""


def _finding(finding: Finding, report: Report, clean: Redactor) -> str:
    place = f"{code(finding.endpoint.label)} at {code(clean.path(finding.path))}, id {code(finding.id)}"
    parts = [
        f"\n### {finding.severity}: {code(finding.kind)}{_known(finding, report)}\n",
        f"{place}\n",
        f"{_told(finding, clean)}\n",
    ]
    if remark := baseline_text.remark(finding, report):
        parts.append(f"Baseline: {code(clean.clean(remark))}\n")
    if finding.request:
        parts.append(block(reproduce.command(finding.request, report, clean), "sh"))
    if subject := explanations.kinds().get(finding.kind):
        parts.append(f"{subject.paragraph}\n")
    return "\n".join(parts)


def _told(finding: Finding, clean: Redactor) -> str:
    """Say the message of a finding, each text in code."""
    expected, got, example = (code(clean.clean(each)) for each in (finding.expected, finding.got, finding.example))
    seen = f" in {finding.extent}" if finding.extent else ""
    return f"Expected {expected} ({finding.provenance}), got {got}{seen}{f', e.g. {example}' if example else ''}."


def _unmatched(report: Report, clean: Redactor) -> Iterator[str]:
    unmatched = list(baseline_text.unmatched(report))
    if unmatched:
        yield "\n## Baseline\n"
    for heading, entries in unmatched:
        yield f"\n{heading}.\n\n"
        for entry in entries:
            yield f"- {code(baseline_text.line(entry, clean))}\n"


def _coverage(report: Report) -> Iterator[str]:
    yield "\n## Coverage\n"
    for words in notes.sentences(report):
        yield f"\n{_sentence(words)}\n"
    if report.endpoints:
        yield "\n"
        rows = ((code(" ".join(endpoint.split())), *rest) for endpoint, *rest in tables.endpoint_rows(report))
        yield from _table(("endpoint", "requests", "answers"), rows)
    if tables.has_judged(report):
        yield "\n"
        rows = ((code(rule), *rest) for rule, *rest in tables.rule_rows(report))
        yield from _table(("rule", "passed", "failed", "unstable", "not run", "judged"), rows)


def _not_run(report: Report, clean: Redactor) -> Iterator[str]:
    if not tables.has_judged(report):
        yield "\n## Not run\n\n- any rule: there was nothing to judge\n"
        return
    reasons = tables.reasons(report)
    if reasons:
        yield "\n## Not run\n\n"
    for reason, outcomes in reasons.items():
        for rules in tables.where(outcomes, report):
            yield f"- {code(clean.clean(reason))}: {rules}\n"


def _unstable(report: Report, clean: Redactor) -> Iterator[str]:
    changed = sort_order.unstable(report)
    if not changed:
        return
    yield f"\n## Unstable\n\n{_sentence(tables.why_unstable(report))}\n\n"
    for finding in changed:
        place = f"{code(finding.endpoint.label)} at {code(clean.path(finding.path))}"
        yield f"- {code(finding.kind)}, {place}: {finding.extent}\n"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}\n"
    for row in rows:
        yield f"| {' | '.join(row)} |\n"
