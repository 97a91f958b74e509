"""Causes in reports: what they are called, and whether they are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from oms_mock.contract.client.interaction import ORDINARY, Request
from oms_mock.contract.endpoints import ORDER_DETAIL
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.causes import Cause, causes
from oms_mock.contract.outcome.fields import ORDER, Field, field_of
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor
from oms_mock.spec.plural import counted

FEW = 3
"""The most places that are named."""


def is_new(cause: Cause, report: Report) -> bool:
    """Return whether the baseline does not accept all findings of a cause."""
    return any(finding.id not in report.baselined for finding in cause.findings)


def new(report: Report) -> list[Cause]:
    """Return the causes of new findings, the worst first; the findings that are new come first in each."""
    found = [cause for cause in causes(report.findings) if is_new(cause, report)]
    ordered = [Cause(tuple(sorted(cause.findings, key=lambda each: each.id in report.baselined))) for cause in found]
    return sorted(ordered, key=lambda cause: -cause.first.severity.rank)


def title(cause: Cause, clean: Redactor) -> str:
    """Return a cause in a few words: `null-drift at customer.email`, `open-to-strangers on 10 endpoints`."""
    return f"{cause.first.kind} {_place(cause, clean)}"


def numbers(found: list[Cause], report: Report) -> str:
    """Return how many new findings and causes there are: `5 of 2 causes`, or `5` if each has its own."""
    findings = sum(finding.id not in report.baselined for cause in found for finding in cause.findings)
    return f"{findings:,} of {counted(len(found), 'cause')}" if len(found) < findings else f"{findings:,}"


def also(cause: Cause, report: Report, clean: Redactor) -> str:
    """Return where else a cause shows: `also in order-detail; field-differs in order-list-short`."""
    groups = defaultdict[tuple[str, bool], list[Finding]](list)
    for finding in cause.others:
        groups[finding.kind, finding.id in report.baselined].append(finding)
    return "; ".join(
        _also(cause, kind, found, clean) + (" (in the baseline)" if is_known else "")
        for (kind, is_known), found in groups.items()
    )


def _also(cause: Cause, kind: str, found: list[Finding], clean: Redactor) -> str:
    beginning = "also" if kind == cause.first.kind else kind
    shown = cause.first.endpoint if kind == cause.first.kind else None
    endpoints = _each(finding.endpoint.name for finding in found if finding.endpoint is not shown)
    fields = _each(name(field, clean) for finding in found if (field := field_of(finding)))
    others = [each for each in fields if each != _field_name(cause.first, clean)]
    places = [*([f"at {_few(others)}"] if others else []), *([f"in {_few(endpoints)}"] if endpoints else [])]
    return " ".join([beginning, *places])


def request(cause: Cause) -> Request | None:
    """Return the request that reproduces a cause: one that opens an order, if a finding like the first one has it."""
    place = cause.first.kind, field_of(cause.first)
    requests = [each.request for each in cause.findings if each.request and (each.kind, field_of(each)) == place]
    opening = (each for each in requests if each.endpoint is ORDER_DETAIL and each.purpose in ORDINARY)
    return next(opening, requests[0] if requests else None)


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


def _field_name(finding: Finding, clean: Redactor) -> str:
    field = field_of(finding)
    return name(field, clean) if field else ""


def _few(words: list[str]) -> str:
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return ", ".join(words[:FEW]) + more


def _each(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
