"""`oms-mock explain`: explanations of all rules and kinds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from oms_mock.cli.explain import explain
from oms_mock.cli.main import main
from oms_mock.contract import endpoints
from oms_mock.contract.reports import json_report
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.run.confirmation import UNSTABLE
from oms_mock.spec.drift_kinds import EXPLANATIONS
from tests.contract.reports.conftest import WARNING, finding, report

RULE_NAMES = [rule.name for rule in RULES]
KIND_NAMES = sorted({kind.name for rule in RULES for kind in rule.kinds} | EXPLANATIONS.keys() | {UNSTABLE})


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["explain", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("name", ["null-drift", "exposed-secret", "page-totals"])
def test_a_name_is_explained_in_a_paragraph(capsys: pytest.CaptureFixture[str], snapshot: Any, name: str) -> None:
    code, out, err = run(capsys, name)
    assert (code, err) == (0, "")
    assert out == snapshot


@pytest.mark.parametrize("name", [*RULE_NAMES, *KIND_NAMES])
def test_every_rule_and_every_kind_can_be_explained(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = run(capsys, name)
    assert code == 0
    assert out.startswith(f"{name}\n\n  ")
    assert max(map(len, out.splitlines())) <= 80


def test_without_a_name_all_rules_and_kinds_are_listed_with_their_first_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys)
    rules, _, kinds = out.partition("Kinds of findings")
    assert (code, err) == (0, "")
    assert re.findall(r"^  ([a-z]\S*)  ", rules, re.MULTILINE) == sorted(RULE_NAMES)
    assert re.findall(r"^  ([a-z]\S*)  ", kinds, re.MULTILINE) == KIND_NAMES
    assert "A value is null that must not be null.\n" in kinds
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("null-drfit", "there is no rule or kind 'null-drfit': did you mean null-drift?"),
        ("zzz", "there is no rule or kind 'zzz': see oms-mock explain"),
    ],
)
def test_an_unknown_name_is_reported_in_one_line(capsys: pytest.CaptureFixture[str], name: str, message: str) -> None:
    assert run(capsys, name) == (2, "", f"oms-mock: {message}\n")


OPENED = finding(endpoint=endpoints.ORDER_DETAIL, path="$.customer.email")


@pytest.fixture(name="path")
def fixture_path(tmp_path: Path) -> Path:
    """A report with two findings of one cause, and one of another."""
    path = tmp_path / "report.json"
    path.write_text(json_report.text(report(findings=(finding(), OPENED, WARNING))), encoding="utf-8")
    return path


def test_a_finding_of_a_report_is_explained(capsys: pytest.CaptureFixture[str], snapshot: Any, path: Path) -> None:
    code, out, err = run(capsys, finding().id, "--report", str(path))
    assert (code, err) == (0, "")
    assert out == snapshot


def test_a_finding_without_others_of_its_cause_has_none(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    _, out, _ = run(capsys, WARNING.id, "--report", str(path))
    assert out.startswith(f"{WARNING.id}  WARNING  exposed-secret  GET /api/v1/oms/orders/{{pk}}/  $.channel.")
    assert "same cause" not in out


def test_a_kind_is_followed_by_its_findings_in_a_report(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    _, out, _ = run(capsys, "null-drift", "--report", str(path))
    listed = out.partition("In the report\n\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == [finding().id, OPENED.id]


def test_a_kind_that_a_report_does_not_have_is_explained(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    _, out, _ = run(capsys, "enum-growth", "--report", str(path))
    assert out.startswith("enum-growth\n")
    assert out.endswith("In the report\n\n  no findings\n")


def test_without_a_name_the_findings_of_a_report_are_listed(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    _, out, _ = run(capsys, "--report", str(path))
    assert [line.split()[0] for line in out.splitlines()] == [finding().id, OPENED.id, WARNING.id]


def test_an_id_without_a_report_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    message = (
        "oms-mock: c84e182e9fa9 is the id of a finding: name the report that has it, --report reports/report.json\n"
    )
    assert run(capsys, "c84e182e9fa9") == (2, "", message)


def test_an_id_that_is_not_in_the_report_is_a_mistake(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    message = f"oms-mock: {path} has no finding 000000000000: see oms-mock explain --report {path}\n"
    assert run(capsys, "000000000000", "--report", str(path)) == (2, "", message)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"findings": 5}', '{"findings": [5]}', '{"findings": [{}]}'])
def test_a_file_that_is_not_a_report_is_a_mistake(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    code, out, err = run(capsys, "c84e182e9fa9", "--report", str(path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"oms-mock: {path}: $")


def test_a_missing_report_is_a_mistake_with_the_way_to_write_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "c84e182e9fa9", "--report", str(tmp_path / "report.json"))
    assert code == 2
    assert "write it with oms-mock check --report json --report-dir reports" in err


def test_a_report_of_an_older_version_has_no_causes(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    written = json.loads(path.read_text(encoding="utf-8"))
    del written["causes"], written["findings"][0]["reproduce"]
    path.write_text(json.dumps(written))
    code, out, _ = run(capsys, finding().id, "--report", str(path))
    assert code == 0
    assert "same cause" not in out


@pytest.mark.parametrize("causes", [5, [5], [{}], [{"findings": 5}], [{"findings": ["x"]}]], ids=repr)
def test_causes_of_another_form_are_ignored(capsys: pytest.CaptureFixture[str], path: Path, causes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "causes": causes}))
    code, out, _ = run(capsys, finding().id, "--report", str(path))
    assert code == 0
    assert "same cause" not in out


def test_text_of_a_report_does_not_control_the_terminal(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    written = json.loads(path.read_text(encoding="utf-8"))
    for each in ("message", "path", "kind", "endpoint"):
        written["findings"][0][each] = "\x1b[31m\u202e"
    path.write_text(json.dumps(written))
    _, out, _ = run(capsys, finding().id, "--report", str(path))
    assert [line for line in out.splitlines() if not line.isprintable()] == []


def test_the_shell_completes_names() -> None:
    completed = explain.params[0].shell_complete(explain.make_context("explain", []), "null")
    assert [each.value for each in completed] == ["null-drift"]
