"""`report.json`, for programs. The same report gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import causes
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import baseline_text, cause_text, comparison_text, reproduce, sample_text, sort_order
from oms_mock.contract.reports.verdict import exit_code
from oms_mock.contract.severity import Severity

Record = dict[str, Any]


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the report as JSON; the tokens in use, `secrets`, are masked."""
    clean = redactor(secrets)
    return clean.mask_tokens(json.dumps(record(report, clean), indent=2, ensure_ascii=False)) + "\n"


def record(report: Report, clean: Redactor) -> Record:
    """Return the report as plain values."""
    return {
        "target": clean.clean(report.target),
        "started": moment(report.started),
        "exit_code": exit_code(report),
        "summary": _summary(report, clean),
        "coverage": _coverage(report, clean),
        "causes": [cause_text.record(cause, report, clean) for cause in causes(report.findings)],
        "findings": [finding_record(finding, report, clean) for finding in sort_order.findings(report)],
        "baseline": baseline_text.record(report, clean),
        "against": comparison_text.record(report, clean),
    }


def finding_record(finding: Finding, report: Report, clean: Redactor) -> Record:
    """Return a finding as plain values; masking does not change its id."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "kind": finding.kind,
        "severity": str(finding.severity),
        "endpoint": finding.endpoint.label,
        "path": clean.path(finding.path),
        "message": clean.clean(finding.message),
        "expected": clean.clean(finding.expected),
        "got": clean.clean(finding.got),
        "count": finding.count,
        "of": finding.of,
        "example": clean.clean(finding.example),
        "provenance": str(finding.provenance),
        "reproduce": reproduce.command(finding.request, report, clean) if finding.request else None,
        "baselined": finding.id in report.baselined,
    }


def moment(when: datetime) -> str:
    """Return a time in UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _summary(report: Report, clean: Redactor) -> Record:
    return {
        "errors": report.number(Severity.ERROR),
        "warnings": report.number(Severity.WARNING),
        "infos": report.number(Severity.INFO),
        "baselined": sum(finding.id in report.baselined for finding in report.findings),
        "fail_on": str(report.fail_on),
        "inconclusive": clean.clean(report.inconclusive) or None,
        "seconds": round(report.seconds, 3),
    }


def _coverage(report: Report, clean: Redactor) -> Record:
    return {
        "endpoints": [
            {
                "endpoint": each.endpoint.label,
                "requests": each.requests,
                "median_ms": _milliseconds(each.median),
                "p95_ms": _milliseconds(each.p95),
                "statuses": {str(status): each.statuses[status] for status in sorted(each.statuses)},
            }
            for each in sorted(report.endpoints, key=lambda each: sort_order.place(each.endpoint))
        ],
        "orders": report.orders,
        "pages": dict(sorted(report.pages.items())),
        "requests": report.requests,
        "retries": report.retries,
        "rules": [
            {
                "rule": outcome.rule,
                "endpoint": outcome.endpoint.label,
                "state": str(outcome.state),
                "tested": outcome.tested,
                "reason": clean.clean(outcome.reason) or None,
            }
            for outcome in sort_order.outcomes(report)
        ],
        "unstable": [finding_record(finding, report, clean) for finding in sort_order.unstable(report)],
        "sample": _sample(report),
        "weighed_by": report.weighed_by or None,
    }


def _sample(report: Report) -> Record | None:
    sample = report.sample
    if sample is None:
        return None
    return {
        "opened": sample.opened,
        "of": sample.listed,
        "there": sample.there,
        "seed": sample.seed,
        "by_lot": sample.at_random,
        "surely_seen": sample_text.smallest_surely_seen(report),
        "pages": {name: {"read": read, "of": there} for name, (read, there) in sorted(sample.pages.items())},
        "says": list(sample_text.sentences(report)),
    }
