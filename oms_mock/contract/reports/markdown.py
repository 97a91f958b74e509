"""`report.md` and the job summary of a CI, which are read as rendered Markdown.

Every text that may come from elsewhere is put into code, where links, images, HTML and mentions have no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.causes import Cause
from oms_mock.contract.outcome.report import ExitCode, Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import (
    baseline_text,
    cause_text,
    comparison_text,
    reproduce,
    sample_text,
    sort_order,
    tables,
    verdict,
)

SHORTENED = "\n**Shortened:** the report is too long; `--report markdown --report-dir reports` writes all of it.\n"

_BACKTICKS = re.compile(r"`+")


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the report as Markdown; the tokens in use, `secrets`, are masked."""
    clean = redactor(secrets)
    return clean.mask_tokens("".join(_pieces(report, clean)))


def within(limit: int, report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return as much of the report, from its beginning, as fits into `limit` bytes, with a note if it is shortened."""
    clean = redactor(secrets)
    pieces = list(_pieces(report, clean))
    if sum(map(_size, pieces)) <= limit:
        return clean.mask_tokens("".join(pieces))
    kept = list(_fitting(pieces, limit - _size(SHORTENED)))
    return clean.mask_tokens("".join([*kept, SHORTENED])) if kept else ""


def _fitting(pieces: Iterable[str], limit: int) -> Iterator[str]:
    for piece in pieces:
        limit -= _size(piece)
        if limit < 0:
            return
        yield piece


def _size(piece: str) -> int:
    return len(piece.encode("utf-8", "replace"))


# Code: the only place for texts from elsewhere


def code(text: str) -> str:
    """Return a string as a code span, whatever backticks it has; an empty string stays empty."""
    words = " ".join(text.split())
    if not words:
        return ""
    fence = _fence(words, 1)
    # Markdown removes one space on both sides; without it a backtick at the edge would belong to the fence.
    return f"{fence} {words} {fence}" if "`" in (words[0], words[-1]) else f"{fence}{words}{fence}"


def block(text: str, language: str) -> str:
    """Return a string as a fenced block."""
    fence = _fence(text, 3)
    return f"{fence}{language}\n{text}\n{fence}\n"


def _fence(text: str, least: int) -> str:
    """Return a fence of backticks that is longer than any in the string."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _cell(text: str) -> str:
    # Renderers disagree on a backslash before a pipe inside of code, so pipes are replaced.
    return code(text.replace("|", "¦"))


# Pieces: each is complete, so that a report can end after any of them


def _pieces(report: Report, clean: Redactor) -> Iterator[str]:
    yield from _verdict(report, clean)
    yield from _findings(report, clean)
    yield from _unmatched(report, clean)
    yield from _compared(report, clean)
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
    if named := verdict.news(report, clean):
        yield f"\nNew: {', '.join(map(code, named))}.\n"
    started = report.started.astimezone(UTC)
    yield f"\n{code(clean.clean(report.target))}, started {started:%Y-%m-%d %H:%M:%S} UTC: "
    yield f"{', '.join(tables.totals(report))}.\n"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _findings(report: Report, clean: Redactor) -> Iterator[str]:
    new = cause_text.new(report)
    if new:
        yield f"\n## {'New findings' if report.known else 'Findings'}: {cause_text.numbers(new, report)}\n\n"
        yield from _table(("severity", "kind", "endpoint", "path", "seen in", "findings", "id"), _overview(new, clean))
    for cause in new:
        yield _cause(cause, report, clean)
    yield from _accepted(report, {finding.id for cause in new for finding in cause.findings}, clean)


def _overview(found: list[Cause], clean: Redactor) -> Iterator[tuple[str, ...]]:
    for cause in found:
        first = cause.first
        yield (str(first.severity), *_place(first, clean), first.extent, f"{len(cause.findings):,}", _cell(first.id))


def _place(finding: Finding, clean: Redactor) -> tuple[str, ...]:
    return _cell(finding.kind), _cell(finding.endpoint.label), _cell(clean.path(finding.path))


def _cause(cause: Cause, report: Report, clean: Redactor) -> str:
    finding = cause.first
    place = f"{code(finding.endpoint.label)} at {code(clean.path(finding.path))}, id {code(finding.id)}"
    parts = [
        f"\n### {finding.severity}: {code(finding.kind)}\n",
        f"{place}\n",
        f"{_message(finding, clean)}\n",
    ]
    if cause.others:
        parts.append("Probably of the same cause:\n\n" + "".join(_others(cause, report, clean)))
    if remark := baseline_text.remark(finding, report):
        parts.append(f"Baseline: {code(clean.clean(remark))}\n")
    if request := cause_text.request(cause):
        parts.append(block(reproduce.command(request, report, clean), "sh"))
    if subject := explanations.kinds().get(finding.kind):
        parts.append(f"{subject.paragraph}\n")
    return "\n".join(parts)


def _others(cause: Cause, report: Report, clean: Redactor) -> Iterator[str]:
    for finding in cause.others:
        place = f"{code(finding.endpoint.label)} at {code(clean.path(finding.path))}"
        known = ", in the baseline" if finding.id in report.baselined else ""
        yield f"- {finding.severity}: {code(finding.kind)}, {place}: {finding.extent}, id {code(finding.id)}{known}\n"


def _accepted(report: Report, shown: set[str], clean: Redactor) -> Iterator[str]:
    """Yield the accepted findings of causes that are not shown, a row each."""
    accepted = [each for each in sort_order.findings(report) if each.id in report.baselined and each.id not in shown]
    if not accepted:
        return
    yield f"\n## Accepted by the baseline: {len(accepted):,}\n\n"
    rows = (
        (
            str(each.severity),
            *_place(each, clean),
            each.extent,
            _cell(each.id),
            _cell(clean.clean(baseline_text.remark(each, report))),
        )
        for each in accepted
    )
    yield from _table(("severity", "kind", "endpoint", "path", "seen in", "id", "baseline"), rows)


def _message(finding: Finding, clean: Redactor) -> str:
    """Return the message of a finding, each text in code."""
    expected, got, example = (code(clean.clean(each)) for each in (finding.expected, finding.got, finding.example))
    seen = f" in {finding.extent}" if finding.extent else ""
    return f"Expected {expected} ({finding.provenance}), got {got}{seen}{f', e.g. {example}' if example else ''}."


def _compared(report: Report, clean: Redactor) -> Iterator[str]:
    if said := comparison_text.sentence(report, clean):
        yield f"\n## Compared with an earlier run\n\n{_sentence(said)}\n"
    for heading, entries in comparison_text.lists(report, clean):
        yield f"\n{heading}:\n\n"
        for entry in entries:
            yield f"- {code(entry)}\n"


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
    for words in sample_text.notes(report):
        yield f"\n{_sentence(words)}\n"
    if report.endpoints:
        yield "\n"
        rows = ((code(" ".join(endpoint.split())), *rest) for endpoint, *rest in tables.endpoint_rows(report))
        yield from _table(tables.ENDPOINT_COLUMNS, rows)
    if tables.has_checked(report):
        yield "\n"
        rows = ((code(rule), *rest) for rule, *rest in tables.rule_rows(report))
        yield from _table(("rule", "passed", "failed", "unstable", "not run", "checked"), rows)


def _not_run(report: Report, clean: Redactor) -> Iterator[str]:
    if not tables.has_checked(report):
        yield "\n## Not run\n\n- no rule ran: there was nothing to check\n"
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
