"""Matchers find requests, invalid ones are rejected, and a failed verification describes the most similar request."""

from __future__ import annotations

import fnmatch
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.errors import UnusableValueError
from oms_mock.journal import matching, verification
from oms_mock.journal.entries import Entry
from oms_mock.journal.matching import read
from oms_mock.wildcard import is_like

OPERATIONS = ("order_list", "order_detail", "pull_from_omnitron")
LIST = "/api/v1/oms/orders/"


def entry(**given: Any) -> Entry:
    """Return an entry with these values, and defaults for the others."""
    return {
        "id": 1,
        "method": "GET",
        "path": LIST,
        "query": {},
        "headers": {},
        "operation": "order_list",
        "status": 200,
        **given,
    }


def found(matcher: dict[str, Any], **given: Any) -> bool:
    return read(matcher).matches(entry(**given))


scalars = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([1.0, "", "1", "a"])
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
)
texts = st.sampled_from(["1", "2"])
values = st.lists(texts, min_size=1, max_size=2)
wanted = st.none() | texts | values
paths = st.text("a/b", max_size=5).map(lambda text: f"/{text}")
matchers = st.fixed_dictionaries(
    {},
    optional={
        "method": st.sampled_from(["GET", "post"]),
        "path": st.text("a/b*", min_size=1, max_size=5),
        "operation": st.sampled_from(OPERATIONS),
        "query": st.dictionaries(st.sampled_from(["q", "r"]), wanted, max_size=2),
        "headers": st.dictionaries(st.sampled_from(["X-A", "x-b"]), wanted, max_size=2),
        "json": documents,
        "status": st.sampled_from([200, 404]),
    },
)
entries = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST"]),
        "path": paths,
        "query": st.dictionaries(st.sampled_from(["q", "r"]), values, max_size=2),
        "headers": st.dictionaries(st.sampled_from(["x-a", "x-b"]), values.map(", ".join), max_size=2),
        "operation": st.none() | st.sampled_from(OPERATIONS),
        "status": st.sampled_from([200, 404]),
    },
    optional={"json": documents},
).map(lambda given: entry(**given))


def plainly(matcher: dict[str, Any], entry: Entry) -> bool:
    """Match condition by condition, as documented."""
    if "json" in matcher and not ("json" in entry and subset(matcher["json"], entry["json"])):
        return False
    headers = {name.lower(): value for name, value in matcher.get("headers", {}).items()}
    return all(
        [
            matcher.get("method", entry["method"]).upper() == entry["method"],
            fnmatch.fnmatchcase(entry["path"], matcher.get("path", "*")),
            matcher.get("operation", entry["operation"]) == entry["operation"],
            matcher.get("status", entry["status"]) == entry["status"],
            all(entry["query"].get(name) == listed(value) for name, value in matcher.get("query", {}).items()),
            all(header(entry["headers"].get(name), value) for name, value in headers.items()),
        ]
    )


def listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def header(got: str | None, value: Any) -> bool:
    if isinstance(value, list) and len(value) > 1:
        return got is not None and got.split(", ") == value
    return got == (value[0] if isinstance(value, list) else value)


def subset(expected: Any, got: Any) -> bool:
    if isinstance(expected, dict) and isinstance(got, dict):
        return all(name in got and subset(value, got[name]) for name, value in expected.items())
    return tagged(expected) == tagged(got)


def tagged(value: Any) -> Any:
    """Distinguish true from 1, which are equal in Python."""
    if isinstance(value, dict):
        return {name: tagged(child) for name, child in value.items()}
    if isinstance(value, list):
        return [tagged(child) for child in value]
    return (isinstance(value, bool), value)


@given(matchers, entries)
def test_a_matcher_agrees_with_a_simple_implementation(matcher: dict[str, Any], entry: Entry) -> None:
    read_matcher = read(matcher)
    assert read_matcher.matches(entry) is plainly(matcher, entry)
    assert read_matcher.matches(entry) is (list(read_matcher.differences(entry)) == [])


@given(st.text("ab*", max_size=8), st.text("ab", max_size=8))
def test_a_star_matches_any_characters(pattern: str, text: str) -> None:
    plain = ".*".join(re.escape(part) for part in pattern.split("*"))
    assert is_like(pattern, text) is bool(re.fullmatch(plain, text))


@pytest.mark.parametrize(("pattern", "text"), [("aa*a", "aa"), ("*ab*ba*", "aba"), ("a*", "b"), ("*a", "b")])
def test_no_character_is_matched_twice(pattern: str, text: str) -> None:
    assert not is_like(pattern, text)


