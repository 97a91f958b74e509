"""`junit.xml`: one test case per endpoint and rule, in the format that Jenkins and GitLab read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.report import Outcome, Report, State
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.contract.reports import reproduce, sample_text, sort_order
from oms_mock.contract.reports.verdict import exit_code

NAME = "oms-mock check"


@dataclass
class _Case:
    endpoint: Endpoint
    rule: str
    outcome: Outcome | None = None
    failures: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


def text(report: Report, secrets: Iterable[str | None] = ()) -> str:
    """Return the report as XML; the tokens in use, `secrets`, are masked."""
    clean = redactor(secrets)
    root = _suites(report, clean)
    ElementTree.indent(root)
    written = ElementTree.tostring(root, encoding="unicode")
    return clean.mask_tokens(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n')


def _suites(report: Report, clean: Redactor) -> Element:
    cases = _cases(report)
    numbers = {
        "tests": str(len(cases) + bool(report.inconclusive)),
        "failures": str(sum(bool(case.failures) for case in cases)),
        "errors": str(int(bool(report.inconclusive))),
    }
    seconds = f"{report.seconds:.3f}"
    root = Element("testsuites", {"name": NAME, **numbers, "time": seconds})
    skipped = str(sum(_is_skipped(case) for case in cases))
    started = report.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    suite = SubElement(
        root, "testsuite", {"name": NAME, **numbers, "skipped": skipped, "time": seconds, "timestamp": started}
    )
    _add_properties(suite, report, clean)
    for case in cases:
        _add_case(suite, case, report, clean)
    if report.inconclusive:
        _add_inconclusive(suite, clean.clean(report.inconclusive))
    return root


def _cases(report: Report) -> list[_Case]:
    """Return outcomes with their findings; a finding without an outcome gets its own case."""
    cases: dict[tuple[str, str], _Case] = {}
    for outcome in sort_order.outcomes(report):
        cases[outcome.endpoint.name, outcome.rule] = _Case(outcome.endpoint, outcome.rule, outcome)
    for finding in (*sort_order.findings(report), *sort_order.unstable(report)):
        case = cases.setdefault((finding.endpoint.name, finding.rule), _Case(finding.endpoint, finding.rule))
        (case.failures if _fails(finding, report) else case.remarks).append(finding)
    return list(cases.values())


def _fails(finding: Finding, report: Report) -> bool:
    new = finding.id not in report.baselined and finding not in report.unstable
    return new and sort_order.is_at_least(finding, report.fail_on)


def _is_skipped(case: _Case) -> bool:
    return case.outcome is not None and case.outcome.state is State.NOT_RUN and not case.failures


def _add_properties(suite: Element, report: Report, clean: Redactor) -> None:
    values = {
        "target": clean.clean(report.target),
        "exit_code": exit_code(report),
        "fail_on": report.fail_on,
        "orders": report.orders,
        "requests": report.requests,
        "retries": report.retries,
    }
    if report.sample:
        values["opened"], values["seed"] = report.sample.opened, report.sample.seed
        values["sample"] = "; ".join(sample_text.sentences(report))
    properties = SubElement(suite, "properties")
    for name, value in values.items():
        SubElement(properties, "property", {"name": name, "value": str(value)})


def _add_case(suite: Element, case: _Case, report: Report, clean: Redactor) -> None:
    name = f"{case.rule}: {case.endpoint.label}"  # Many viewers show it without the classname.
    element = SubElement(suite, "testcase", {"classname": case.endpoint.name, "name": name, "time": "0"})
    if case.outcome and _is_skipped(case):
        SubElement(element, "skipped", {"message": clean.clean(case.outcome.reason)})
    if case.failures:
        _add_failure(element, case.failures, report, clean)
    if case.remarks:
        remarks = (_description(finding, report, clean) for finding in case.remarks)
        SubElement(element, "system-out").text = "\n\n".join(remarks)


def _add_failure(element: Element, findings: list[Finding], report: Report, clean: Redactor) -> None:
    worst, *others = findings
    more = f" (and {len(others)} more)" if others else ""
    message = f"{worst.kind} at {clean.path(worst.path)}: {clean.clean(worst.message)}{more}"
    failure = SubElement(element, "failure", {"message": message, "type": worst.kind})
    failure.text = "\n\n".join(_description(finding, report, clean) for finding in findings)


def _description(finding: Finding, report: Report, clean: Redactor) -> str:
    """Return a finding in the lines of the text report."""
    known = " (known: in the baseline)" if finding.id in report.baselined else ""
    lines = [
        f"{finding.severity.upper()}  {finding.kind}  {finding.endpoint.label}  {clean.path(finding.path)}"
        f"  {finding.id}{known}",
        clean.clean(finding.message),
    ]
    if finding.request:
        lines.append(f"reproduce: {reproduce.command(finding.request, report, clean)}")
    lines.append(f"explain: oms-mock explain {finding.kind}")
    return "\n".join(lines)


def _add_inconclusive(suite: Element, reason: str) -> None:
    """Add an error; otherwise a run without responses would be an empty suite, which a CI shows as passed."""
    element = SubElement(suite, "testcase", {"classname": "run", "name": "conclusive", "time": "0"})
    SubElement(element, "error", {"message": reason, "type": "inconclusive"}).text = reason
