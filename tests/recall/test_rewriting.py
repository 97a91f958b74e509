from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from oms_mock.faults import demo_drift
from oms_mock.faults.demo_drift import Drift, every, order_drift
from oms_mock.faults.rewrite import Exchange, Rewrite, Rewriting
from oms_mock.spec.mutation_catalogue import BY_NAME
from tests.recall.drifts import only, page_drift
from tests.recall.harness import DEEP, IDS, TOKEN, Ask, see

ORDERS = "/api/v1/oms/orders/"
EMAIL_IS_NULL = Drift(("customer", "email"), BY_NAME["null"], every())


def shout(exchange: Exchange) -> Exchange:
    return replace(exchange, body=exchange.body.upper() + b"!")


def same(exchange: Exchange) -> None:
    return None


@pytest.fixture(name="get")
def fixture_get(healthy: Flask) -> Callable[..., Any]:
    """GET below the orders, through a rewrite."""

    def get(rewrite: Rewrite, path: str = "", **options: Any) -> TestResponse:
        headers = {"Authorization": f"Token {TOKEN}", **options.pop("headers", {})}
        return Client(Rewriting(healthy, rewrite)).open(ORDERS + path, headers=headers, **options)

    return get


def test_a_response_without_a_rewrite_is_unchanged(get: Callable[..., Any], healthy: Flask) -> None:
    assert get(same).data == see(healthy, Ask(ORDERS)).body


def test_the_body_is_replaced_with_its_length(get: Callable[..., Any]) -> None:
    answer = get(shout)
    assert (answer.data[-1:], answer.headers["Content-Length"]) == (b"!", str(len(answer.data)))


def test_a_changed_body_has_no_etag(get: Callable[..., Any]) -> None:
    assert "ETag" not in get(shout).headers


def test_an_unchanged_body_keeps_its_etag(get: Callable[..., Any]) -> None:
    assert "ETag" in get(same).headers


def test_the_status_is_replaced(get: Callable[..., Any]) -> None:
    assert get(lambda exchange: replace(exchange, status=502)).status == "502 Bad Gateway"


def test_a_status_without_a_reason_phrase_is_sent(get: Callable[..., Any]) -> None:
    assert get(lambda exchange: replace(exchange, status=599)).status == "599 Unknown"


def test_headers_are_replaced(get: Callable[..., Any]) -> None:
    answer = get(lambda exchange: replace(exchange, headers=(("Content-Type", "text/plain"),)))
    assert answer.headers.to_wsgi_list() == [("Content-Type", "text/plain"), ("Content-Length", str(len(answer.data)))]


def test_a_head_response_is_unchanged(get: Callable[..., Any]) -> None:
    assert get(shout, method="HEAD").headers["Content-Length"] == str(len(get(same).data))


def test_a_304_response_is_unchanged(get: Callable[..., Any]) -> None:
    etag = get(same).headers["ETag"]
    assert get(shout, headers={"If-None-Match": etag}).status_code == 304


def test_the_rewrite_gets_the_request(get: Callable[..., Any]) -> None:
    seen: list[Exchange] = []
    get(seen.append, "short/?limit=2", headers={"X-Request-ID": "7"})
    request = seen[0]
    assert (request.method, request.path, request.query) == ("GET", f"{ORDERS}short/", "limit=2")
    assert (request.authorization, request.request_headers["x-request-id"]) == (f"Token {TOKEN}", "7")


def test_the_rewrite_and_the_app_get_the_body_of_a_request(get: Callable[..., Any]) -> None:
    seen: list[Exchange] = []
    answer = get(seen.append, "pull_from_omnitron/", method="POST", json={"order_numbers": ["1"]})
    assert json.loads(seen[0].request_body) == {"order_numbers": ["1"]}
    assert answer.json == [
        {"order_number": "1", "success": False, "errors": ["Order not found with Order number:1"]},
    ]


def test_the_repr_of_a_request_contains_no_credentials(get: Callable[..., Any]) -> None:
    seen: list[Exchange] = []
    get(seen.append)
    assert TOKEN not in repr(seen[0])


def test_header_names_are_case_insensitive() -> None:
    assert Exchange("GET", "/", headers=(("content-TYPE", "a/b"),)).header("Content-Type") == "a/b"


