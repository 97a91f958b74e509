"""All rules together: their names and explanations, and that a correct deployment has no findings."""

from __future__ import annotations

import pytest

from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.registry import RULES
from tests.contract.rules.builders import all_findings, deployment, listed, verdict

KINDS = [(rule, kind) for rule in RULES for kind in rule.kinds]
FEW = [(), (7,), (8, 7), (9, 8, 7), (7, 8, 9, 10, 11)]


def test_no_two_rules_share_a_name() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_explains_itself_in_sentences(rule: type[Rule]) -> None:
    assert rule.explanation.endswith((".", ")"))


@pytest.mark.parametrize(("rule", "kind"), KINDS, ids=lambda each: each.name)
def test_a_kind_explains_itself_in_sentences(rule: type[Rule], kind: Kind) -> None:
    assert kind.explanation.endswith((".", ")"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_two_kinds_of_a_rule_share_a_name(rule: type[Rule]) -> None:
    assert len({kind.name for kind in rule.kinds}) == len(rule.kinds)


def test_a_kind_that_two_rules_share_is_one_kind() -> None:
    assert len({kind for _, kind in KINDS}) == len({kind.name for _, kind in KINDS})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("keys", FEW, ids=len)
def test_a_correct_deployment_of_any_size_has_no_findings(rule: type[Rule], keys: tuple[int, ...]) -> None:
    assert all_findings(rule, deployment(keys)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_correct_deployment_has_nothing_unstable(rule: type[Rule]) -> None:
    assert listed(rule, deployment((9, 8, 7))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_checks_something_on_a_correct_deployment(rule: type[Rule]) -> None:
    used = rule()
    verdict(used, deployment((9, 8, 7)))
    assert sum(used.tested.values()) > 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_checks_only_its_own_endpoints(rule: type[Rule]) -> None:
    used = rule()
    verdict(used, deployment((9, 8, 7)))
    assert set(used.tested) <= {endpoint.name for endpoint in rule.endpoints}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_repeated_requests_are_checked_by_a_fresh_rule(rule: type[Rule]) -> None:
    used = rule()
    again = used.fresh()
    assert type(again) is rule
    assert again is not used
