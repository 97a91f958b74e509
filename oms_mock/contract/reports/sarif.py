"""`report.sarif`: SARIF 2.1.0, for code scanning and SARIF viewers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from oms_mock import __version__
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import baseline_text, json_report, sample_text, sort_order
from oms_mock.contract.reports.json_report import Record, moment
from oms_mock.contract.reports.verdict import exit_code
from oms_mock.contract.severity import Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "omsMockFinding/v1"
INFORMATION = "https://apidocs.akinon.com/oms/order-services"
"""The vendor's documentation of the endpoints that are checked."""


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the report as SARIF; the tokens in use, `secrets`, are masked."""
    clean = redactor(secrets)
    log = {"$schema": SCHEMA, "version": VERSION, "runs": [_run(report, clean)]}
    return clean.mask_tokens(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def text_of_new(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the findings that the baseline does not accept, for tools that ignore suppressions, as GitHub does."""
    new = tuple(finding for finding in report.findings if finding.id not in report.baselined)
    return text(replace(report, findings=new, baselined=frozenset()), secrets)


def _run(report: Report, clean: Redactor) -> Record:
    found = sort_order.findings(report)
    rules = _rules(found)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    return {
        "tool": {"driver": _driver(rules)},
        "invocations": [_invocation(report, clean)],
        "results": [_result(finding, places, report, clean) for finding in found],
        "properties": {
            "target": clean.clean(report.target),
            "orders": report.orders,
            "requests": report.requests,
            "sample": list(sample_text.notes(report)),
        },
    }


def _driver(rules: list[Record]) -> Record:
    return {"name": "oms-mock", "version": __version__, "informationUri": INFORMATION, "rules": rules}


def _invocation(report: Report, clean: Redactor) -> Record:
    reason = clean.clean(report.inconclusive)
    notification = {"level": "error", "message": _message(reason)}
    return {
        "executionSuccessful": not reason,
        "exitCode": exit_code(report),
        "startTimeUtc": moment(report.started),
        "endTimeUtc": moment(report.started + timedelta(seconds=report.seconds)),
        "toolExecutionNotifications": [notification] if reason else [],
    }


# Rules: in SARIF, one for each kind of a rule


def _rules(found: list[Finding]) -> list[Record]:
    """Return a description of each rule and kind that was found, the worst first."""
    worst: dict[str, Finding] = {}
    for finding in found:
        worst.setdefault(_rule_id(finding), finding)
    return [_rule(finding) for finding in worst.values()]


def _rule_id(finding: Finding) -> str:
    return f"{finding.rule}/{finding.kind}"


def _rule(finding: Finding) -> Record:
    rule, kind = explanations.rules().get(finding.rule), explanations.kinds().get(finding.kind)
    texts = [subject.paragraph for subject in (kind, rule) if subject]
    severity = explanations.default_severities().get((finding.rule, finding.kind), finding.severity)
    return {
        "id": _rule_id(finding),
        "shortDescription": {"text": kind.summary if kind else finding.kind},
        "fullDescription": {"text": kind.paragraph if kind else finding.kind},
        "help": {"text": "\n\n".join([*texts, f"oms-mock explain {finding.kind}"])},
        "defaultConfiguration": {"level": LEVELS[severity]},
    }


# Results


def _result(finding: Finding, places: dict[str, int], report: Report, clean: Redactor) -> Record:
    values = json_report.finding_record(finding, report, clean)
    result: Record = {
        "ruleId": _rule_id(finding),
        "ruleIndex": places[_rule_id(finding)],
        "level": LEVELS[finding.severity],
        "message": _message(f"{values['endpoint']} {values['path']}: {values['message']}"),
        "locations": [_location(finding, values["path"])],
        "partialFingerprints": _fingerprints(finding),
        "properties": _properties(values),
    }
    if report.baselined:  # All results have suppressions, or none (SARIF 2.1.0, 3.27.23).
        result["suppressions"] = _suppressions(finding, report, clean)
    return result


def _suppressions(finding: Finding, report: Report, clean: Redactor) -> list[Record]:
    if finding.id not in report.baselined:
        return []
    accepted = {"kind": "external", "status": "accepted"}
    remark = clean.clean(baseline_text.remark(finding, report))
    return [accepted | ({"justification": remark} if remark else {})]


def _fingerprints(finding: Finding) -> Record:
    # GitHub reads its own key only; without it, all results at one place become one.
    return {FINGERPRINT: finding.id, "primaryLocationLineHash": f"{finding.id}:1"}


def _location(finding: Finding, path: str) -> Record:
    """Return the endpoint and the path; the file, which GitHub requires, is the endpoint's JSON Schema."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": f"schemas/{finding.endpoint.document}"},
            "region": {"startLine": 1},
        },
        "logicalLocations": [{"name": path, "fullyQualifiedName": f"{finding.endpoint.label} {path}"}],
    }


def _message(words: str) -> Record:
    """Return a message without links; `[text](address)` would be one (SARIF 2.1.0, 3.11.6)."""
    return {"text": words.replace("](", "] (")}


def _properties(values: Record) -> dict[str, Any]:
    return {name: values[name] for name in ("id", "provenance", "count", "of", "example", "reproduce")}