@Request.application
def streaming(request: Request) -> Response:
    return Response(iter([b"a", b"b"]))


def test_a_streamed_response_is_unchanged() -> None:
    assert Client(Rewriting(streaming, shout)).get("/").data == b"ab"


def test_a_compressed_response_is_unchanged() -> None:
    app = Response(b"ab", headers={"Content-Encoding": "gzip"})
    assert Client(Rewriting(app, shout)).get("/").data == b"ab"


def generator(environ: Any, start_response: Any) -> Iterator[bytes]:
    write = start_response("200 OK", [("Content-Length", "2")])
    write(b"a")
    yield b"b"


def test_an_app_may_be_a_generator_and_use_write() -> None:
    assert Client(Rewriting(generator, shout)).get("/").data == b"AB!"


class Closed:
    """A body that tells whether it was closed."""

    def __init__(self, headers: list[tuple[str, str]]) -> None:
        self.headers = headers
        self.is_closed = False

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", self.headers)
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"a"])

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("headers", [[("Content-Length", "1")], []], ids=["rewritten", "streamed"])
def test_the_app_is_closed(headers: list[tuple[str, str]]) -> None:
    app = Closed(headers)
    Client(Rewriting(app, same)).get("/", buffered=True)
    assert app.is_closed


def test_threads_do_not_get_responses_of_each_other(healthy: Flask) -> None:
    app = Rewriting(healthy, lambda exchange: replace(exchange, body=exchange.path.encode()))
    targets = [f"{ORDERS}{pk}/" for pk in IDS] * 20
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda target: see(app, Ask(target)).body.decode(), targets))
    assert bodies == targets


def emails(answer: Any) -> list[Any]:
    rows = answer.json.get("results", [answer.json])
    return [row["customer"]["email"] for row in rows]


def test_a_drift_is_in_the_rows_of_the_list(get: Callable[..., Any]) -> None:
    assert emails(get(order_drift(EMAIL_IS_NULL), "?limit=2")) == [None, None]


def test_a_drift_is_in_the_detail_of_an_order(get: Callable[..., Any]) -> None:
    assert emails(get(order_drift(EMAIL_IS_NULL), f"{DEEP}/")) == [None]


@pytest.mark.parametrize("path", ["short/", "list-simple/", f"{DEEP}/short/", f"{DEEP}/webhook_events/", "777/"])
def test_a_drift_of_full_orders_is_in_no_other_view(get: Callable[..., Any], path: str) -> None:
    assert get(order_drift(EMAIL_IS_NULL), path).data == get(same, path).data


def test_a_drift_may_be_in_one_order_only(get: Callable[..., Any]) -> None:
    drift = Drift(("id",), BY_NAME["null"], only(DEEP))
    ids = [row["id"] for row in get(order_drift(drift), "?limit=9").json["results"]]
    assert ids == [None if pk == DEEP else pk for pk in IDS]


def test_a_drift_may_be_in_every_third_order(get: Callable[..., Any]) -> None:
    drift = Drift(("id",), BY_NAME["null"], every(3))
    ids = [row["id"] for row in get(order_drift(drift), "?limit=9").json["results"]]
    assert ids == [pk if pk % 3 else None for pk in IDS]


def test_two_drifts_of_one_order_are_both_applied(get: Callable[..., Any]) -> None:
    order = get(order_drift(EMAIL_IS_NULL, Drift(("segment",), BY_NAME["remove"], every())), f"{DEEP}/").json
    assert (order["customer"]["email"], "segment" in order) == (None, False)


def test_a_drift_of_the_envelope_is_on_every_page(get: Callable[..., Any]) -> None:
    pages = [get(page_drift(("count",), BY_NAME["number-to-text"]), f"?limit=3&page={n}").json for n in (1, 3)]
    assert [page["count"] for page in pages] == ["9", "9"]


@pytest.mark.parametrize("drift", demo_drift.DEMO, ids=lambda drift: drift.mutation.name)
def test_every_drift_of_demo_drift_is_in_the_default_scenario(default_app: Flask, drift: Drift) -> None:
    ask = Ask(f"{ORDERS}?limit=100")
    assert see(Rewriting(default_app, order_drift(drift)), ask).body != see(default_app, ask).body
