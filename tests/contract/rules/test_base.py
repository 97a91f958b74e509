"""The base class of rules: counting faults, and the texts of a finding."""

from __future__ import annotations

import pytest

from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST
from oms_mock.contract.findings import Finding
from oms_mock.contract.rules import base
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.suspicions import Occasion, Verdict, findings_of
from oms_mock.contract.severity import Provenance, Severity

SURE = Kind("sure", "A fact.", Provenance.SIBLING, certain=True)
DOUBTFUL = Kind("doubtful", "A doubt.")
OCCASIONS = [Occasion((Request(ORDER_DETAIL, pk=key),)) for key in range(9)]


class Counting(Rule):
    name = "counting"
    explanation = "Counts."
    endpoints = (ORDER_LIST,)
    kinds = (SURE, DOUBTFUL)

    def see(self, interaction: Interaction) -> None:
        """Check nothing."""

    def found(self, kind: Kind = SURE, path: str = "$", **more: object) -> None:
        self.fault(kind, ORDER_LIST, path=path, **{"expected": "x", "got": "y", **more})  # type: ignore[arg-type]


@pytest.fixture(name="rule")
def fixture_rule() -> Counting:
    return Counting()


def counts(verdict: Verdict) -> list[tuple[str, int]]:
    return [(finding.path, finding.count) for finding in findings_of(verdict)]


def test_faults_of_one_path_are_one_finding(rule: Counting) -> None:
    rule.found()
    rule.found()
    rule.found(path="$.x")
    assert counts(rule.finish()) == [("$", 2), ("$.x", 1)]


def test_consecutive_faults_of_one_subject_count_once(rule: Counting) -> None:
    rule.found(subject=7)
    rule.found(subject=7)
    rule.found(subject=8)
    assert counts(rule.finish()) == [("$", 2)]


def test_faults_of_one_subject_at_two_paths_are_two_findings(rule: Counting) -> None:
    rule.found(subject=7)
    rule.found(path="$.x", subject=7)
    rule.found(subject=7)
    assert counts(rule.finish()) == [("$", 1), ("$.x", 1)]


def test_the_texts_of_the_first_fault_are_kept(rule: Counting) -> None:
    rule.found(got="first", example="order 7")
    rule.found(got="second", example="order 8")
    (finding,) = rule.finish().findings
    assert (finding.got, finding.example) == ("first", "order 7")


def test_only_uncertain_findings_are_repeated(rule: Counting) -> None:
    rule.found()
    rule.found(DOUBTFUL, path="$.x")
    verdict = rule.finish()
    assert ([each.kind for each in verdict.findings], [each.finding.kind for each in verdict.suspicions]) == (
        ["sure"], ["doubtful"]
    )  # fmt: skip


@pytest.mark.parametrize("kind", [SURE, DOUBTFUL], ids=lambda kind: kind.name)
def test_a_fault_explained_by_changed_data_is_only_listed_as_unstable(rule: Counting, kind: Kind) -> None:
    rule.found(kind, explained=True)
    verdict = rule.finish()
    assert (verdict.findings, verdict.suspicions, len(verdict.unstable)) == ((), (), 1)


def test_a_fault_that_is_explained_once_and_once_not_is_listed_in_both_groups(rule: Counting) -> None:
    rule.found(explained=True)
    rule.found()
    verdict = rule.finish()
    assert (len(verdict.findings), len(verdict.unstable)) == (1, 1)


def test_at_most_three_occasions_are_kept(rule: Counting) -> None:
    for occasion in OCCASIONS:
        rule.found(DOUBTFUL, occasion=occasion)
    assert rule.finish().suspicions[0].occasions == tuple(OCCASIONS[:3])


def test_a_suspicion_without_an_occasion_has_none(rule: Counting) -> None:
    rule.found(DOUBTFUL)
    assert rule.finish().suspicions[0].occasions == ()


def test_a_server_with_endless_different_keys_does_not_fill_the_memory(
    rule: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST_FAULTS", 1)
    rule.found(path="$.a")
    rule.found(path="$.b")
    rule.found(path="$.a")
    assert counts(rule.finish()) == [("$.a", 2)]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (SURE, {}, ("warning", "sibling")),
        (DOUBTFUL, {}, ("error", "documented")),
        (DOUBTFUL, {"provenance": Provenance.ASSUMED}, ("info", "assumed")),
        (DOUBTFUL, {"provenance": Provenance.ASSUMED, "severity": Severity.WARNING}, ("warning", "assumed")),
        (Kind("k", "K.", severity=Severity.INFO), {}, ("info", "documented")),
        (contradiction("k", "K."), {}, ("error", "convention")),
    ],
)
def test_the_severity_of_a_fault_is_the_stated_one_or_that_of_its_provenance(
    rule: Counting, kind: Kind, changes: dict, expected: tuple[str, str]
) -> None:
    rule.found(kind, **changes)
    (finding,) = findings_of(rule.finish())
    assert (finding.severity, finding.provenance) == expected


@pytest.mark.parametrize(("tested", "of"), [(0, 2), (2, 2), (5, 5)])
def test_the_denominator_is_the_number_tested_and_at_least_the_count(rule: Counting, tested: int, of: int) -> None:
    rule.tested["order-list"] = tested
    rule.found()
    rule.found()
    assert rule.finish().findings[0].of == of


def finding(**changes: object) -> Finding:
    usual = {
        "rule": "schema", "kind": "null-drift", "severity": Severity.ERROR, "endpoint": ORDER_LIST, "path": "$.x",
        "expected": "string", "got": "null", "count": 1, "of": 3, "unit": "orders", "example": "order 7",
        "provenance": Provenance.DOCUMENTED,
    }  # fmt: skip
    return Finding(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["rule", "kind", "path"])
def test_the_id_of_a_finding_depends_on_where_it_is(name: str) -> None:
    assert finding(**{name: "other"}).id != finding().id


def test_the_id_of_a_finding_depends_on_its_endpoint() -> None:
    assert finding(endpoint=ORDER_DETAIL).id != finding().id


@pytest.mark.parametrize("name", ["severity", "expected", "got", "count", "of", "unit", "example", "provenance"])
def test_the_id_of_a_finding_depends_on_nothing_else(name: str) -> None:
    assert finding(**{name: "9"}).id == finding().id


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, "null in 1 of 3 orders (33 %), e.g. order 7"),
        ({"example": ""}, "null in 1 of 3 orders (33 %)"),
        ({"of": 1}, "null in 1 of 1 orders, e.g. order 7"),
        ({"of": 0, "example": ""}, "null"),
        ({"of": 722}, "null in 1 of 722 orders (0.14 %), e.g. order 7"),
        ({"count": 3}, "null in 3 of 3 orders (100 %), e.g. order 7"),
    ],
)
def test_a_message_is_a_sentence_with_its_share(changes: dict, where: str) -> None:
    assert finding(**changes).message == f"expected string (documented), got {where}"


def test_a_severity_is_at_most_another() -> None:
    assert [Severity.ERROR.at_most(each) for each in Severity] == [Severity.ERROR, Severity.WARNING, Severity.INFO]
    assert [Severity.INFO.at_most(each) for each in Severity] == [Severity.INFO] * 3
