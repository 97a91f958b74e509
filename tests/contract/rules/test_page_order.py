"""The rule that unchanged orders keep their places between two walks."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.endpoints import (
    ORDER_LIST,
    ORDER_LIST_SHORT,
)
from oms_mock.contract.plan.requests import page_requests
from oms_mock.contract.rules.page_order import PageOrder
from tests.contract.rules.builders import (
    DATE,
    LATER,
    findings,
    numbers,
    only_finding,
    orders,
    verdict,
    walked,
    weight,
    words,
)

FIVE = orders(9, 8, 7, 6, 5)


class TestPageOrder:
    @pytest.mark.parametrize("keys", [(7,), (9, 8), (9, 8, 7, 6, 5)], ids=len)
    def test_orders_that_keep_their_places_are_accepted(self, keys: Any) -> None:
        both = walked(ORDER_LIST, orders(*keys)), walked(ORDER_LIST, orders(*keys), walk="second")
        assert findings(PageOrder, *both) == []

    def test_orders_that_swapped_places_are_reported(self) -> None:
        finding = only_finding(
            PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), walked(ORDER_LIST, orders(9, 7, 8), walk="second")
        )
        assert (finding.kind, weight(finding), words(finding), numbers(finding), finding.example) == (
            "unstable-order", ("error", "convention"), ("unchanged orders in the same places", "other places"),
            (2, 3, "orders"), "order 8",
        )  # fmt: skip

    def test_an_order_that_changed_may_move(self) -> None:
        moved = [*orders(7, modified_date=LATER), *orders(9, 8)]
        first = walked(ORDER_LIST, orders(9, 8, 7, modified_date=DATE))
        assert findings(PageOrder, first, walked(ORDER_LIST, moved, walk="second")) == []

    @pytest.mark.parametrize("keys", [(10, 9, 8, 7), (9, 8), (9, 7), (10, 9, 7)], ids=str)
    def test_orders_that_arrive_or_disappear_do_not_count_as_moved(self, keys: Any) -> None:
        second = walked(ORDER_LIST, orders(*keys), walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), second) == []

    def test_an_order_that_is_there_twice_has_its_first_place(self) -> None:
        second = walked(ORDER_LIST, orders(9, 8, 8, 7), walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), second) == []

    def test_orders_without_a_date_count_as_unchanged(self) -> None:
        rows = [{"id": 9}, {"id": 8}]
        second = walked(ORDER_LIST, rows[::-1], walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, rows), second) == [
            ("unstable-order", "order-list", "$.results[*].id")
        ]

    def test_without_a_second_walk_nothing_is_checked(self) -> None:
        rule = PageOrder()
        assert findings(rule, walked(ORDER_LIST, FIVE)) == []
        assert not rule.tested

    def test_one_order_alone_is_not_checked(self) -> None:
        rule = PageOrder()
        verdict(rule, walked(ORDER_LIST, orders(7)), walked(ORDER_LIST, orders(7), walk="second"))
        assert not rule.tested

    def test_the_short_list_is_not_checked(self) -> None:
        both = walked(ORDER_LIST_SHORT, FIVE), walked(ORDER_LIST_SHORT, FIVE[::-1], walk="second")
        assert findings(PageOrder, *both) == []

    def test_another_walk_is_not_checked(self) -> None:
        assert findings(PageOrder, walked(ORDER_LIST, FIVE), walked(ORDER_LIST, FIVE[::-1], walk="third")) == []

    def test_both_walks_are_repeated(self) -> None:
        swapped = walked(ORDER_LIST, orders(9, 7, 8), walk="second")
        suspicion = verdict(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), swapped).suspicions[0]
        assert suspicion.occasions[0].requests == (
            *page_requests(ORDER_LIST, "first", 2, range(1, 3)),
            *page_requests(ORDER_LIST, "second", 2, range(1, 3)),
        )
