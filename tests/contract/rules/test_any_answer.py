"""Whatever a deployment answers: no rule raises, and no text of an answer comes out of one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.rules.base import Rule, Verdict, findings_of
from oms_mock.contract.rules.registry import RULES
from tests.contract.rules.anything import JSON, interactions
from tests.contract.rules.building import BASE, verdict
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
"""It finds the examples long."""

CANARY = "Canary-7f3a"

SOME = examples(60, suppress_health_check=list(HealthCheck))

_WITH_CANARIES: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=3).map(lambda text: f"{text}{CANARY}{text}") | st.just(CANARY) | st.none() | st.integers(-3, 12),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(("id", "name", "value", "count", "next", "password", "x")), inside, max_size=4
        )
    ),
    max_leaves=8,
)


def said(judged: Verdict) -> list[str]:
    """Every text of a verdict that a person may come to see."""
    every = [*findings_of(judged), *judged.unstable]
    return [text for f in every for text in (f.message, f.expected, f.got, f.example, f.path, f.unit, f.kind)]


@SOME
@given(st.lists(interactions(), max_size=8))
def test_no_rule_raises_whatever_is_answered(answers: list[Interaction]) -> None:
    judged = [verdict(rule, answers) for rule in RULES]
    assert len(judged) == len(RULES)


@SOME
@given(st.lists(interactions(), max_size=8))
def test_no_rule_that_is_asked_again_raises(answers: list[Interaction]) -> None:
    judged = [verdict(rule().again(), answers) for rule in RULES]
    assert len(judged) == len(RULES)


@SOME
@given(st.lists(interactions(_WITH_CANARIES), max_size=8))
def test_no_text_of_an_answer_is_in_a_finding(answers: list[Interaction]) -> None:
    texts = [text for rule in RULES for judge in (rule(), rule().again()) for text in said(verdict(judge, answers))]
    assert not [text for text in texts if CANARY in text]


@SOME
@given(st.lists(interactions(), max_size=6))
def test_the_count_of_a_finding_is_never_above_its_denominator(answers: list[Interaction]) -> None:
    found = [finding for rule in RULES for finding in findings_of(verdict(rule, answers))]
    assert not [finding for finding in found if not 0 < finding.count <= finding.of]


@SOME
@given(JSON | st.text())
def test_a_link_that_is_anything_is_read_or_described(value: Any) -> None:
    assert isinstance(page_link.read(value, BASE), page_link.Link | str)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_that_saw_nothing_says_nothing(rule: type[Rule]) -> None:
    assert verdict(rule) == Verdict()
