"""`junit.xml`."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from oms_mock.contract import endpoints
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import junit
from oms_mock.contract.severity import Severity
from tests.contract.reports.conftest import CHANGED, EVERY_SEVERITY, INFO, SORTS, finding, report

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
}
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "disabled", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname", "id", "package"},
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time", "assertions", "status"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"type", "message"},
}
"""The elements and attributes that Jenkins' junit-10.xsd allows."""


def suite(of: Report) -> Element:
    return ElementTree.fromstring(junit.text(of).encode())[0]


def cases(of: Report) -> dict[str, Element]:
    """Return the test cases by endpoint and rule."""
    every = suite(of).iter("testcase")
    return {f"{case.get('classname')}.{case.get('name', '').partition(':')[0]}": case for case in every}


@pytest.mark.parametrize("name", ["clean", "every severity", "not run", "unreachable", "hostile"])
def test_junit_xml_of_every_kind_of_run(snapshot: Any, name: str) -> None:
    assert junit.text(SORTS[name]) == snapshot


@pytest.mark.parametrize("name", SORTS)
def test_the_file_has_only_elements_and_attributes_that_jenkins_knows(name: str) -> None:
    every = list(ElementTree.fromstring(junit.text(SORTS[name]).encode()).iter())
    assert [e.tag for e in every if not {child.tag for child in e} <= CHILDREN.get(e.tag, set())] == []
    assert [e.attrib for e in every if not e.attrib.keys() <= ATTRIBUTES.get(e.tag, set())] == []


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize(
    ("number", "element"), [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
)
def test_the_counts_are_those_of_the_elements(name: str, number: str, element: str) -> None:
    whole = suite(SORTS[name])
    assert whole.get(number) == str(len(list(whole.iter(element))))


def test_a_finding_below_fail_on_is_reported_without_a_failure() -> None:
    lighter = cases(report(findings=(INFO,)))["order-list.schema"]
    assert [child.tag for child in lighter] == ["system-out"]


def test_a_finding_at_fail_on_is_a_failure() -> None:
    strict = cases(report(findings=(INFO,), fail_on=Severity.INFO))["order-list.schema"]
    assert [child.tag for child in strict] == ["failure"]


def test_a_finding_in_the_baseline_is_not_a_failure() -> None:
    known = cases(report(findings=(finding(),), baselined=frozenset({finding().id})))["order-list.schema"]
    assert "(known: in the baseline)" in (known.findtext("system-out") or "")
    assert known.find("failure") is None


def test_an_unstable_finding_is_not_a_failure() -> None:
    assert cases(report(unstable=(CHANGED,)))["order-list.pagination"].find("failure") is None


def test_a_finding_of_a_rule_without_an_outcome_is_reported() -> None:
    lost = finding(rule="server-error", endpoint=endpoints.EVENT_DETAIL)
    assert cases(report(findings=(lost,)))["webhook-event-detail.server-error"].find("failure") is not None


def test_the_name_of_a_test_contains_the_rule_and_the_endpoint() -> None:
    assert cases(report())["order-detail.exposure"].get("name") == "exposure: GET /api/v1/oms/orders/{pk}/"


@pytest.mark.parametrize("name", SORTS)
def test_no_two_tests_have_the_same_name(name: str) -> None:
    names = [case.get("name") for case in suite(SORTS[name]).iter("testcase")]
    assert len(names) == len({*names})


def test_a_run_without_requests_is_not_an_empty_suite() -> None:
    nothing = report(outcomes=(), endpoints=(), orders=0, pages={}, inconclusive="401: check OMS_TOKEN")
    assert [case.find("error") is not None for case in cases(nothing).values()] == [True]


def test_two_findings_of_a_rule_are_one_failure_with_both() -> None:
    both = report(findings=(finding(), finding(path="$.results[*].number")))
    failure = cases(both)["order-list.schema"].find("failure")
    assert "(and 1 more)" in failure.get("message")
    assert failure.text.count("reproduce: ") == 2


def test_the_properties_describe_the_run() -> None:
    properties = {each.get("name"): each.get("value") for each in suite(EVERY_SEVERITY).iter("property")}
    assert properties["target"] == "https://oms.example.com"
    assert properties["exit_code"] == "1"
