"""The admin API responds to any document with JSON, and other worlds are not affected."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.admin.conftest import ADDRESS, JSON, controlled_app
from tests.admin.test_worlds import bare_app
from tests.conftest import TOKEN
from tests.databases import NewDatabase
from tests.hypothesis_profiles import examples

ORDERS = "/api/v1/oms/orders/"
MATCHER = {
    "method": "GET",
    "path": "/api/v1/oms/orders/*",
    "operation": "order_list",
    "query": {"limit": "2", "page": None},
    "headers": {"x-request-id": ["a", "b"]},
    "json": {"order_numbers": ["1"]},
    "status": 200,
}
ORDER = {
    "notes": "x",
    "state": {"enum_value": "500"},
    "customer": {"email": "a@example.com", "channel": 2},
    "shipping_address": {"city": {"name": "x"}},
    "orderitem_set": [{"price": "1.00"}],
    "extra_field": {"a": {"b": None}},
    "amount": "12.00",
    "created_date": "2026-01-01T00:00:00Z",
}
MATCH = {
    "operation": "order_list",
    "method": "GET",
    "path": "/api/*",
    "order": 1,
    "page": 2,
    "every": 2,
    "times": 3,
    "probability": 0.5,
    "seed": 7,
}
PLAUSIBLE: dict[tuple[str, str], list[Any]] = {
    ("POST", "/__admin/reset"): [{}],
    ("POST", "/__admin/scenarios"): [{"name": "empty"}, {"name": "single"}],
    ("PATCH", "/__admin/settings"): [
        {"throttle": "60/min", "min_order_omnitron_id": 1, "allowed_channels": [1], "cargo_companies": [34]},
        {"throttle": None, "allowed_channels": None},
    ],
    ("PUT", "/__admin/clock"): [
        {"now": "2026-01-01T00:00:00Z", "frozen": True},
        {"advance": "90s"},
        {"frozen": False},
    ],
    ("POST", "/__admin/orders"): [{}, ORDER],
    ("PATCH", "/__admin/orders/<key:pk>"): [{}, ORDER],
    ("POST", "/__admin/faults"): [
        {"id": "f1", "match": MATCH, "delay": "200ms", "status": 503, "retry_after": 5},
        {"id": "f2", "delay": {"uniform": ["100ms", "2s"]}, "break": "drip", "drip": "1s"},
        {"id": "f3", "delay": {"lognormal": {"median": "200ms", "sigma": 0.5}}, "break": "truncate"},
        {"id": "f4", "mutate": {"path": "$.results[*].customer.email", "mutation": "null"}, "motion": "arrive"},
        {"id": "f5", "cap_limit": 20, "next_host": "http://oms.internal:8000", "motion": "count"},
        {"motion": "disappear", "match": {"nth": 2}},
    ],
    ("POST", "/__admin/requests/count"): [MATCHER, {}],
    ("POST", "/__admin/requests/find"): [MATCHER, {}],
    ("POST", "/__admin/requests/verify"): [
        {"matcher": MATCHER, "times": 1},
        {"matcher": {}, "at_least": 1, "at_most": 2},
    ],
}  # fmt: skip
"""Valid documents of each route, by method and rule."""

WORLDS = ("w1", "w2", "w3")
NAMES = ("now", "match", "name", "status", "json", "id", "path", "\ud800", "\0", "", "$", "a.b", "x" * 300)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 600),
    st.sampled_from([2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400]),
    st.floats(),
    st.text(max_size=10),
    st.sampled_from(
        ["\ud800", "\0", "60/min", "90s", "99999999999d", "$", "$..", "*" * 50, "[" * 50, "9" * 400, "GET"]
    ),
    st.sampled_from(
        ["0000-00-00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "x" * 10_000, "\u202e\x1b[31m"]
    ),
    st.sampled_from(["$.count", "$.results[*]", "$.results[0].id", "$.a\nb", "$.ş", "$.results[*].orderitem_set[*]"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner),
    max_leaves=8,
)


def body_routes(app: Flask) -> set[tuple[str, str]]:
    """List the methods and rules below /__admin that have a body."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/__admin")]
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) & {"POST", "PUT", "PATCH"}}


def path_of(rule: str) -> str:
    """Return the path of a rule, with 1 for every placeholder."""
    return re.sub("<[^>]+>", "1", rule)


