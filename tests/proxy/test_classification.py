"""Classification of requests: the endpoint, and whether the response can be checked."""

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
from oms_mock.proxy.classification import ClassifiedRequest, NotChecked, classify, wants_json

UUID = "0123abcd-4567-89ab-cdef-0123456789ab"


def classified_as(path: str, query: str = "", method: str = "GET", **headers: str) -> ClassifiedRequest:
    classified = classify(method, path, query, {name.replace("_", "-"): value for name, value in headers.items()})
    assert isinstance(classified, ClassifiedRequest)
    return classified


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_endpoint_is_recognised_by_its_path(endpoint: Endpoint) -> None:
    path = endpoint.template.replace("{pk}", "17").replace("{event}", UUID)
    classified = classified_as(path, method=endpoint.method)
    assert (classified.request.endpoint, classified.request.target) == (endpoint, path)


@pytest.mark.parametrize(
    "path",
    [
        *("/api/v1/oms/orders", "/api/v1/oms/orders/x/", "/api/v1/oms/orders/1/x/", "/x/api/v1/oms/orders/"),
        *("/api/v1/oms/orders/1234567890123456789/", "/api/v1/oms/orders/٣/", "/api/v1/oms/orders/1/\n"),
    ],
)
def test_any_other_path_is_not_recognised(path: str) -> None:
    assert classify("GET", path, "", {}) is NotChecked.UNKNOWN


@pytest.mark.parametrize(("method", "path"), [("HEAD", ORDER_LIST.template), ("OPTIONS", ORDER_LIST.template)])
def test_another_method_is_not_checked(method: str, path: str) -> None:
    assert classify(method, path, "", {}) is NotChecked.METHOD


def test_ids_are_parsed() -> None:
    request = classified_as("/api/v1/oms/orders/17/webhook_events/4/").request
    assert (request.endpoint, request.pk, request.event) == (EVENT_DETAIL, 17, 4)


@pytest.mark.parametrize("event", ["12345678901234567890123456789012", UUID])
def test_a_uuid_stays_a_string(event: str) -> None:
    assert classified_as(f"/api/v1/oms/orders/17/webhook_events/{event}/").request.event == event


@pytest.mark.parametrize(("query", "page"), [("", 1), ("page=3", 3), ("limit=2&page=4", 4), ("page=last", 1)])
def test_a_page_of_a_list_counts_as_a_page_of_a_walk(query: str, page: int) -> None:
    request = classified_as(ORDER_LIST_SHORT.template, query).request
    assert (request.purpose, request.page) == (Purpose.WALK, page)


def test_the_order_numbers_of_a_pull_are_not_kept() -> None:
    assert classified_as(PULL.template, method="POST").request.body == {"order_numbers": [""]}


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "application/json", "application/json, text/plain, */*", "application/*;q=0.9", "Application/JSON"],
)
def test_accept_headers_of_programs_request_json(accept: str) -> None:
    assert wants_json(accept, "")


@pytest.mark.parametrize(
    "accept", ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/csv", "image/*"]
)
def test_accept_headers_of_browsers_and_others_do_not_request_json(accept: str) -> None:
    assert classify("GET", ORDER_LIST.template, "", {"Accept": accept}) is NotChecked.FORMAT


@pytest.mark.parametrize(("query", "wanted"), [("format=json", True), ("format=api", False), ("a=1&format=csv", False)])
def test_the_format_parameter_decides_about_json(query: str, wanted: bool) -> None:
    assert wants_json("", query) is wanted


@pytest.mark.parametrize("status", [200, 500, 502, 503])
def test_a_200_and_a_server_error_are_checked(status: int) -> None:
    assert classified_as("/api/v1/oms/orders/17/", "page=9", Range="bytes=0-1").covers(status)


@pytest.mark.parametrize("status", [204, 302, 400, 404, 405])
def test_any_other_status_of_a_plain_request_is_checked(status: int) -> None:
    assert classified_as(ORDER_LIST.template).covers(status)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_status_that_depends_on_the_client_is_not_checked(status: int) -> None:
    assert not classified_as(ORDER_LIST.template).covers(status)


@pytest.mark.parametrize("name", ["If_None_Match", "If_Modified_Since", "Range"])
def test_another_status_of_a_conditional_request_is_not_checked(name: str) -> None:
    assert not classified_as(ORDER_LIST.template, **{name: "x"}).covers(304)


@pytest.mark.parametrize(
    ("path", "query", "method"),
    [
        (ORDER_LIST.template, "page=99", "GET"),
        (ORDER_DETAIL.template.replace("{pk}", "17"), "", "GET"),
        (PULL.template, "", "POST"),
    ],
)
def test_an_error_for_an_id_a_page_or_a_pull_is_not_checked(path: str, query: str, method: str) -> None:
    assert not classified_as(path, query, method).covers(404)
