"""Which requests a rule applies to, and the delays."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from oms_mock.behaviour import rule_parser
from oms_mock.behaviour.counters import MOST, Counters
from oms_mock.behaviour.rules import Delay, FaultRule, MatchableRequest

LIST = MatchableRequest("order_list", "GET", "/api/v1/oms/orders/", page=1)
OPEN = MatchableRequest("order_detail", "GET", "/api/v1/oms/orders/17/", order=17)
PULL = MatchableRequest("pull_from_omnitron", "POST", "/api/v1/oms/orders/pull_from_omnitron/")


def rule(rule_id: str = "f1", **document: Any) -> FaultRule:
    return rule_parser.rule({"status": 503} | document, rule_id)


def applied(rules: list[FaultRule], requests: list[MatchableRequest]) -> list[list[str]]:
    counters = Counters()
    return [[each.id for each, _ in counters.due(rules, request)] for request in requests]


@pytest.mark.parametrize(
    ("match", "meant"),
    [
        ({}, [LIST, OPEN, PULL]),
        ({"operation": "order_list"}, [LIST]),
        ({"method": "POST"}, [PULL]),
        ({"path": "/api/v1/oms/orders/*"}, [LIST, OPEN, PULL]),
        ({"path": "/api/v1/oms/orders/1*/"}, [OPEN]),
        ({"path": "/api/v1/oms/orders/??/"}, []),
        ({"order": 17}, [OPEN]),
        ({"order": 18}, []),
        ({"page": 1}, [LIST]),
        ({"page": 2}, []),
        ({"operation": "order_list", "method": "POST"}, []),
    ],
)
def test_a_rule_matches_the_properties_of_a_request(match: dict[str, Any], meant: list[MatchableRequest]) -> None:
    found = [each for each in (LIST, OPEN, PULL) if rule(match=match).match.fits(each)]
    assert found == meant


@pytest.mark.parametrize(
    ("match", "turns"),
    [
        ({"nth": 2}, [2]),
        ({"every": 3}, [3, 6, 9]),
        ({"times": 2}, [1, 2]),
        ({"every": 2, "times": 2}, [2, 4]),
        ({"probability": 0}, []),
        ({"probability": 1}, list(range(1, 11))),
    ],
)
def test_a_rule_selects_requests_by_number(match: dict[str, Any], turns: list[int]) -> None:
    hits = applied([rule(match=match)], [LIST] * 10)
    assert [number for number, ids in enumerate(hits, 1) if ids] == turns


def test_only_matching_requests_are_counted() -> None:
    hits = applied([rule(match={"operation": "order_list", "nth": 2})], [LIST, OPEN, PULL, LIST, LIST])
    assert [bool(ids) for ids in hits] == [False, False, False, True, False]


def test_probability_is_repeatable_and_accurate() -> None:
    def hits(seed: int) -> list[bool]:
        return [bool(ids) for ids in applied([rule(match={"probability": 0.3, "seed": seed})], [LIST] * 2000)]

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    assert 500 < sum(hits(1)) < 700


def test_rules_are_combined_and_only_the_first_that_replaces_the_response_applies() -> None:
    slow, first, second = (
        rule_parser.rule({"delay": "1ms"}, "slow"),
        rule("first", match={"every": 2}),
        rule("second", match={"times": 1}),
    )
    assert applied([slow, first, second], [LIST] * 3) == [["slow", "second"], ["slow", "first"], ["slow"]]


def test_other_effects_apply_after_a_rule_that_replaces_the_response() -> None:
    closing = rule_parser.rule({"break": "close"}, "closing")
    slow, cut = rule_parser.rule({"delay": "1ms"}, "slow"), rule_parser.rule({"break": "truncate"}, "cut")
    assert applied([closing, rule("late"), slow, cut], [LIST]) == [["closing", "slow", "cut"]]
    assert applied([rule("first"), closing, slow], [LIST]) == [["first", "slow"]]


@pytest.mark.parametrize(
    ("document", "modifies"),
    [
        ({"break": "truncate"}, True),
        ({"mutate": {"path": "$.a", "mutation": "null"}}, True),
        ({"motion": "count"}, True),
        ({"motion": "arrive"}, False),
        ({"delay": "1ms", "cap_limit": 5}, False),
    ],
)
def test_effects_that_modify_the_response_are_recognised(document: dict[str, Any], modifies: bool) -> None:
    assert rule_parser.rule(document, "f1").effect.modifies is modifies


def test_a_rule_that_was_not_applied_is_not_counted_as_applied() -> None:
    counters = Counters()
    rules = [rule("first", match={"times": 1}), rule("second", match={"times": 1})]
    assert [[each.id for each, _ in counters.due(rules, LIST)] for _ in range(3)] == [["first"], ["second"], []]
    assert (counters.of("second").seen, counters.of("second").applied) == (3, 1)


def test_a_forgotten_rule_is_counted_from_zero() -> None:
    counters = Counters()
    rules = [rule("f1", match={"times": 1}), rule("f2", match={"times": 1})]
    counters.due(rules, LIST)
    counters.due(rules, LIST)
    counters.forget(["f1"])
    assert [each.id for each, _ in counters.due(rules, LIST)] == ["f1"]
    assert counters.of("f2").applied == 1


def test_counts_of_removed_rules_are_deleted() -> None:
    """Another process may have removed the rules."""
    counters, last = Counters(), rule_parser.rule({"delay": "1ms", "match": {"times": 1}}, "last")
    for number in range(2 * MOST):
        counters.due([rule(f"r{number}"), last], LIST)
    assert len(counters._counts) <= MOST + 2
    assert (counters.of("last").seen, counters.of("last").applied) == (2 * MOST, 1)


def waits(delay: Delay) -> list[float]:
    return [delay.seconds(7, "f1", number) for number in range(1, 2001)]


def test_a_fixed_delay_is_always_the_same() -> None:
    assert set(waits(Delay("fixed", (0.25,)))) == {0.25}


def test_a_uniform_delay_is_between_its_bounds_and_repeatable() -> None:
    drawn = waits(Delay("uniform", (1.0, 3.0)))
    assert drawn == waits(Delay("uniform", (1.0, 3.0)))
    assert (min(drawn) >= 1, max(drawn) <= 3) == (True, True)
    assert 1.9 < statistics.mean(drawn) < 2.1


def test_a_lognormal_delay_has_its_median_and_is_limited() -> None:
    drawn = waits(Delay("lognormal", (0.2, 1.0)))
    assert 0.18 < statistics.median(drawn) < 0.22
    assert max(drawn) > 1
    assert max(waits(Delay("lognormal", (50.0, 5.0)))) == 60
    assert set(waits(Delay("lognormal", (0.2, 0)))) == {0.2}
