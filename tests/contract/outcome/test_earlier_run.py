"""A run is compared with the report of an earlier one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema

from oms_mock.contract.outcome import earlier_run, report_file
from oms_mock.contract.outcome.report import Outcome, Report, State
from oms_mock.contract.redaction import redactor
from oms_mock.contract.reports import comparison_text, html, json_report, markdown, text
from tests.contract.reports.conftest import finding, report
from tests.contract.reports.test_json_report import SCHEMA

CLEAN = redactor()
OLD, SAME, NEW = (finding(path=f"$.{name}") for name in ("old", "same", "new"))


def outcomes(*, state: State = State.FAILED) -> tuple[Outcome, ...]:
    return (Outcome(SAME.rule, SAME.endpoint, state, 9, "orders"),)


def earlier(*findings: Any) -> report_file.StoredReport:
    return report_file.parse(json.loads(json_report.text(replace(report(), findings=findings))))


def compared(**changes: Any) -> Report:
    now = replace(report(), findings=(SAME, NEW), sample=None, unstable=(), inconclusive="", outcomes=outcomes())
    return earlier_run.compared(replace(now, **changes), earlier(OLD, SAME))


def test_findings_are_new_gone_or_still_there() -> None:
    known = compared().against
    assert known
    assert (known.still_there, [each.id for each in known.gone]) == ({SAME.id}, [OLD.id])
    assert earlier_run.new(compared()) == [NEW]


def test_a_finding_that_the_run_could_not_have_seen_is_not_gone() -> None:
    known = compared(outcomes=outcomes(state=State.NOT_RUN)).against
    assert known
    assert (known.gone, [each.id for each in known.not_looked_for]) == ((), [OLD.id])
    said = comparison_text.sentence(compared(inconclusive="time was up"), CLEAN)
    assert said.endswith("1 new, 0 gone, 1 still there, 1 not checked in this run, so perhaps still there")


def test_the_comparison_does_not_change_the_exit_code_or_the_baseline() -> None:
    before = replace(report(), findings=(SAME, NEW), outcomes=outcomes())
    after = earlier_run.compared(before, earlier(SAME, NEW))
    assert (after.exit_code, after.baselined, after.known) == (before.exit_code, before.baselined, before.known)


def test_every_report_names_what_is_new_and_gone() -> None:
    report = compared()
    said = "Since the run at 2026-"
    for written in (text.text(report), markdown.text(report), html.text(report)):
        assert said in written
        assert "2 new" not in written
        assert "1 new, 1 gone, 1 still there" in " ".join(written.split())
        assert OLD.id in written
    record = json.loads(json_report.text(report))["against"]
    jsonschema.validate(record, SCHEMA["properties"]["against"])
    assert (record["new"], record["still_there"]) == ([NEW.id], [SAME.id])
    assert [each["path"] for each in record["gone"]] == ["$.old"]


def test_a_report_of_another_deployment_is_named() -> None:
    other = replace(compared(), target="https://other.example.com")
    assert comparison_text.sentence(other, CLEAN).startswith(f"Since the run of {report().target} at 2026-")


def test_without_an_earlier_run_there_is_no_comparison() -> None:
    assert comparison_text.sentence(report(), CLEAN) == ""
    assert list(comparison_text.lists(report(), CLEAN)) == []
    assert json.loads(json_report.text(report()))["against"] is None


def test_a_report_that_holds_less_is_read() -> None:
    stored = report_file.parse({"findings": [{"id": SAME.id}]})
    now = earlier_run.compared(replace(report(), findings=(SAME,)), stored)
    assert "at an unknown time: 0 new, 0 gone, 1 still there" in comparison_text.sentence(now, CLEAN)
