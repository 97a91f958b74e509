"""`oms-mock explain`: explanations of all rules and kinds."""

from __future__ import annotations

import re
from typing import Any

import pytest

from oms_mock.cli.explain import explain
from oms_mock.cli.main import main
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.run.confirmation import UNSTABLE
from oms_mock.spec.drift_kinds import EXPLANATIONS

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


def test_the_shell_completes_names() -> None:
    completed = explain.params[0].shell_complete(explain.make_context("explain", []), "null")
    assert [each.value for each in completed] == ["null-drift"]
