"""Which requests are the contract's, and what a deployment may be accused of."""

from __future__ import annotations

import pytest

from oms_mock.contract.client.interaction import Purpose
from oms_mock.contract.endpoints import (
    ENDPOINTS,
    EVENT_DETAIL,
    ORDER_DETAIL,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    PULL,
    Endpoint,
)
from oms_mock.proxy.classification import NotJudged, Question, read, wants_json

UUID = "0123abcd-4567-89ab-cdef-0123456789ab"


def asked(path: str, query: str = "", method: str = "GET", **headers: str) -> Question:
    question = read(method, path, query, {name.replace("_", "-"): value for name, value in headers.items()})
    assert isinstance(question, Question)
    return question


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_endpoint_is_known_by_its_path(endpoint: Endpoint) -> None:
    path = endpoint.template.replace("{pk}", "17").replace("{event}", UUID)
    question = asked(path, method=endpoint.method)
    assert (question.request.endpoint, question.request.target) == (endpoint, path)


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/oms/orders", "/api/v1/oms/orders/x/", "/api/v1/oms/orders/1/x/", "/x/api/v1/oms/orders/"),
        *("/api/v1/oms/orders/1234567890123456789/", "/api/v1/oms/orders/٣/", "/api/v1/oms/orders/1/\n"),
    ],
)
def test_any_other_path_is_not(path: str) -> None:
    assert read("GET", path, "", {}) is NotJudged.UNKNOWN


@pytest.mark.parametrize(("method", "path"), [("HEAD", ORDER_LIST.template), ("OPTIONS", ORDER_LIST.template)])
def test_another_method_is_not(method: str, path: str) -> None:
    assert read(method, path, "", {}) is NotJudged.METHOD


def test_ids_are_read() -> None:
    request = asked("/api/v1/oms/orders/17/webhook_events/4/").request
    assert (request.endpoint, request.pk, request.event) == (EVENT_DETAIL, 17, 4)


@pytest.mark.parametrize("event", ["12345678901234567890123456789012", UUID])
def test_a_uuid_stays_a_text(event: str) -> None:
    assert asked(f"/api/v1/oms/orders/17/webhook_events/{event}/").request.event == event


@pytest.mark.parametrize(("query", "page"), [("", 1), ("page=3", 3), ("limit=2&page=4", 4), ("page=last", 1)])
def test_a_page_of_a_list_is_counted_as_a_walk_counts_it(query: str, page: int) -> None:
    request = asked(ORDER_LIST_SHORT.template, query).request
    assert (request.purpose, request.page) == (Purpose.WALK, page)


def test_numbers_that_are_pulled_are_not_kept() -> None:
    assert asked(PULL.template, method="POST").request.body == {"order_numbers": [""]}


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/json", "application/json, text/plain, */*", "application/*;q=0.9", "Application/JSON"],
)
def test_programs_want_json(accept: str) -> None:
    assert wants_json(accept, "")


@pytest.mark.parametrize(
    "accept", ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/csv", "image/*"]
)
def test_an_address_bar_and_others_do_not(accept: str) -> None:
    assert read("GET", ORDER_LIST.template, "", {"Accept": accept}) is NotJudged.FORMAT


@pytest.mark.parametrize(("query", "wanted"), [("format=json", True), ("format=api", False), ("a=1&format=csv", False)])
def test_a_format_in_the_query_counts(query: str, wanted: bool) -> None:
    assert wants_json("", query) is wanted


@pytest.mark.parametrize("status", [200, 500, 502, 503])
def test_an_answer_and_a_failure_are_the_deployments_doing(status: int) -> None:
    assert asked("/api/v1/oms/orders/17/", "page=9", Range="bytes=0-1").judges(status)


@pytest.mark.parametrize("status", [204, 302, 400, 404, 405])
def test_a_plain_request_is_answered_with_200(status: int) -> None:
    assert asked(ORDER_LIST.template).judges(status)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_who_asks_is_not_the_deployments_doing(status: int) -> None:
    assert not asked(ORDER_LIST.template).judges(status)


@pytest.mark.parametrize("name", ["If_None_Match", "If_Modified_Since", "Range"])
def test_a_condition_may_be_answered_with_something_else(name: str) -> None:
    assert not asked(ORDER_LIST.template, **{name: "x"}).judges(304)


@pytest.mark.parametrize(
    ("path", "query", "method"),
    [
        (ORDER_LIST.template, "page=99", "GET"),
        (ORDER_DETAIL.template.replace("{pk}", "17"), "", "GET"),
        (PULL.template, "", "POST"),
    ],
)
def test_an_id_a_page_and_a_pull_may_be_refused(path: str, query: str, method: str) -> None:
    assert not asked(path, query, method).judges(404)
