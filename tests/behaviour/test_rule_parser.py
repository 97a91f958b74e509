"""Fault rules are made of documents; a document that is none is rejected with every problem."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.behaviour import rule_parser, rule_schema
from oms_mock.behaviour.rules import BREAKS, MOTIONS, Delay
from oms_mock.errors import UnusableValueError
from oms_mock.spec import operations


def read(**document: Any) -> Any:
    return rule_parser.rule(document, "f1")


def test_a_rule_without_an_id_gets_the_given_one() -> None:
    assert read(status=503).id == "f1"
    named = read(id="slow-list", status=503)
    assert (named.id, named.document) == ("slow-list", {"id": "slow-list", "status": 503})


def test_a_rule_can_match_every_operation() -> None:
    names = operations.names()
    assert len(names) == 12
    assert {"order_list", "pull_from_omnitron", "login"} <= set(names)
    for name in names:
        assert read(match={"operation": name}, status=500).match.operation == name


@pytest.mark.parametrize("name", BREAKS)
def test_a_rule_can_break_the_response_in_every_way(name: str) -> None:
    assert read(**{"break": name}).effect.breaks == name


@pytest.mark.parametrize("name", MOTIONS)
def test_a_rule_can_have_every_list_mutation(name: str) -> None:
    assert read(motion=name).effect.motion == name


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("200ms", Delay("fixed", (0.2,))),
        ("1.5s", Delay("fixed", (1.5,))),
        ({"uniform": ["100ms", "2s"]}, Delay("uniform", (0.1, 2.0))),
        ({"uniform": ["1s", "1s"]}, Delay("uniform", (1.0, 1.0))),
        ({"lognormal": {"median": "200ms", "sigma": 0.5}}, Delay("lognormal", (0.2, 0.5))),
    ],
)
def test_a_delay_is_fixed_uniform_or_lognormal(written: Any, delay: Delay) -> None:
    assert read(delay=written).effect.delay == delay


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "$: has no effect: add one of delay, status"),
        ({"match": {"nth": 1}}, "$: has no effect"),
        ({"stauts": 503}, "$.stauts: unknown key; did you mean status?"),
        ({"match": {"evry": 2}, "status": 503}, "$.match.evry: unknown key; did you mean every?"),
        ({"match": {"every": 0}, "status": 503}, "$.match.every: must be a whole number from 1 to 1,000,000,000"),
        ({"match": {"nth": True}, "status": 503}, "$.match.nth: must be a whole number from 1 to"),
        ({"match": {"probability": 1.5}, "status": 503}, "$.match.probability: must be a number from 0 to 1"),
        ({"match": {"operation": "order_lits"}, "status": 503},
         '$.match.operation: unknown value "order_lits"; did you mean order_list? It must be one of order_list, '),
        ({"opertion": "order_list", "status": 503}, "$.opertion: unknown key; did you mean match.operation?"),
        ({"operation": "order_list", "status": 503}, "$.operation: unknown key; did you mean match.operation?"),
        ({"match": {"nth": 1, "every": 2}, "status": 503}, "$.match: `nth` and `every` exclude each other"),
        ({"status": 200}, "$.status: must be a whole number from 300 to 599"),
        ({"status": 600}, "$.status: must be a whole number from 300 to 599"),
        ({"status": "503"}, "$.status: "),
        ({"delay": "soon"}, "$.delay: 'soon' is not a duration: write 200ms, 1.5s, 5m, 2h or 3d"),
        ({"delay": "61s"}, "$.delay: '61s' is longer than the limit of 60s"),
        ({"delay": {"uniform": ["2s", "1s"]}}, "$.delay.uniform: must name the shorter duration first"),
        ({"delay": {"lognormal": {"median": "0ms", "sigma": 1}}}, "$.delay.lognormal.median: must be longer than 0ms"),
        ({"delay": {"uniform": ["1s", "2s"], "lognormal": {"median": "1s", "sigma": 1}}}, "$.delay: "),
        ({"delay": {"unifrom": ["1s", "2s"]}}, "$.delay.unifrom: unknown key; did you mean uniform?"),
        ({"delay": {"median": "1s"}}, "$.delay.median: unknown key; the keys are uniform, lognormal"),
        ({"break": "explode"}, "$.break: must be one of close, "),
        ({"break": "trunkate"}, '$.break: unknown value "trunkate"; did you mean truncate? It must be one of close, '),
        ({"motion": "arive"}, '$.motion: unknown value "arive"; did you mean arrive? It must be one of arrive, '),
        ({"mutate": {"path": "results", "mutation": "null"}}, "$.mutate.path: 'results' is not a path: write $"),
        ({"mutate": {"path": "$.a", "mutation": "nul"}}, '$.mutate.mutation: unknown value "nul"; did you mean null? '),
        ({"mutate": {"path": "$.a"}}, "$.mutate.mutation: is required"),
        ({"status": 503, "break": "close"}, "$: an error response has no order"),
        ({"status": 503, "motion": "arrive"}, "$: an error response has no order"),
        ({"status": 503, "mutate": {"path": "$.a", "mutation": "null"}}, "$: an error response has no order"),
        ({"retry_after": 5, "delay": "1s"}, "$: `retry_after` needs `status`"),
        ({"drip": "5s", "status": 500}, "$: `drip` needs `break`"),
        ({"stall": "5s", "status": 500}, "$: `stall` needs `break`"),
        ({"detail": "no", "delay": "1s"}, "$: `detail` needs `status`"),
        ({"status": 304}, "$: `status` must be 301, 302, 303, 307 or 308, or from 400 to 599"),
        ({"status": 302}, "$: the status 302 is a redirect: add `location`"),
        ({"status": 302, "location": "/a", "detail": "b"}, "$: a redirect has no body: leave out `detail`"),
        ({"status": 302, "location": "/a", "break": "html"}, "$: a redirect has no body: leave out"),
        ({"status": 503, "location": "/a"}, "$: `location` needs the `status` 301, 302, 303, 307 or 308"),
        ({"status": 302, "location": "javascript:alert(1)"}, "$.location: must be a path that begins with /, or a"),
        ({"status": 302, "location": "/a\r\nX-Odd: 1"}, "$.location: must be a path that begins with /, or a"),
        ({"status": 503, "break": "hang-up"}, "$: an error response has no order: leave out `status`, or break=hang"),
        ({"break": "html", "motion": "arrive"}, "$: an HTML page has no document: leave out break=html"),
        ({"break": "html", "status": 502, "detail": "a"}, "$: an HTML page has no document"),
        ({"stale": {"requests": 3}, "match": {"operation": "pull_from_omnitron"}}, "$: `stale` hides"),
        ({"stale": {"requests": 3}, "match": {"operation": "login"}}, "$: `stale` hides changes from reads"),
        ({"stale": {"requests": 3}, "match": {"method": "POST"}}, "$: `stale` hides changes from reads"),
        ({"stale": {}}, '$.stale: must have either `requests` or `for`: {"requests": 3} or {"for": "2s"}'),
        ({"stale": {"requests": 3, "for": "2s"}}, "$.stale: must have either `requests` or `for`"),
        ({"stale": {"request": 3}}, "$.stale.request: unknown key; did you mean requests?"),
        ({"stale": {"for": "2"}}, "$.stale.for: '2' is not a duration"),
        ({"stale": {"requests": 0}}, "$.stale.requests: must be a whole number from 1 to"),
        ({"next_host": "javascript:alert(1)"}, "$.next_host: "),
        ({"next_host": "http://a/b"}, "$.next_host: "),
        ({"id": "UPPER", "status": 500}, "$.id: "),
        ({"delay": {"uniform": ["1s", 5]}}, "$.delay.uniform: must be a duration such as"),
        ([], "$: must be an object"),
        (None, "$: must be an object"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_valid_is_rejected_with_the_path_of_the_problem(document: Any, said: str) -> None:
    with pytest.raises(UnusableValueError) as caught:
        rule_parser.rule(document, "f1")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("document", [{"status": 503, "retry_after": 5}, {"break": "drip", "drip": "5s"}])
def test_a_dependent_effect_is_accepted_together_with_the_one_that_it_needs(document: dict[str, Any]) -> None:
    assert read(**document).document == {"id": "f1", **document}


def test_every_problem_of_a_rule_is_reported_on_a_line_of_its_own() -> None:
    with pytest.raises(UnusableValueError) as caught:
        read(stauts=503, match={"nth": 0, "methd": "GET"}, motion="rest")
    assert str(caught.value).split("\n") == [
        "$.match.nth: must be a whole number from 1 to 1,000,000,000",
        "$.match.methd: unknown key; did you mean method?",
        "$.motion: must be one of arrive, disappear, shrink, count",
        "$.stauts: unknown key; did you mean status?",
    ]


def test_a_long_value_is_not_repeated_in_the_message() -> None:
    with pytest.raises(UnusableValueError) as caught:
        read(**{"break": "5" * 1000})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("key", "value", "fields"),
    [("status", 503, {"status": 503}), ("break", "close", {"breaks": "close"}), ("delay", "1s", None)],
)
def test_a_single_effect_is_parsed(key: str, value: Any, fields: Any) -> None:
    assert rule_parser.part(key, value) == (fields or {"delay": Delay("fixed", (1.0,))})


@pytest.mark.parametrize(("key", "value"), [("status", 999), ("break", "none"), ("delay", "soon"), ("mutate", {})])
def test_a_single_effect_that_is_not_valid_is_rejected(key: str, value: Any) -> None:
    with pytest.raises(UnusableValueError, match=key):
        rule_parser.part(key, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([*rule_schema.EFFECT_KEYS, *rule_schema.MATCH_KEYS, "id", "match"])
almost_rules = st.dictionaries(names, json_values | st.dictionaries(names, json_values, max_size=3), max_size=4)


@given(json_values | almost_rules)
def test_any_document_is_a_rule_or_is_rejected_with_paths(document: Any) -> None:
    said, rule = "", None
    try:
        rule = rule_parser.rule(document, "f1")
    except UnusableValueError as error:
        said = str(error)
    if rule is None:
        assert all(line.startswith("$") and len(line) < 1000 for line in said.split("\n"))
    else:
        assert rule_parser.rule(rule.document, "another") == rule, "what is kept is read back"


def test_a_whole_number_may_be_written_with_a_point() -> None:
    """JSON Schema's `integer` includes 503.0, and databases contain rules with such numbers."""
    rule = read(status=503.0, retry_after=5.0, match={"order": 7.0, "times": 2.0})
    assert (repr(rule.effect.status), repr(rule.effect.retry_after)) == ("503", "5")
    assert (repr(rule.match.order), repr(rule.match.times)) == ("7", "2")


def test_a_number_with_a_fraction_is_not_whole() -> None:
    with pytest.raises(UnusableValueError, match="must be a whole number from 300 to 599"):
        read(status=503.5)


def test_the_effects_to_add_are_those_that_need_no_other() -> None:
    with pytest.raises(UnusableValueError, match="has no effect: add one of") as caught:
        read()
    assert {"retry_after", "drip"}.isdisjoint(re.findall(r"\w+", str(caught.value)))