def test_a_pattern_with_many_stars_is_fast() -> None:
    assert not is_like("*a" * 5_000 + "b", "a" * 20_000)


def test_only_the_star_is_special_in_a_path() -> None:
    assert found({"path": "/api/[x]?/*"}, path="/api/[x]?/1/2")
    assert not found({"path": "/api/[x]?/*"}, path="/api/xy/1")


def test_an_empty_matcher_matches_every_request() -> None:
    assert found({}, status=500, operation=None)


def test_null_differs_from_a_missing_body() -> None:
    assert found({"json": None}, json=None)
    assert not found({"json": None})


@pytest.mark.parametrize(("expected", "got"), [(True, 1), (1, True), (False, 0), ([True], [1]), ("1", 1), ({}, [])])
def test_values_of_different_types_are_different(expected: Any, got: Any) -> None:
    assert not found({"json": expected}, json=got)


def test_objects_inside_lists_are_compared_exactly() -> None:
    assert found({"json": {"a": {"b": 1}}}, json={"a": {"b": 1, "c": 2}})
    assert not found({"json": {"a": [{"b": 1}]}}, json={"a": [{"b": 1, "c": 2}]})


@pytest.mark.parametrize(
    ("matcher", "why"),
    [
        ([], "$: must be an object"),
        ({"methd": "GET"}, "$.methd: unknown key; did you mean method?"),
        (
            {"x y": 1},
            '$["x y"]: unknown key; the keys are method, path, operation, query, headers, json, status',
        ),
        ({"method": 1}, "$.method: must be a string"),
        ({"path": ""}, "$.path: must be a string of 1 to 100000 characters"),
        ({"operation": None}, "$.operation: must not be null"),
        (
            {"operation": "order_lst"},
            '$.operation: unknown value "order_lst"; did you mean order_list? It must be one of order_list, '
            "order_list_short, order_list_simple, order_detail, order_detail_short, webhook_event_list, "
            "webhook_event_list_short, webhook_event_detail, delivery_type_enums, payment_type_enums, "
            "pull_from_omnitron, login",
        ),
        ({"query": []}, "$.query: must be an object"),
        (
            {"query": {"limit": 2}},
            "$.query.limit: must be a string, a list of strings, or null where it must be absent",
        ),
        (
            {"headers": {"x-a": []}},
            "$.headers.x-a: must be a string, a list of strings, or null where it must be absent",
        ),
        ({"query": {"a": ["1", 2]}}, "$.query.a: must be a string, a list of strings, or null where it must be absent"),
        ({"status": "200"}, "$.status: must be a whole number from 100 to 599"),
        ({"status": True}, "$.status: must be a whole number from 100 to 599"),
        ({"status": 99}, "$.status: must be a whole number from 100 to 599"),
    ],
)
def test_a_matcher_that_is_not_valid_is_rejected_with_the_path_of_the_problem(matcher: Any, why: str) -> None:
    with pytest.raises(UnusableValueError) as refused:
        read(matcher)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("expectation", "why"),
    [
        ({}, "$.matcher: is required"),
        ({"matcher": {"status": 1}}, "$.matcher.status: must be a whole number from 100 to 599"),
        ({"matcher": {}, "time": 1}, "$.time: unknown key; did you mean times?"),
        ({"matcher": {}, "times": -1}, "$.times: must be a whole number of at least 0"),
        ({"matcher": {}, "at_least": True}, "$.at_least: must be a whole number of at least 0"),
        ({"matcher": {}, "times": 1, "at_most": 2}, "$.times: cannot be combined with at_least or at_most"),
        ({"matcher": {}, "at_least": 3, "at_most": 2}, "$.at_least: must not be more than at_most"),
    ],
)
def test_an_expectation_that_is_not_valid_is_rejected_with_the_path_of_the_problem(expectation: Any, why: str) -> None:
    with pytest.raises(UnusableValueError) as refused:
        verification.read(expectation)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("often", "met", "words"),
    [
        ({}, [1, 2, 3], "at least once"),
        ({"times": 0}, [0], "never"),
        ({"times": 1}, [1], "exactly once"),
        ({"times": 2}, [2], "exactly 2 times"),
        ({"at_least": 2}, [2, 3], "at least 2 times"),
        ({"at_least": 0}, [0, 1, 2, 3], "any number of times"),
        ({"at_most": 1}, [0, 1], "at most once"),
        ({"at_least": 1, "at_most": 2}, [1, 2], "1 to 2 times"),
        ({"at_least": 2, "at_most": 2}, [2], "exactly 2 times"),
    ],
)
def test_bounds_allow_the_numbers_that_their_text_states(often: dict[str, int], met: list[int], words: str) -> None:
    expectation = verification.read({"matcher": {}, **often})
    counts = [count for count in range(4) if verification.verify(expectation, [entry()] * count).verified]
    assert (counts, str(expectation)) == (met, f"any request: {words}")


