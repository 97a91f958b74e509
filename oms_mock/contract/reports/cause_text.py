"""Causes in reports: what they are called, and whether they are new."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import Cause, causes
from oms_mock.contract.outcome.fields import ORDER, Field, field_of
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor
from oms_mock.spec.plural import counted


def is_new(cause: Cause, report: Report) -> bool:
    """Return whether the baseline does not accept all findings of a cause."""
    return any(finding.id not in report.baselined for finding in cause.findings)


def new(report: Report) -> list[Cause]:
    """Return the causes of new findings, the worst first; the findings that are new come first in each."""
    found = [cause for cause in causes(report.findings) if is_new(cause, report)]
    return [Cause(tuple(sorted(cause.findings, key=lambda each: each.id in report.baselined))) for cause in found]


def title(cause: Cause, clean: Redactor) -> str:
    """Return a cause in a few words: `null-drift at customer.email`, `open-to-strangers on 10 endpoints`."""
    return f"{cause.first.kind} {_place(cause, clean)}"


def record(cause: Cause, report: Report, clean: Redactor) -> dict[str, Any]:
    """Return a cause as plain values; its findings are named by their ids."""
    return {
        "title": title(cause, clean),
        "severity": str(cause.first.severity),
        "new": is_new(cause, report),
        "kinds": _each(finding.kind for finding in cause.findings),
        "endpoints": _each(finding.endpoint.label for finding in cause.findings),
        "findings": [finding.id for finding in cause.findings],
    }


def _place(cause: Cause, clean: Redactor) -> str:
    field = field_of(cause.first)
    if field is None:
        labels = _each(finding.endpoint.label for finding in cause.findings if _is_like_the_first(finding, cause))
        return f"on {labels[0]}" if len(labels) == 1 else f"on {len(labels)} endpoints"
    fields = {field_of(finding): None for finding in cause.findings if _is_like_the_first(finding, cause)}
    more = len({(each.owner, each.leaf) for each in fields if each}) - 1
    return f"at {name(field, clean)}" + (f" and {counted(more, 'more field')}" if more else "")


def _is_like_the_first(finding: Finding, cause: Cause) -> bool:
    return finding.kind == cause.first.kind


def name(field: Field, clean: Redactor) -> str:
    """Return the name of a field: `customer.email` of an order, `event.payload` of a webhook event."""
    path = clean.path(f"$.{field.name}").removeprefix("$.")
    return path if field.subject == ORDER else f"{field.subject}.{path}"


def _each(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
