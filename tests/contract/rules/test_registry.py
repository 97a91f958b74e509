"""All rules together: what each of them says of itself, and that a right deployment is accused of nothing."""

from __future__ import annotations

import pytest

from oms_mock.contract.rules.base import Kind, Rule
from oms_mock.contract.rules.registry import RULES
from tests.contract.rules.building import accusations, deployment, listed, verdict

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
def test_a_right_deployment_of_any_size_is_accused_of_nothing(rule: type[Rule], keys: tuple[int, ...]) -> None:
    assert accusations(rule, deployment(keys)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_of_a_right_deployment_is_called_unstable(rule: type[Rule]) -> None:
    assert listed(rule, deployment((9, 8, 7))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_something_to_test_on_a_right_deployment(rule: type[Rule]) -> None:
    judging = rule()
    verdict(judging, deployment((9, 8, 7)))
    assert sum(judging.tested.values()) > 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_tests_only_endpoints_that_it_says_it_is_about(rule: type[Rule]) -> None:
    judging = rule()
    verdict(judging, deployment((9, 8, 7)))
    assert set(judging.tested) <= {endpoint.name for endpoint in rule.endpoints}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_asked_again_is_judged_by_a_fresh_rule(rule: type[Rule]) -> None:
    judging = rule()
    again = judging.again()
    assert type(again) is rule
    assert again is not judging
