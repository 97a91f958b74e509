"""The rule that the three order lists have the same orders."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.endpoints import (
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
)
from oms_mock.contract.plan.requests import page_requests
from oms_mock.contract.rules.same_orders import SameOrders
from tests.contract.rules.builders import (
    all_findings,
    findings,
    numbers,
    only_finding,
    orders,
    page,
    short,
    simple,
    verdict,
    walked,
    words,
)

FIVE = orders(9, 8, 7, 6, 5)


def all_lists(full: Any, shorts: Any = None, simples: Any = None) -> list[Interaction]:
    """Return a walk through each of the three lists."""
    return [
        *walked(ORDER_LIST, full),
        *walked(ORDER_LIST_SHORT, map(short, full if shorts is None else shorts)),
        *walked(ORDER_LIST_SIMPLE, map(simple, full if simples is None else simples)),
    ]


class TestSameOrders:
    @pytest.mark.parametrize("keys", [(), (7,), (9, 8, 7, 6, 5)], ids=len)
    def test_three_lists_of_the_same_orders_are_accepted(self, keys: Any) -> None:
        assert findings(SameOrders, all_lists(orders(*keys))) == []

    def test_the_lists_may_be_sorted_in_different_ways(self) -> None:
        assert findings(SameOrders, all_lists(FIVE, shorts=FIVE[::-1])) == []

    @pytest.mark.parametrize(
        ("others", "expected", "example"),
        [
            (orders(9, 8, 7, 6, 4), "every order of the order list", "order 5"),
            (orders(9, 8, 7, 6, 3), "every order of the order list", "order 5"),
        ],
    )
    def test_an_order_that_is_replaced_is_reported(self, others: Any, expected: str, example: str) -> None:
        finding = only_finding(SameOrders, all_lists(FIVE, shorts=others))
        assert (finding.kind, finding.path, finding.expected, finding.example) == (
            "other-orders", "$.results[*].id", expected, example
        )  # fmt: skip

    def test_a_list_with_one_order_more_has_another_count_and_another_order(self) -> None:
        found = all_findings(SameOrders, all_lists(FIVE[:4], simples=FIVE))
        assert [(each.kind, each.path, words(each), each.example, numbers(each)) for each in found] == [
            ("other-count", "$.count", ("4", "5"), "", (1, 5, "orders")),
            (
                "other-orders",
                "$.results[*].id",
                ("the orders of the order list", "another order"),
                "order 5",
                (1, 5, "orders"),
            ),
        ]

    def test_another_count_is_reported_even_where_a_walk_did_not_end(self) -> None:
        found = findings(SameOrders, page(ORDER_LIST, FIVE[:2], count=5), page(ORDER_LIST_SHORT, FIVE[:2], count=6))
        assert found == [("other-count", "order-list-short", "$.count")]

    def test_orders_are_only_compared_where_both_walks_ended(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), page(ORDER_LIST_SHORT, FIVE[:2], count=5)) == []

    def test_orders_are_only_compared_where_the_order_list_ended(self) -> None:
        assert findings(SameOrders, page(ORDER_LIST, FIVE[:2], count=5), walked(ORDER_LIST_SHORT, FIVE)) == []

    def test_a_count_that_changes_during_a_walk_explains_other_orders(self) -> None:
        arriving = [page(ORDER_LIST_SHORT, FIVE[:2], count=2), page(ORDER_LIST_SHORT, FIVE[2:3], count=3, number=2)]
        found = verdict(SameOrders, walked(ORDER_LIST, FIVE[:2]), arriving)
        assert (found.suspicions, [each.kind for each in found.unstable]) == ((), ["other-orders"])

    def test_a_list_that_cannot_be_read_is_not_compared(self) -> None:
        failing = page(ORDER_LIST_SHORT, [], status=500)
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), failing) == []

    def test_without_the_order_list_nothing_is_compared(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST_SHORT, FIVE), page(ORDER_LIST, [], status=500)) == []

    def test_the_second_walk_is_not_compared(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), walked(ORDER_LIST_SHORT, FIVE[:2], walk="second")) == []

    def test_one_different_order_among_thousands_is_found(self) -> None:
        rows = [{"id": key} for key in range(10_000)]
        other = walked(ORDER_LIST_SHORT, [*rows[:6_000], {"id": 77_777}, *rows[6_001:]], limit=5_000)
        assert only_finding(SameOrders, walked(ORDER_LIST, rows, limit=5_000), other).example == "order 6000"

    def test_both_lists_are_repeated(self) -> None:
        suspicion = verdict(SameOrders, all_lists(FIVE, shorts=orders(9, 8, 7, 6, 4))).suspicions[0]
        assert suspicion.occasions[0].requests == (
            *page_requests(ORDER_LIST, "first", 2, range(1, 4)),
            *page_requests(ORDER_LIST_SHORT, "first", 2, range(1, 4)),
        )
