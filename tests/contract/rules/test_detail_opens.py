"""The rule that every listed order can be opened."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Purpose
from oms_mock.contract.endpoints import (
    EVENT_LIST,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    Endpoint,
)
from oms_mock.contract.plan.requests import page_request
from oms_mock.contract.rules.detail_opens import Opens
from tests.contract.rules.builders import (
    findings,
    first_page,
    numbers,
    only_finding,
    opened,
    opened_short,
    order,
    orders,
    page,
    rejected,
    short,
    verdict,
    visit,
    walked,
    weight,
    words,
)

BOTH = pytest.mark.parametrize("endpoint", [ORDER_DETAIL, ORDER_DETAIL_SHORT], ids=lambda each: each.name)


def test_an_order_that_opens_is_accepted() -> None:
    assert findings(Opens, opened(order(7)), opened_short(order(7))) == []


@BOTH
@pytest.mark.parametrize("status", [404, 410])
def test_an_order_that_is_not_found_is_reported(endpoint: Endpoint, status: int) -> None:
    finding = only_finding(Opens, opened(order(5)), visit(endpoint, 7, MISSING, status))
    assert (finding.kind, finding.path, weight(finding), words(finding), finding.example) == (
        "order-not-found", "$", ("error", "convention"), ("200", str(status)), "order 7"
    )  # fmt: skip


@BOTH
def test_a_response_with_another_order_is_reported(endpoint: Endpoint) -> None:
    finding = only_finding(Opens, visit(endpoint, 7, order(8)), visit(endpoint, 9, order(9)))
    assert (finding.kind, finding.path, words(finding), numbers(finding)) == (
        "other-order", "$.id", ("the requested order", "another order"), (1, 2, "orders")
    )  # fmt: skip


@pytest.mark.parametrize("document", [{}, {"id": None}, {"id": "8"}, [], "x", MISSING], ids=repr)
def test_an_opened_order_without_an_id_is_left_to_the_schema_rule(document: Any) -> None:
    assert findings(Opens, visit(ORDER_DETAIL, 7, document)) == []


@pytest.mark.parametrize("status", [301, 401, 403, 418, 500])
def test_another_status_is_left_to_other_rules(status: int) -> None:
    assert findings(Opens, visit(ORDER_DETAIL, 7, MISSING, status)) == []


def test_a_request_without_a_response_is_not_checked() -> None:
    rule = Opens()
    verdict(rule, visit(ORDER_DETAIL, 7, MISSING, None))  # type: ignore[arg-type]
    assert not rule.tested


def test_an_unknown_order_need_not_open() -> None:
    assert findings(Opens, rejected(ORDER_DETAIL, Purpose.UNKNOWN_ORDER, 404, pk=7)) == []


def test_events_that_are_not_found_are_left_to_another_rule() -> None:
    assert findings(Opens, visit(EVENT_LIST, 7, MISSING, 404)) == []


def test_the_page_with_the_order_and_the_next_page_are_repeated() -> None:
    seen = [*walked(ORDER_LIST, orders(9, 8, 7), limit=3), visit(ORDER_DETAIL, 7, MISSING, 404)]
    (suspicion,) = verdict(Opens, seen).suspicions
    assert suspicion.occasions[0].requests == (
        page_request(ORDER_LIST, "first", 3, 1),
        page_request(ORDER_LIST, "first", 3, 2),
        seen[-1].request,
    )


def test_the_page_size_comes_from_walks_of_the_order_list_only() -> None:
    lists = page(ORDER_LIST, orders(7), limit=3), page(ORDER_LIST_SHORT, [short(order(7))], limit=5)
    seen = [*lists, first_page(ORDER_LIST, 1, count=1, limit=9), visit(ORDER_DETAIL, 7, MISSING, 404)]
    (suspicion,) = verdict(Opens, seen).suspicions
    assert suspicion.occasions[0].requests[0] == page_request(ORDER_LIST, "first", 3, 1)


def test_in_a_repeated_run_an_order_that_is_still_listed_must_open() -> None:
    again = Opens().fresh()
    assert findings(again, page(ORDER_LIST, orders(7)), visit(ORDER_DETAIL, 7, MISSING, 404)) == [
        ("order-not-found", "order-detail", "$")
    ]


def test_in_a_repeated_run_an_order_that_is_no_longer_listed_need_not_open() -> None:
    again = Opens().fresh()
    assert findings(again, page(ORDER_LIST, orders(8)), visit(ORDER_DETAIL, 7, MISSING, 404)) == []
