"""The admin API of the proxy: `/__admin/findings` and `/__admin/reset`."""

from __future__ import annotations

from typing import Any

from flask import Response

from oms_mock.admin import blueprint
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import json_report
from oms_mock.drf.responses import document_response
from oms_mock.proxy.context import Proxy, current_proxy
from oms_mock.proxy.validation import worst_first

blp = blueprint.blueprint("admin", lambda: current_proxy().options.guard)


@blp.get("/findings")
def findings() -> Response:
    """Return the findings, each once, the worst first."""
    return document_response(record(current_proxy()))


@blp.post("/reset")
def reset() -> Response:
    """Remove all findings and counts."""
    current_proxy().validator.reset()
    return document_response({})


def record(proxy: Proxy) -> dict[str, Any]:
    """Return findings and counts as plain values; findings have the form of report.json."""
    validator, clean = proxy.validator, redactor(proxy.options.secrets)
    frame = _frame(proxy)
    return {
        "target": clean.clean(frame.target),
        "started": json_report.moment(frame.started),
        "exchanges": validator.checked + validator.not_checked.total(),
        "judged": validator.checked,
        "not_judged": {str(why): number for why, number in sorted(validator.not_checked.items())},
        "left_out": validator.dropped,
        "findings": [
            _finding(key, finding, frame, clean) for key, finding in worst_first(validator.findings().items())
        ],
    }


def _finding(key: str, finding: Any, frame: Report, clean: Redactor) -> dict[str, Any]:
    written = json_report.finding_record(finding, frame, clean)
    del written["baselined"]  # there is no baseline here
    return {**written, "id": key}


def _frame(proxy: Proxy) -> Report:
    """Return the report that a finding refers to: the URL, and how to reproduce a request."""
    return Report(
        target=proxy.upstream.url,
        started=proxy.validator.started,
        seconds=0.0,
        findings=(),
        outcomes=(),
        endpoints=(),
        orders=0,
        pages={},
        requests=0,
        retries=0,
        auth_scheme=proxy.options.auth_scheme,
        token_variable=proxy.options.token_variable,
    )
