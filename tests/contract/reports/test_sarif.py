"""`report.sarif`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from oms_mock import __version__
from oms_mock.contract import endpoints
from oms_mock.contract.outcome import explanations
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import sarif
from oms_mock.contract.severity import Severity
from tests.contract.reports.conftest import EVERY_SEVERITY, SORTS, finding, report

VENDOR = Path(__file__).parents[2] / "vendor"
ROOT = Path(__file__).parents[3]
OFFICIAL = jsonschema.Draft4Validator(
    json.loads((VENDOR / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
)


def run(of: Report) -> Any:
    return json.loads(sarif.text(of))["runs"][0]


@pytest.mark.parametrize("name", ["every severity", "baselined", "unreachable", "hostile"])
def test_the_same_run_gives_the_same_sarif(snapshot: Any, name: str) -> None:
    assert sarif.text(SORTS[name]).replace(f'"{__version__}"', '"X.Y.Z"') == snapshot


@pytest.mark.parametrize("name", SORTS)
def test_sarif_of_every_kind_of_run_is_valid(name: str) -> None:
    assert [error.message for error in OFFICIAL.iter_errors(json.loads(sarif.text(SORTS[name])))] == []


def test_the_sarif_schema_rejects_an_invalid_report() -> None:
    log = json.loads(sarif.text(EVERY_SEVERITY))
    log["runs"][0]["results"][0]["level"] = "info"
    log["runs"][0]["invocations"][0]["startTimeUtc"] = "yesterday"
    assert len(list(OFFICIAL.iter_errors(log))) == 2


def test_the_report_does_not_depend_on_the_order_of_the_findings() -> None:
    turned = replace(EVERY_SEVERITY, findings=EVERY_SEVERITY.findings[::-1])
    assert sarif.text(turned) == sarif.text(EVERY_SEVERITY)


def test_each_result_has_its_rule() -> None:
    written = run(EVERY_SEVERITY)
    rules = [rule["id"] for rule in written["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in written["results"]] == [
        result["ruleId"] for result in written["results"]
    ]


def test_a_kind_that_was_found_twice_is_one_rule() -> None:
    written = run(report(findings=(finding(), finding(path="$.results[*].number"))))
    assert [rule["id"] for rule in written["tool"]["driver"]["rules"]] == ["schema/null-drift"]
    assert len(written["results"]) == 2


def test_a_rule_has_the_explanation_of_oms_mock_explain() -> None:
    rule = run(report(findings=(finding(),)))["tool"]["driver"]["rules"][0]
    kind = explanations.kinds()["null-drift"]
    assert rule["shortDescription"]["text"] == kind.summary
    assert rule["fullDescription"]["text"] == kind.paragraph
    assert rule["help"]["text"].startswith(f"{kind.paragraph}\n\n{explanations.rules()['schema'].paragraph}\n\n")


@pytest.mark.parametrize("name", explanations.kinds())
def test_a_description_is_not_longer_than_github_accepts(name: str) -> None:
    assert len(explanations.kinds()[name].paragraph) <= 1024


@pytest.mark.parametrize(
    ("severity", "level"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note")]
)
def test_each_severity_has_its_level(severity: Severity, level: str) -> None:
    assert run(report(findings=(finding(severity=severity),)))["results"][0]["level"] == level


def test_the_level_of_a_rule_is_its_default_severity() -> None:
    lighter = run(report(findings=(finding(severity=Severity.WARNING),)))
    assert lighter["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "error"}


def test_two_findings_of_a_kind_on_an_endpoint_have_different_fingerprints() -> None:
    both = run(report(findings=(finding(), finding(path="$.results[*].number"))))["results"]
    assert [result["partialFingerprints"]["primaryLocationLineHash"] for result in both] == [
        f"{finding().id}:1",
        f"{finding(path='$.results[*].number').id}:1",
    ]


def test_a_finding_in_the_baseline_is_suppressed_and_the_others_say_that_they_are_not() -> None:
    both = report(findings=(finding(), finding(path="$.x")), baselined=frozenset({finding().id}))
    suppressed = {r["partialFingerprints"]["omsMockFinding/v1"]: r["suppressions"] for r in run(both)["results"]}
    assert suppressed == {
        finding().id: [{"kind": "external", "status": "accepted"}],
        finding(path="$.x").id: [],
    }


def test_no_result_has_suppressions_where_none_is_suppressed() -> None:
    assert [result for result in run(EVERY_SEVERITY)["results"] if "suppressions" in result] == []


def test_the_file_of_new_findings_leaves_out_what_the_baseline_accepts() -> None:
    both = report(findings=(finding(), finding(path="$.x")), baselined=frozenset({finding().id}))
    (new,) = json.loads(sarif.text_of_new(both))["runs"][0]["results"]
    assert new["partialFingerprints"]["omsMockFinding/v1"] == finding(path="$.x").id
    assert "suppressions" not in new


@pytest.mark.parametrize("name", SORTS)
def test_the_file_of_new_findings_is_valid(name: str) -> None:
    assert [error.message for error in OFFICIAL.iter_errors(json.loads(sarif.text_of_new(SORTS[name])))] == []


def test_a_message_contains_the_endpoint_and_the_path() -> None:
    result = run(report(findings=(finding(endpoint=endpoints.ORDER_DETAIL, path="$.number"),)))["results"][0]
    assert result["message"]["text"].startswith("GET /api/v1/oms/orders/{pk}/ $.number: expected string (documented)")


def test_two_findings_of_a_kind_have_different_messages() -> None:
    places = (endpoints.ORDER_LIST, "$.results[*].number"), (endpoints.ORDER_DETAIL, "$.number")
    both = report(findings=tuple(finding(endpoint=endpoint, path=path) for endpoint, path in places))
    assert len({result["message"]["text"] for result in run(both)["results"]}) == 2


def test_the_tool_has_an_address_for_information() -> None:
    assert run(report())["tool"]["driver"]["informationUri"].startswith("https://")


def test_a_result_is_located_in_the_schema_of_its_endpoint() -> None:
    location = run(report(findings=(finding(),)))["results"][0]["locations"][0]
    assert (ROOT / location["physicalLocation"]["artifactLocation"]["uri"]).is_file()
    assert location["logicalLocations"][0]["fullyQualifiedName"] == (
        "GET /api/v1/oms/orders/ $.results[*].customer.email"
    )


def test_a_run_that_ended_early_did_not_succeed_and_has_a_reason() -> None:
    ended = run(SORTS["interrupted"])["invocations"][0]
    assert (ended["executionSuccessful"], ended["exitCode"]) == (False, 130)
    assert ended["toolExecutionNotifications"][0]["message"]["text"].startswith("interrupted: ")


def test_a_run_with_findings_succeeded() -> None:
    ended = run(EVERY_SEVERITY)["invocations"][0]
    assert (ended["executionSuccessful"], ended["exitCode"]) == (True, 1)


def test_no_text_is_a_link() -> None:
    hostile = report(findings=(finding(got="[click](https://evil.example.com)"),), inconclusive="[x](y)")
    assert "](" not in sarif.text(hostile)