def paths(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(document, dict | list):
        for key, child in document.items() if isinstance(document, dict) else enumerate(document):
            yield from paths(child, (*path, key))


@st.composite
def almost_right(draw: st.DrawFn) -> tuple[str, str, Any]:
    """Draw a method, a rule and a valid document of which some values are replaced."""
    method, rule = draw(st.sampled_from(sorted(PLAUSIBLE)))
    document = deepcopy(draw(st.sampled_from(PLAUSIBLE[method, rule])))
    for _ in range(draw(st.integers(0, 2))):
        *way, last = draw(st.sampled_from(list(paths(document)))) or (None,)
        if last is None:
            document = draw(ANYTHING)
            continue
        parent = document
        for step in way:
            parent = parent[step]
        how = draw(st.sampled_from(["replace", "remove", "add"]))
        if how == "remove":
            del parent[last]
        elif how == "add" and isinstance(parent, dict):
            parent[draw(st.sampled_from(NAMES))] = draw(ANYTHING)
        else:
            parent[last] = draw(ANYTHING)
    return method, rule, document


class Errors(logging.Handler):
    """The errors that an app logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


@pytest.fixture(scope="module", name="app")
def fixture_app(files: NewDatabase) -> Flask:
    return controlled_app(files)


@contextmanager
def no_errors(app: Flask) -> Iterator[None]:
    """Require that an app logs no error."""
    errors = Errors()
    app.logger.addHandler(errors)
    try:
        yield
    finally:
        app.logger.removeHandler(errors)
    assert errors.said == []


@pytest.fixture(name="_hasty", autouse=True)
def fixture_hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def require_readable(answer: Any) -> None:
    """Require a JSON response, with a detail if it is an error."""
    assert answer.status_code < 500, answer.data
    assert answer.content_type == "application/json"
    document = json.loads(answer.data)
    assert answer.status_code < 400 or document["detail"].strip()
    assert [name for name, _ in answer.headers if name.startswith("Access-Control")] == []
    assert answer.headers["Cache-Control"] == "no-store"


def require_others_go_on(app: Flask) -> None:
    answer = app.test_client().get(ORDERS, headers=TOKEN)
    assert (answer.status_code, answer.json["count"]) == (200, 1)


def test_every_route_with_a_body_is_tested_here(app: Flask) -> None:
    assert body_routes(app) == body_routes(bare_app()) == PLAUSIBLE.keys()


@given(call=almost_right(), world=st.sampled_from(WORLDS), by_token=st.booleans())
@examples(400, derandomize=True, database=None)
def test_any_document_gets_a_response_and_does_not_affect_other_worlds(
    app: Flask, call: tuple[str, str, Any], world: str, by_token: bool
) -> None:
    method, rule, document = call
    named = {"Authorization": f"Token oms-mock@{world}"}
    query, headers = ("", {**JSON, **named}) if by_token else (f"?world={world}", JSON)
    client, path = app.test_client(), path_of(rule)
    with no_errors(app):
        require_readable(client.open(path + query, method=method, headers=headers, data=json.dumps(document)))
        for read in ("faults", "settings", "clock", "requests", "requests/unmatched", "scenarios"):
            require_readable(client.get(f"/__admin/{read}?world={world}", headers=ADDRESS))
        for asked in (ORDERS, f"{ORDERS}1/", f"{ORDERS}?page=2"):
            ask_with_faults(app, asked, named)
        require_others_go_on(app)


def ask_with_faults(app: Flask, path: str, headers: dict[str, str]) -> None:
    """Send a request to a world that may have fault rules: other errors must not occur."""
    try:
        answer = app.test_client().get(path, headers=headers)
    except ConnectionAbortedError:
        return
    assert answer.status_code < 500 or f"status={answer.status_code}" in answer.headers["Fault-Applied"]


UNUSABLE = {
    "17 MiB": (b'{"a": "' + b"x" * 17 * 2**20 + b'"}', 413),
    "lists, 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, 400),
    "objects, 10,000 deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
    "500 deep": (b"[" * 500 + b"]" * 500, 400),
    "a number of 5,000 digits": (b'{"name": ' + b"9" * 5000 + b"}", 400),
    "a number of 400 digits": (b'{"name": ' + b"9" * 400 + b"}", 400),
    "a large exponent": (b'{"name": 1e999}', 400),
    "a key twice": (b'{"match": {}, "match": {}}', 400),
    "a key twice, further inside": (b'[{"a": {"b": 1, "b": 1}}]', 400),
    "NaN": (b'{"name": NaN}', 400),
    "infinity": (b'{"name": -Infinity}', 400),
    "half a character, escaped": (rb'{"\ud800": "\udfff"}', 400),
    "half a character, in bytes": (b'{"name": "\xed\xa0\x80"}', 400),
    "no UTF-8": (b'{"name": "\xff"}', 400),
    "UTF-16": ('{"name": "a"}'.encode("utf-16"), 400),
    "NUL": (rb'{"\u0000": "\u0000"}', 400),
    "NUL in bytes": (b'{"name": "\0"}', 400),
    "no JSON": (b"name=empty", 400),
    "half of it": (b'{"name": ', 400),
    "two documents": (b"{} {}", 400),
    "null": (b"null", 400),
    "a text": (b'"x"', 400),
    "a list": (b"[1]", 400),
    "a long key": (b'{"' + b"k" * 500_000 + b'": {"a": 1}}', 400),
    "a long key, and half a character in it": (b'{"' + b"k" * 500_000 + rb'": {"a": "\ud800"}}', 400),
    "keys of nobody": (b'{"\\u202e\\u001b[31m": {"status": 503}}', 400),
}


@pytest.mark.parametrize(("method", "rule"), sorted(PLAUSIBLE))
@pytest.mark.parametrize("what", UNUSABLE)
def test_every_route_rejects_invalid_bodies(app: Flask, method: str, rule: str, what: str) -> None:
    body, status = UNUSABLE[what]
    with no_errors(app):
        answer = app.test_client().open(f"{path_of(rule)}?world=strict", method=method, headers=JSON, data=body)
        require_readable(answer)
        require_others_go_on(app)
    assert answer.status_code == status, answer.data
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", answer.json["detail"]) is None
    assert len(answer.data) < 2000


WITHOUT_WORLD = ("/__admin/worlds", "/__admin/openapi.json", "/__admin/version")
NO_NAMES = {
    "none": "", "too long": "a" * 65, "capitals": "CI-7", "a blank": "a b", "letters of others": "ş", "digits": "٣",
    "a NUL": "\0", "a line": "a\n", "a path": "../a", "SQL": "a'--", "an underscore": "a_b", "an at": "a@", "%": "%00",
}  # fmt: skip


@pytest.mark.parametrize("what", NO_NAMES)
@pytest.mark.parametrize("by", ["query", "token"])
def test_every_route_rejects_invalid_names_of_worlds(app: Flask, what: str, by: str) -> None:
    name = NO_NAMES[what]
    for method, rule in every_call(bare_app()):
        if rule.startswith(WITHOUT_WORLD):
            continue
        headers, query = dict(JSON), {}
        if by == "query":
            query = {"world": name}
        else:
            headers["Authorization"] = f"Token oms-mock@{name}".encode().decode("latin-1").replace("\n", "").strip("\0")
            if headers["Authorization"].endswith("@a"):
                continue
        data = json.dumps(PLAUSIBLE.get((method, rule), [{}])[0])
        call = {"method": method, "headers": headers, "query_string": query, "data": data}
        answer = app.test_client().open(path_of(rule), **call)
        assert answer.status_code == 400, (method, rule, answer.data)
        assert answer.json["detail"].startswith("world: must be 1 to 64 ")
    require_others_go_on(app)


@pytest.mark.parametrize("what", NO_NAMES)
def test_a_world_with_an_invalid_name_cannot_be_dropped(app: Flask, what: str) -> None:
    answer = app.test_client().delete(f"/__admin/worlds/{quote(NO_NAMES[what], safe='')}", headers=JSON)
    assert answer.status_code == 404
    assert answer.json["detail"]


def every_call(app: Flask) -> list[tuple[str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/__admin")]
    return sorted({(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}})


@pytest.mark.parametrize("query", ["limit=-1", "limit=x", "limit=1e3", "offset=٣", "limit=" + "9" * 5000, "offset=%00"])
@pytest.mark.parametrize("path", ["/__admin/requests", "/__admin/requests/unmatched"])
def test_invalid_numbers_of_the_query_are_rejected(app: Flask, path: str, query: str) -> None:
    answer = app.test_client().get(f"{path}?{query}", headers=ADDRESS)
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(f"{query.partition('=')[0]}: must be a whole number")
