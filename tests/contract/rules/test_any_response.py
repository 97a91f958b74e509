"""Properties of all rules on arbitrary responses: none raises, and none shows a string of a response."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from oms_mock.contract.client import page_link
from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.rules.suspicions import Verdict, findings_of
from tests.contract.rules.builders import BASE, verdict
from tests.contract.rules.strategies import JSON, interactions
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
"""Building the examples takes long."""

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


def strings(found: Verdict) -> list[str]:
    """Return every string of a verdict that may be shown."""
    every = [*findings_of(found), *found.unstable]
    return [text for f in every for text in (f.message, f.expected, f.got, f.example, f.path, f.unit, f.kind)]


@SOME
@given(st.lists(interactions(), max_size=8))
def test_no_rule_raises_on_any_response(responses: list[Interaction]) -> None:
    verdicts = [verdict(rule, responses) for rule in RULES]
    assert len(verdicts) == len(RULES)


@SOME
@given(st.lists(interactions(), max_size=8))
def test_no_rule_of_repeated_requests_raises(responses: list[Interaction]) -> None:
    verdicts = [verdict(rule().fresh(), responses) for rule in RULES]
    assert len(verdicts) == len(RULES)


@SOME
@given(st.lists(interactions(_WITH_CANARIES), max_size=8))
def test_no_string_of_a_response_is_in_a_finding(responses: list[Interaction]) -> None:
    texts = [text for rule in RULES for each in (rule(), rule().fresh()) for text in strings(verdict(each, responses))]
    assert not [text for text in texts if CANARY in text]


@SOME
@given(st.lists(interactions(), max_size=6))
def test_the_count_of_a_finding_is_never_above_its_denominator(responses: list[Interaction]) -> None:
    found = [finding for rule in RULES for finding in findings_of(verdict(rule, responses))]
    assert not [finding for finding in found if not 0 < finding.count <= finding.of]


@SOME
@given(JSON | st.text())
def test_any_value_of_a_link_is_parsed_or_described(value: Any) -> None:
    assert isinstance(page_link.read(value, BASE), page_link.PageLink | str)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_without_interactions_has_no_findings(rule: type[Rule]) -> None:
    assert verdict(rule) == Verdict()