def lines(matcher: dict[str, Any], *entries: Entry, forgotten: int = 0, **often: int) -> list[str]:
    expectation = verification.read({"matcher": matcher, **often})
    verdict = verification.verify(expectation, entries)
    assert not verdict.verified
    return list(verdict.lines("ci-7", forgotten))


def test_a_failed_verification_describes_the_most_similar_request() -> None:
    entries = (
        entry(id=1, path="/elsewhere/", query={"limit": ["2"]}),
        entry(id=2, query={"limit": ["20"], "page": ["1"]}),
        entry(id=3, method="POST", query={"limit": ["20"]}),
    )
    assert lines({"method": "GET", "path": LIST, "query": {"limit": "2"}}, *entries, forgotten=14) == [
        "expected: GET /api/v1/oms/orders/, query limit '2': at least once",
        "seen: never, among 3 requests of the world ci-7; 14 older are forgotten",
        "nearest: request 2, GET /api/v1/oms/orders/?limit=20&page=1; status 200",
        "  query limit: expected '2', got '20'",
    ]


def test_every_kind_of_difference_is_described() -> None:
    matcher = {
        "method": "POST",
        "path": "/api/*/pull/",
        "operation": "pull_from_omnitron",
        "query": {"a": "1", "b": None, "c": ["1", "2"]},
        "headers": {"X-A": "1"},
        "json": {"order_numbers": ["1", "2"], "deep": {"a": [{"b": 1}]}, "none": True},
        "status": 200,
    }
    got = entry(
        query={"b": ["1"], "c": ["2", "1"]},
        json={"order_numbers": ["1"], "deep": {"a": [{"b": 2, "c": 3}]}},
        status=400,
    )
    assert lines(matcher, got)[3:] == [
        "  method: expected 'POST', got 'GET'",
        "  path: expected '/api/*/pull/', got '/api/v1/oms/orders/'",
        "  operation: expected 'pull_from_omnitron', got 'order_list'",
        "  status: expected 200, got 400",
        "  query a: expected '1', got nothing",
        "  query b: expected nothing, got '1'",
        '  query c: expected ["1", "2"], got ["2", "1"]',
        "  header x-a: expected '1', got nothing",
        "  json $.order_numbers[1]: expected '2', got nothing",
        "  json $.deep.a[0].b: expected 1, got 2",
        "  json $.deep.a[0].c: expected nothing, got 3",
        "  json $.none: expected true, got nothing",
    ]


def test_of_equally_similar_requests_the_newest_is_chosen() -> None:
    assert "request 2," in lines({"status": 404}, entry(id=1), entry(id=2))[2]


def test_the_request_with_the_more_similar_path_is_chosen() -> None:
    near, far = entry(id=1, path="/api/v1/oms/order/"), entry(id=2, path="/favicon.ico")
    assert "request 1," in lines({"path": LIST}, near, far)[2]


def test_if_too_many_requests_match_the_last_one_is_shown() -> None:
    assert lines({"path": LIST}, entry(id=1), entry(id=2), entry(id=3, path="/"), times=1) == [
        "expected: /api/v1/oms/orders/: exactly once",
        "seen: 2 times, among 3 requests of the world ci-7",
        "the last of them: request 2, GET /api/v1/oms/orders/; status 200",
    ]


def test_without_requests_none_is_shown() -> None:
    assert lines({}) == ["expected: any request: at least once", "seen: never, among 0 requests of the world ci-7"]


def test_at_most_20_differences_are_shown_and_the_others_counted() -> None:
    told = lines({"json": {str(number): 1 for number in range(50)}}, entry(json={}))[3:]
    assert (len(told), told[-1]) == (verification.MOST_DIFFERENCES + 1, "  and 30 more")


def test_a_long_value_is_shortened() -> None:
    assert len(matching.shown("x" * 10_000)) < 300
