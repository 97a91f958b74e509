"""Every response is checked by itself, and the counts of findings are added up."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from oms_mock.contract.client.client import interaction_of
from oms_mock.contract.client.interaction import FIRST_WALK, Purpose, Request
from oms_mock.contract.client.options import MAX_BODY
from oms_mock.contract.client.transport import RawResponse
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST, ORDER_LIST_SHORT, ORDER_LIST_SIMPLE
from oms_mock.contract.redaction import redactor
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import OF_ONE_RESPONSE
from oms_mock.contract.rules.suspicions import findings_of
from oms_mock.proxy import body
from oms_mock.proxy.body import Copy, MemoryBudget
from oms_mock.proxy.validation import MOST_KEPT, Validator
from tests.conftest import FEW
from tests.conftest import Client as FakeClient
from tests.contract.client.test_client import HALF
from tests.contract.scripted import Step, answer, cut, reset
from tests.proxy.conftest import LIST, OWN, TOKEN, ClientOf, Serve

URL = "https://oms.example.com"
JSON = {"Content_Type": "application/json"}
EMPTY = {"count": 0, "next": None, "previous": None, "results": []}
CLEAN = redactor()

Exchanges = list[tuple[Request, RawResponse]]


def page(**changes: Any) -> bytes:
    return json.dumps({**EMPTY, **changes}).encode()


GOOD = answer(200, page(), **JSON)
ODD = answer(200, page(count="0"), **JSON)
HTML = answer(200, b"<html>", Content_Type="text/html")


@pytest.fixture(name="exchanges", scope="session")
def fixture_exchanges(make_app: Callable[..., Flask]) -> Exchanges:
    """Return the responses of a drifted fake to some ordinary requests."""
    client = FakeClient(make_app(orders=FEW, demo_drift=True).test_client())
    lists = (ORDER_LIST, ORDER_LIST_SHORT, ORDER_LIST_SIMPLE)
    requests = [
        *(Request(each, purpose=Purpose.WALK, walk=FIRST_WALK, page=n) for each in lists for n in (1, 2, 1)),
        *(Request(ORDER_DETAIL, pk, purpose=Purpose.VISIT) for pk in (1, 2, 101, 102)),
    ]
    responses = (
        client.raw.get(f"{each.target}?page={each.page}", headers={"Authorization": "Token oms-mock"})
        for each in requests
    )
    return [
        (each, RawResponse(got.status_code, headers=got.headers, body=got.data))
        for each, got in zip(requests, responses, strict=True)
    ]  # type: ignore[arg-type]


def validated(exchanges: Exchanges, **options: Any) -> Validator:
    validator = Validator(URL, **options)
    for exchange in exchanges:
        validator.see(*_lazy(exchange), CLEAN)
    return validator


@pytest.mark.parametrize("rule", OF_ONE_RESPONSE, ids=lambda rule: rule.name)
def test_added_counts_equal_those_of_one_rule_for_all_responses(rule: type[Rule], exchanges: Exchanges) -> None:
    fold = rule()
    for request, given in exchanges:
        fold.see(interaction_of(request, given, URL))
    assert set(validated(exchanges, rules=(rule,)).findings().values()) == set(findings_of(fold.finish()))


def test_a_drifted_fake_has_findings(exchanges: Exchanges) -> None:
    assert {finding.kind for finding in validated(exchanges).findings().values()} >= {"missing-field", "null-drift"}


def test_a_new_finding_is_passed_to_the_callback_once(exchanges: Exchanges) -> None:
    reported: list[str] = []
    validator = validated([*exchanges, *exchanges], on_finding=lambda key, _: reported.append(key))
    assert sorted(reported) == sorted(validator.findings())


def test_the_ids_of_a_response_are_returned_the_worst_first(exchanges: Exchanges) -> None:
    validator = Validator(URL)
    ids = validator.see(exchanges[0][0], lambda: exchanges[0][1], CLEAN)
    found = validator.findings()
    assert set(ids) == set(found)
    ranks = [found[each].severity.rank for each in ids]
    assert (ranks, len(set(ranks)) > 1) == (sorted(ranks, reverse=True), True)


def test_the_number_of_kept_findings_is_limited() -> None:
    request = Request(ORDER_LIST, purpose=Purpose.WALK, walk=FIRST_WALK)
    validator = Validator(URL)
    for turn in range(2):
        made_up = {f"key_{turn}_{n}": 1 for n in range(800)}
        text = json.dumps({**EMPTY, "results": [made_up]}).encode()
        validator.see(
            request, lambda text=text: RawResponse(200, headers={"Content-Type": "application/json"}, body=text), CLEAN
        )  # type: ignore[misc]
    assert len(validator.findings()) == MOST_KEPT
    assert validator.dropped > 0


def test_after_a_reset_everything_is_new(exchanges: Exchanges) -> None:
    reported: list[str] = []
    validator = validated(exchanges, on_finding=lambda key, _: reported.append(key))
    validator.reset()
    assert (validator.checked, validator.findings()) == (0, {})
    first = len(reported)
    validator.see(*_lazy(exchanges[0]), CLEAN)
    assert len(reported) > first


def _lazy(exchange: tuple[Request, RawResponse]) -> tuple[Request, Callable[[], RawResponse]]:
    return exchange[0], lambda: exchange[1]


# Through the proxy


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (HTML, "wrong-content-type"),
        (HTML, "not-json"),
        (ODD, "envelope-change"),
        (answer(200, page(results=[{"id": None}]), **JSON), "missing-field"),
        (answer(200, page()[:-3], **JSON), "truncated"),
        (answer(200, b'{"count":0,"count":0}', **JSON), "duplicate-key"),
        (answer(500), "server-error"),
        (answer(302, Location="/login/"), "undocumented-status"),
        (answer(404), "undocumented-status"),
        (reset, "no-answer"),
        (cut(HALF), "truncated"),
    ],
)
def test_findings_of_a_response_are_in_its_header_and_in_the_list(
    serve: Serve, proxy: ClientOf, step: Step, kind: str
) -> None:
    client = proxy(serve(step))
    count, _, ids = client.findings_header().partition("; ids=")
    assert kind in client.kinds
    assert {finding["id"] for finding in client.found} == set(ids.split())
    assert len(client.found) == int(count)


def test_a_correct_response_has_no_findings(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(GOOD))
    assert (client.findings_header(), client.found) == ("0", [])


@pytest.mark.parametrize(
    ("path", "method", "headers", "step", "why"),
    [
        ("/api/v1/active_user/", "GET", {}, HTML, "unknown-path"),
        (LIST, "HEAD", {}, answer(500, b""), "method"),
        (LIST, "GET", {"Accept": "text/html,*/*"}, HTML, "format"),
        (LIST, "GET", {}, answer(401), "status"),
        (f"{LIST}?page=99", "GET", {}, answer(404), "status"),
        (LIST, "GET", {}, answer(200, b"\x1b", Content_Encoding="br"), "coding"),
    ],
)
def test_a_response_that_the_client_may_have_caused_is_not_checked(
    serve: Serve, proxy: ClientOf, path: str, method: str, headers: dict[str, str], step: Step, why: str
) -> None:
    client = proxy(serve(step))
    assert client.findings_header(path, method=method, headers=headers) == f"not-judged; because={why}"
    assert client.send("/__admin/findings").json["not_judged"] == {why: 1}
    assert client.found == []


def test_a_failure_that_the_network_may_have_caused_is_not_a_finding(proxy: ClientOf) -> None:
    client = proxy("http://oms.invalid")
    assert (client.findings_header(), client.found) == ("not-judged; because=broken-off", [])


def test_a_compressed_response_is_decoded_for_the_check(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(answer(200, gzip.compress(page(count="0")), Content_Encoding="gzip", **JSON)))
    assert client.findings_header().startswith("1; ids=")


def test_a_decompression_bomb_is_not_decoded_to_its_end(serve: Serve, proxy: ClientOf) -> None:
    bomb = gzip.compress(b" " * (MAX_BODY + 1))
    client = proxy(serve(answer(200, bomb, Content_Encoding="gzip", **JSON)))
    assert client.send().data == bomb
    assert client.kinds == {"too-large"}


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_large_response_is_sent_before_it_is_checked(serve: Serve, proxy: ClientOf, is_announced: bool) -> None:
    text = page(count="0") + b" " * body.READ_AHEAD_BYTES
    step = answer(200, text, **JSON) if is_announced else cut(b"HTTP/1.0 200 OK\r\n\r\n" + text)
    client = proxy(serve(step))
    got = client.send()
    assert (got.headers["X-OMS-Mock-Findings"], got.data == text) == ("pending", True)
    assert "envelope-change" in client.kinds


def test_the_number_of_ids_in_the_header_is_limited(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(answer(200, page(results=[{f"key_{n}": 1 for n in range(80)}]), **JSON)))
    count, _, ids = client.findings_header().partition("; ids=")
    assert (len(ids.split()), int(count) > 80) == (50, True)


def test_a_response_that_is_too_large_to_check_is_forwarded_in_full(serve: Serve, proxy: ClientOf) -> None:
    text = b"[" * (MAX_BODY + 1)
    client = proxy(serve(answer(200, text, **JSON)))
    assert client.send().data == text
    assert client.kinds == {"too-large"}


def test_without_memory_for_a_copy_a_response_is_forwarded_unchecked(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(ODD))
    client.proxy.budget.reserve(body.COPY_MEMORY)
    got = client.send()
    assert got.data == page(count="0")
    assert (client.found, client.send("/__admin/findings").json["not_judged"]) == ([], {"busy": 1})


@pytest.mark.parametrize(
    "step",
    [ODD, answer(200, page() + b" " * body.READ_AHEAD_BYTES, **JSON), cut(HALF)],
)
def test_the_memory_of_a_copy_is_released(serve: Serve, proxy: ClientOf, step: Step) -> None:
    client = proxy(serve(step))
    client.findings_header()
    assert client.proxy.budget.reserve(body.COPY_MEMORY)


def test_the_memory_of_a_copy_is_released_when_the_client_disconnects(serve: Serve, proxy: ClientOf) -> None:
    client = proxy(serve(answer(200, page() + b" " * body.READ_AHEAD_BYTES * 2, **JSON)))
    got = client.send(buffered=False)
    next(got.iter_encoded())
    got.close()
    assert client.proxy.budget.reserve(body.COPY_MEMORY)
    assert client.found == []


def test_a_copy_that_becomes_too_large_is_dropped() -> None:
    room = MemoryBudget(MAX_BODY)
    copy = Copy(room)
    for size in (MAX_BODY, 1, 1):
        copy.add(b" " * size)
    assert (copy.is_too_large, len(copy), room.reserve(MAX_BODY)) == (True, 0, True)


def test_memory_can_be_reserved_once() -> None:
    room = MemoryBudget(10)
    assert (room.reserve(6), room.reserve(6), room.reserve(4)) == (True, False, True)


def test_findings_contain_no_text_of_a_response_or_a_request(serve: Serve, proxy: ClientOf) -> None:
    text = page(count="CANARY", next=f"https://x/?a={TOKEN}", results=[{"id": "CANARY", "CANARY x": "CANARY"}])
    client = proxy(serve(answer(200, text, X_CANARY="CANARY", **JSON)))
    said = client.findings_header(f"{LIST}?customer__email=CANARY&page=2", headers={**OWN, "X-Other": "CANARY"})
    shown = client.send("/__admin/findings").text
    assert "page=2" in shown
    reported = [(key, finding.message, finding.path) for key, finding in client.reported]
    assert "CANARY" not in f"{said}{shown}{reported}"


@pytest.mark.parametrize("path", ["/api/v1/oms/orders/17/webhook_events/0123abcd-4567-89ab-cdef-0123456789ab/"])
def test_the_reproduce_command_has_no_event_id(serve: Serve, proxy: ClientOf, path: str) -> None:
    client = proxy(serve(answer(500)))
    client.findings_header(path)
    assert "0123abcd" not in client.send("/__admin/findings").text
