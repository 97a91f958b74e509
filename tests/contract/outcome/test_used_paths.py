"""Which paths a client uses, from lists, source code and HAR files."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.endpoints import ENDPOINTS, ORDER_DETAIL, ORDER_DETAIL_SHORT, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.outcome import har, used_paths
from oms_mock.dataset.orders import order

LIST, DETAIL, SHORT = ORDER_LIST.label, ORDER_DETAIL.label, ORDER_LIST_SHORT.label
ORDER = json.loads(json.dumps(order(42, 500)))
PAGE = {"count": 1, "next": None, "previous": None, "results": [ORDER]}


@pytest.mark.parametrize(
    "written",
    [
        "$.results[*].customer.email",
        "results[*].customer.email",
        "results[].customer.email",
        "results[0].customer.email",
        "results.0.customer.email",
        "customer.email",
        "order-list: customer.email",
        "orders/ customer.email",
        "/orders/ customer.email",
        "GET /api/v1/oms/orders/ $.results[*].customer.email",
    ],
)
def test_a_path_is_parsed_in_all_notations(written: str) -> None:
    assert used_paths.from_list(written, (ORDER_LIST,)).paths == {LIST: {"$.results[*].customer.email"}}


def test_a_path_without_an_endpoint_is_used_for_all_endpoints_that_have_it() -> None:
    paths = used_paths.from_list("order_item_count").paths
    detail_short = ORDER_DETAIL_SHORT.label
    assert paths == {SHORT: {"$.results[*].order_item_count"}, detail_short: {"$.order_item_count"}}


def test_a_key_of_a_free_form_object_is_a_path() -> None:
    paths = used_paths.from_list("order-detail: orderitem_set[].product.attributes.size").paths
    assert paths == {DETAIL: {"$.orderitem_set[*].product.attributes.size"}}


TYPESCRIPT = """
import { get } from "lodash";
// "results[].commented_out"
/* "results[].commented_out_too" */
export const USED = ["results[].number", 'results[].state.name', `results[].id`] as const;
"""
PYTHON = '''
"""results[].documented"""
# "results[].commented_out"
USED = ("results[].number", 'results[].state.name', "results[].id")
'''
LINES = """
# results[].commented_out
results[].number
results[].state.name   # its name
results[].id
"""


@pytest.mark.parametrize(
    ("content", "is_python"),
    [
        pytest.param(TYPESCRIPT, False, id="TypeScript"),
        pytest.param(PYTHON.replace('"""results[].documented"""', ""), True, id="Python"),
        pytest.param(LINES, False, id="lines"),
        pytest.param('["results[].number", "results[].state.name", "results[].id"]', False, id="JSON"),
    ],
)
def test_strings_of_source_code_are_read_and_comments_are_not(content: str, is_python: bool) -> None:
    reading = used_paths.from_list(content, (ORDER_LIST,), is_python=is_python)
    assert reading.paths == {LIST: {"$.results[*].number", "$.results[*].state.name", "$.results[*].id"}}
    assert reading.unknown == []


def test_strings_that_look_like_unknown_paths_are_reported() -> None:
    reading = used_paths.from_list('["results[].custmer.email", "a sentence.", "react", "results[].id"]', (ORDER_LIST,))
    assert reading.unknown == ["results[].custmer.email"]


@pytest.mark.parametrize("content", ["", "\n\n", "''", '["", "results[].id"]', "`  `"])
def test_empty_strings_are_ignored(content: str) -> None:
    assert used_paths.from_list(content, (ORDER_LIST,)).unknown == []


def test_paths_of_extensions_belong_to_the_endpoint_that_is_named() -> None:
    content = "order-list: loyalty.points\norder-detail: loyalty.points\norder-list: $.results[*].gift.note\na.b\n"
    reading = used_paths.from_list(content, has_extensions=True)
    assert reading.extensions == {
        LIST: {"$.results[*].loyalty.points", "$.results[*].gift.note"},
        DETAIL: {"$.loyalty.points"},
    }
    assert reading.unknown == ["a.b"]


def test_a_syntax_error_in_python_is_reported_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2: "):
        used_paths.from_list("\nUSED = (", is_python=True)


def recorded_in(*entries: Any) -> used_paths.Reading:
    content = json.dumps({"log": {"entries": list(entries)}})
    return used_paths.from_har(har.parse(content, lambda _: b""))


def entry(body: Any, path: str = "/api/v1/oms/orders/?limit=1", method: str = "GET", **content: Any) -> Any:
    status = content.pop("status", 200)
    text = body if isinstance(body, str) else json.dumps(body)
    return {
        "request": {"method": method, "url": f"https://oms.example.com{path}"},
        "response": {"status": status, "content": {"text": text, **content}},
    }


def test_a_recorded_response_gives_all_of_its_fields() -> None:
    reading = recorded_in(entry(PAGE))
    assert reading.responses == 1
    wanted = {"$.count", "$.results", "$.results[*].customer.email", "$.results[*].orderitem_set[*].price"}
    assert wanted <= reading.paths[LIST]
    assert reading.paths[LIST] <= used_paths.paths_of(ORDER_LIST)


@pytest.mark.parametrize(
    "recorded",
    [
        pytest.param(entry(PAGE, status=401), id="a refusal"),
        pytest.param(entry(PAGE, path="/elsewhere/"), id="another path"),
        pytest.param(entry(PAGE, method="POST"), id="another method"),
        pytest.param(entry("<html>"), id="no JSON"),
        pytest.param(entry("[" * 100_000), id="nested too deeply"),
        pytest.param(entry("!", encoding="base64"), id="no base64"),
        pytest.param({"request": 7}, id="no exchange"),
        pytest.param(None, id="nothing"),
        pytest.param(entry(7), id="a number"),
    ],
)
def test_responses_of_other_urls_are_ignored(recorded: Any) -> None:
    reading = recorded_in(recorded, entry(ORDER, "/shop/api/v1/oms/orders/500/"))
    assert list(reading.paths) == [DETAIL]


def test_a_response_in_base64_is_decoded() -> None:
    text = base64.b64encode(json.dumps(PAGE).encode()).decode()
    assert LIST in recorded_in(entry(text, encoding="base64")).paths


@pytest.mark.parametrize("content", [{}, {"text": ""}, {"size": -1}, {"text": None}])
def test_responses_without_a_body_are_counted(content: Any) -> None:
    reading = recorded_in({**entry(PAGE), "response": {"status": 200, "content": content}})
    assert (reading.without_body, reading.responses, dict(reading.paths)) == (1, 0, {})


def test_fields_that_the_documents_do_not_know_are_counted() -> None:
    order = {**ORDER, "loyalty": {"points": 7}, "gift": 1}
    before = recorded_in(entry(PAGE)).undocumented
    reading = recorded_in(entry({**PAGE, "results": [order]}), entry({**PAGE, "results": [order]}))
    added = {"$.results[*].loyalty", "$.results[*].loyalty.points", "$.results[*].gift"}
    assert reading.undocumented - before == added


CANARY = "somebody@real.example.org"


@given(st.sampled_from([("results", 0, "customer"), ("results", 0), (), ("results", 0, "channel", "configuration")]))
def test_only_documented_keys_of_recorded_responses_are_stored(place: tuple[Any, ...]) -> None:
    page = json.loads(json.dumps(PAGE).replace(ORDER["customer"]["email"], CANARY))
    inner: Any = page
    for step in place:
        inner = inner[step]
    inner[CANARY] = {CANARY: CANARY}
    paths = recorded_in(entry(page)).paths
    assert CANARY not in json.dumps({label: sorted(each) for label, each in paths.items()})


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.name)
def test_every_endpoint_is_recognised_by_its_path_after_any_prefix(endpoint: Any) -> None:
    path = endpoint.template.replace("{pk}", "7").replace("{event}", "71")
    assert used_paths.endpoint_of(endpoint.method, path) is endpoint
    assert used_paths.endpoint_of(endpoint.method, f"/proxy{path}") is endpoint
    assert used_paths.endpoint_of(endpoint.method, f"{path}more") is None
