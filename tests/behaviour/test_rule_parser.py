"""Reading rules: what is understood, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.behaviour import rule_parser
from oms_mock.behaviour.rules import BREAKS, MOTIONS, Delay
from oms_mock.errors import UnusableValueError


def read(**document: Any) -> Any:
    return rule_parser.rule(document, "f1")


def test_a_rule_has_an_id_of_its_own_or_the_one_it_is_given() -> None:
    assert read(status=503).id == "f1"
    named = read(id="slow-list", status=503)
    assert (named.id, named.document) == ("slow-list", {"id": "slow-list", "status": 503})


def test_every_operation_can_be_named() -> None:
    names = rule_parser.operations()
    assert len(names) == 12
    assert {"order_list", "pull_from_omnitron", "login"} <= set(names)
    for name in names:
        assert read(match={"operation": name}, status=500).match.operation == name


@pytest.mark.parametrize("name", BREAKS)
def test_every_broken_answer_can_be_named(name: str) -> None:
    assert read(**{"break": name}).effect.breaks == name


@pytest.mark.parametrize("name", MOTIONS)
def test_every_motion_can_be_named(name: str) -> None:
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
        ({}, "$: it does nothing: add one of delay, status"),
        ({"match": {"nth": 1}}, "$: it does nothing"),
        ({"stauts": 503}, "$: 'stauts' is unknown: did you mean status?"),
        ({"match": {"evry": 2}, "status": 503}, "$.match: 'evry' is unknown: did you mean every?"),
        ({"match": {"every": 0}, "status": 503}, "$.match.every: 0 is less than the minimum of 1"),
        ({"match": {"nth": True}, "status": 503}, "$.match.nth: true is not of type"),
        ({"match": {"probability": 1.5}, "status": 503}, "$.match.probability: 1.5 is greater"),
        ({"match": {"operation": "order_lits"}, "status": 503}, "$.match.operation: \"order_lits\" is not one of"),
        ({"match": {"nth": 1, "every": 2}, "status": 503}, "$: `nth` and `every` exclude each other"),
        ({"status": 200}, "$.status: 200 is less"),
        ({"status": 600}, "$.status: 600 is greater"),
        ({"status": "503"}, "$.status: "),
        ({"delay": "soon"}, "$.delay: 'soon' is not a duration: write 200ms or 1.5s"),
        ({"delay": "61s"}, "$.delay: '61s' is longer than the limit of 60s"),
        ({"delay": {"uniform": ["2s", "1s"]}}, "$.delay: the first of `uniform` is the least"),
        ({"delay": {"lognormal": {"median": "0ms", "sigma": 1}}}, "$.delay: the median"),
        ({"delay": {"uniform": ["1s", "2s"], "lognormal": {"median": "1s", "sigma": 1}}}, "$.delay: "),
        ({"break": "explode"}, "$.break: "),
        ({"mutate": {"path": "results", "mutation": "null"}}, "$.mutate.path: 'results' is not a path: write $"),
        ({"mutate": {"path": "$.a", "mutation": "nul"}}, "$.mutate.mutation: "),
        ({"mutate": {"path": "$.a"}}, "$.mutate: \"mutation\" is a required property"),
        ({"status": 503, "break": "close"}, "$: with a `status`"),
        ({"status": 503, "motion": "arrive"}, "$: with a `status`"),
        ({"status": 503, "mutate": {"path": "$.a", "mutation": "null"}}, "$: with a `status`"),
        ({"retry_after": 5, "delay": "1s"}, "$: `retry_after` says more of `status`"),
        ({"drip": "5s", "status": 500}, "$: `drip` says more of `break`"),
        ({"next_host": "javascript:alert(1)"}, "$.next_host: "),
        ({"next_host": "http://a/b"}, "$.next_host: "),
        ({"id": "UPPER", "status": 500}, "$.id: "),
        ({"delay": {"uniform": ["1s", 5]}}, "$.delay: "),
        ([], "$: "),
        (None, "$: "),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_its_place(document: Any, said: str) -> None:
    with pytest.raises(UnusableValueError) as caught:
        rule_parser.rule(document, "f1")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("document", [{"status": 503, "retry_after": 5}, {"break": "drip", "drip": "5s"}])
def test_what_says_more_of_an_effect_goes_with_it(document: dict[str, Any]) -> None:
    assert read(**document).document == {"id": "f1", **document}


def test_what_is_said_of_a_long_value_is_cut() -> None:
    with pytest.raises(UnusableValueError) as caught:
        read(status="5" * 1000)
    assert (len(str(caught.value)), str(caught.value)[-4:]) == (len("$.status: ") + 302, "55 …")


@pytest.mark.parametrize(
    ("key", "value", "fields"),
    [("status", 503, {"status": 503}), ("break", "close", {"breaks": "close"}), ("delay", "1s", None)],
)
def test_an_effect_is_read_by_itself(key: str, value: Any, fields: Any) -> None:
    assert rule_parser.part(key, value) == (fields or {"delay": Delay("fixed", (1.0,))})


@pytest.mark.parametrize(("key", "value"), [("status", 999), ("break", "none"), ("delay", "soon"), ("mutate", {})])
def test_an_effect_that_is_none_is_refused_by_itself_too(key: str, value: Any) -> None:
    with pytest.raises(UnusableValueError, match=key):
        rule_parser.part(key, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([*rule_parser.RULE["properties"], *rule_parser.MATCH["properties"]])
almost_rules = st.dictionaries(names, json_values | st.dictionaries(names, json_values, max_size=3), max_size=4)


@given(json_values | almost_rules)
def test_anything_is_either_read_or_refused_in_one_line(document: Any) -> None:
    said, rule = "", None
    try:
        rule = rule_parser.rule(document, "f1")
    except UnusableValueError as error:
        said = str(error)
    if rule is None:
        assert (said[:1], len(said) < 1000) == ("$", True)
    else:
        assert rule_parser.rule(rule.document, "another") == rule, "what is kept is read back"
