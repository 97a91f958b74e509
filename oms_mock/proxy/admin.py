"""`/__admin`: what was found so far, for whoever runs this server."""

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
    """Findings, each once, the worst first."""
    return document_response(record(current_proxy()))


@blp.post("/reset")
def reset() -> Response:
    """Forget what was found."""
    current_proxy().judge.reset()
    return document_response({})


def record(proxy: Proxy) -> dict[str, Any]:
    """Return what was found as plain values: findings are written as in report.json."""
    judge, clean = proxy.judge, redactor((proxy.options.lent,))
    frame = _frame(proxy)
    return {
        "target": clean.clean(frame.target),
        "started": json_report.moment(frame.started),
        "exchanges": judge.judged + judge.not_judged.total(),
        "judged": judge.judged,
        "not_judged": {str(why): number for why, number in sorted(judge.not_judged.items())},
        "left_out": judge.left_out,
        "findings": [_finding(key, finding, frame, clean) for key, finding in worst_first(judge.findings().items())],
    }


def _finding(key: str, finding: Any, frame: Report, clean: Redactor) -> dict[str, Any]:
    written = json_report.finding_record(finding, frame, clean)
    del written["baselined"]  # there is no baseline here
    return {**written, "id": key}


def _frame(proxy: Proxy) -> Report:
    """Make the report that a finding is written for: its address, and how to ask again."""
    return Report(
        target=proxy.upstream.url,
        started=proxy.judge.started,
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
