"""`report.html`: one file for a browser. It loads nothing, and only its own script can run."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from oms_mock import __version__
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.causes import Cause, causes
from oms_mock.contract.outcome.report import ExitCode, Outcome, Report, State
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import (
    baseline_text,
    cause_text,
    comparison_text,
    json_report,
    sample_text,
    sort_order,
    tables,
    verdict,
)
from oms_mock.contract.severity import Severity
from oms_mock.spec.plural import counted

View = dict[str, Any]
MOST_LINKS = 20
"""The most findings of the same cause that a finding links to."""


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the page; the tokens in use, `secrets`, are masked."""
    clean = redactor(secrets)
    style, script = _part("report.css"), _part("report.js")
    page = _template().render(
        policy=policy(style, script),
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        version=__version__,
        **_verdict(report, clean),
        **_findings(report, clean),
        **_baseline(report, clean),
        **_coverage(report, clean),
    )
    return clean.mask_tokens(page)


def policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy that allows only this style and this script, and loads nothing."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(prose=_prose, breakable=_breakable, capitalize_first=_capitalized)
    return environment.from_string(_part("report.html"))


def _prose(words: str) -> Markup:
    """Render text between backticks as code."""
    parts = enumerate(words.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in parts)


def _capitalized(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _breakable(path: str) -> Markup:
    """Allow a line break after each slash."""
    return Markup("/<wbr>").join(path.split("/"))


@cache
def _part(name: str) -> str:
    """Read a part of the page; with LF line ends, since its hash is in the policy."""
    return files("oms_mock.contract.reports").joinpath("page", name).read_text(encoding="utf-8").replace("\r\n", "\n")


# Values for the template: plain, and each of them cleaned


def _verdict(report: Report, clean: Redactor) -> View:
    is_incomplete = report.inconclusive and report.exit_code is ExitCode.FINDINGS
    return {
        "verdict": verdict.word(report),
        "reason": clean.clean(verdict.reason(report)),
        "news": verdict.news(report, clean),
        "incomplete": clean.clean(report.inconclusive) if is_incomplete else "",
        "target": clean.clean(report.target),
        "facts": list(_facts(report, clean)),
    }


def _facts(report: Report, clean: Redactor) -> Iterator[tuple[str, str]]:
    yield "Deployment", clean.clean(report.target)
    yield "Started", f"{report.started.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield "Took", tables.duration(report.seconds)
    yield "Orders", f"{report.orders:,}"
    yield "Pages", f"{sum(report.pages.values()):,}"
    yield "Requests", f"{report.requests:,}"
    yield "Retries", f"{report.retries:,}"


def _findings(report: Report, clean: Redactor) -> View:
    new, of_causes = cause_text.new(report), causes(report.findings)
    causes_of = {finding: cause for cause in (*of_causes, *new) for finding in cause.findings}
    found = [*dict.fromkeys(finding for cause in (*new, *of_causes) for finding in cause.findings)]
    by_severity = Counter(finding.severity for finding in found)
    return {
        "causes": [_cause(cause, report, clean) for cause in new],
        "causes_title": "New findings" if report.known else "Causes",
        "findings": [
            {**_finding(finding, report, clean), "same_cause": _same_cause(finding, causes_of[finding])}
            for finding in found
        ],
        "severities": [(str(severity), by_severity[severity]) for severity in _WORST_FIRST if by_severity[severity]],
        "endpoints": sorted({finding.endpoint for finding in found}, key=sort_order.place),
        "rules": sorted({finding.rule for finding in found}),
        "unstable": [_finding(finding, report, clean) for finding in sort_order.unstable(report)],
        "why_unstable": f"{tables.why_unstable(report).capitalize()}.",
    }


def _cause(cause: Cause, report: Report, clean: Redactor) -> View:
    return {
        "id": cause.first.id,
        "severity": str(cause.first.severity),
        "title": cause_text.title(cause, clean),
        "number": counted(len(cause.findings), "finding"),
        "also": cause_text.also(cause, report, clean),
    }


def _same_cause(finding: Finding, cause: Cause) -> list[View]:
    """Return the other findings of a cause, as links."""
    others = (other for other in cause.findings if other != finding)
    return [{"id": other.id, "words": f"{other.kind} in {other.endpoint.name}"} for other in islice(others, MOST_LINKS)]


_WORST_FIRST = sorted(Severity, key=lambda severity: -severity.rank)


def _finding(finding: Finding, report: Report, clean: Redactor) -> View:
    kind, rule = explanations.kinds().get(finding.kind), explanations.rules().get(finding.rule)
    return {
        **json_report.finding_record(finding, report, clean),
        "remark": clean.clean(baseline_text.remark(finding, report)),
        "endpoint_name": finding.endpoint.name,
        "extent": finding.extent,
        "share": round(100 * finding.count / finding.of, 1) if finding.of else 0,
        "meaning": kind.paragraph if kind else "",
        "rule_meaning": rule.paragraph if rule else "",
    }


def _baseline(report: Report, clean: Redactor) -> View:
    """Return the entries of the baseline that matched no finding, with their headings."""
    return {
        "compared": comparison_text.sentence(report, clean),
        "compared_lists": list(comparison_text.lists(report, clean)),
        "unmatched": [
            (heading, [baseline_text.line(entry, clean) for entry in entries])
            for heading, entries in baseline_text.unmatched(report)
        ],
    }


def _coverage(report: Report, clean: Redactor) -> View:
    return {
        "sample": list(sample_text.notes(report)),
        "responses": _responses(report),
        "matrix": _matrix(report, clean) if tables.has_checked(report) else {"rows": []},
        "reasons": [
            (clean.clean(reason), list(tables.where(outcomes, report)))
            for reason, outcomes in tables.reasons(report).items()
        ],
    }


def _responses(report: Report) -> View:
    """Return requests by endpoint, and responses by status; requests without a response come last."""
    ordered = sorted(report.endpoints, key=lambda each: sort_order.place(each.endpoint))
    statuses = sorted({status for each in ordered for status in each.statuses}, key=lambda status: status or 1000)
    return {
        "statuses": [str(status or "no response") for status in statuses],
        "rows": [
            {
                "endpoint": " ".join(tables.short(each.endpoint).split()),
                "median": tables.time(each.median),
                "p95": tables.time(each.p95),
                "requests": f"{each.requests:,}",
                "numbers": [f"{each.statuses[status]:,}" if each.statuses.get(status) else "" for status in statuses],
            }
            for each in ordered
        ],
    }


MARKS = {State.PASSED: "✓", State.FAILED: "✕", State.UNSTABLE: "~", State.NOT_RUN: "–"}


def _matrix(report: Report, clean: Redactor) -> View:
    """Return a row for each rule, with a cell for each endpoint: its outcome there, or None."""
    endpoints = sorted({outcome.endpoint for outcome in report.outcomes}, key=sort_order.place)
    outcomes = {(outcome.rule, outcome.endpoint): outcome for outcome in report.outcomes}
    return {
        "endpoints": [endpoint.name for endpoint in endpoints],
        "rows": [
            {
                "rule": rule,
                "checked": checked,
                "cells": [_cell(outcomes.get((rule, each)), clean) for each in endpoints],
            }
            for rule, *_, checked in tables.rule_rows(report)
        ],
    }


def _cell(outcome: Outcome | None, clean: Redactor) -> View | None:
    if outcome is None:
        return None
    number = counted(outcome.tested, outcome.unit.removesuffix("s"), outcome.unit)
    words = clean.clean(outcome.reason) if outcome.state is State.NOT_RUN else number
    return {"state": str(outcome.state), "mark": MARKS[outcome.state], "words": f"{outcome.state}: {words}"}
