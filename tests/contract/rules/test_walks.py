"""Rules on walks of which only some pages were read."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    Endpoint,
)
from oms_mock.contract.plan.requests import page_requests
from oms_mock.contract.rules.page_links import PageLinks
from oms_mock.contract.rules.page_order import PageOrder
from oms_mock.contract.rules.page_totals import PageTotals
from oms_mock.contract.rules.same_orders import SameOrders
from tests.contract.rules.builders import (
    all_findings,
    findings,
    listed,
    only_finding,
    orders,
    page,
    response,
    short,
    simple,
    verdict,
    walked,
    words,
)

LISTS: tuple[tuple[Endpoint, Any], ...] = (
    (ORDER_LIST, dict), (ORDER_LIST_SHORT, short), (ORDER_LIST_SIMPLE, simple)
)  # fmt: skip


def test_a_response_that_is_not_an_order_list_is_not_checked() -> None:
    interaction = response(Request(DELIVERY_TYPES, purpose=Purpose.WALK, walk="first"), ["standard"])
    assert [findings(rule, interaction) for rule in (PageLinks, PageTotals, SameOrders, PageOrder)] == [[]] * 4


TWELVE = orders(*range(20, 8, -1))
READ = (1, 2, 4, 6)
"""The pages that are read of six pages with two orders each."""


def sampled(endpoint: Endpoint, rows: Any = TWELVE, *, numbers: Any = READ, walk: str = "first") -> list[Interaction]:
    """Return a walk of which only some pages were read."""
    every = walked(endpoint, rows, walk=walk)
    return [every[number - 1] for number in numbers]


def shortened(number: int) -> list[Interaction]:
    """Return a walk of which only some pages were read, one of them without an order."""
    return [
        page(ORDER_LIST, each.rows[: 1 if each.request.page == number else 2], count=12, number=each.request.page)
        for each in sampled(ORDER_LIST)
    ]


class TestASampledWalk:
    @pytest.mark.parametrize("rule", [PageTotals, PageLinks, PageOrder, SameOrders])
    def test_is_accepted_if_its_pages_are_correct(self, rule: Any) -> None:
        lists = [sampled(endpoint, map(view, TWELVE)) for endpoint, view in LISTS]
        assert findings(rule, *lists, sampled(ORDER_LIST, walk="second")) == []

    def test_with_an_order_on_two_pages_is_reported(self) -> None:
        twice = [*TWELVE[:6], TWELVE[0], *TWELVE[7:]]
        assert all_findings(PageTotals, sampled(ORDER_LIST, twice))[0].example == "order 20"

    @pytest.mark.parametrize("number", [1, 2, 4, 6])
    def test_with_a_page_that_lacks_an_order_is_reported(self, number: int) -> None:
        assert [(each.kind, words(each)) for each in all_findings(PageTotals, shortened(number))] == [
            ("missing-order", ("12 orders", "11"))
        ]

    def test_that_ends_before_its_count_is_reported(self) -> None:
        early = [page(ORDER_LIST, each.rows, count=14, number=each.request.page) for each in sampled(ORDER_LIST)]
        early[-1] = page(ORDER_LIST, early[-1].rows, count=14, number=6, next=None)
        assert words(only_finding(PageTotals, early)) == ("14 orders", "12")

    def test_that_has_more_pages_than_count_promises_is_reported(self) -> None:
        late = [page(ORDER_LIST, each.rows, count=9, number=each.request.page) for each in sampled(ORDER_LIST)]
        assert words(only_finding(PageTotals, late)) == ("12, the number of orders", "9")

    def test_whose_count_changed_is_only_listed_as_unstable(self) -> None:
        moved = shortened(2)
        moved[-1] = page(ORDER_LIST, moved[-1].rows, count=13, number=6, next=None)
        assert findings(PageTotals, moved) == []
        assert listed(PageTotals, moved)

    def test_with_a_page_that_cannot_be_read_is_not_checked(self) -> None:
        unreadable = sampled(ORDER_LIST)
        unreadable[1] = page(ORDER_LIST, [], number=2, status=500)
        assert findings(PageTotals, unreadable) == []

    def test_has_the_same_pages_repeated(self) -> None:
        suspicion = verdict(PageTotals, shortened(4)).suspicions[0]
        assert suspicion.occasions[0].requests == page_requests(ORDER_LIST, "first", 2, READ)

    def test_whose_orders_swap_places_is_reported(self) -> None:
        swapped = [TWELVE[1], TWELVE[0], *TWELVE[2:]]
        found = verdict(PageOrder, sampled(ORDER_LIST), sampled(ORDER_LIST, swapped, walk="second")).suspicions
        assert [each.finding.kind for each in found] == ["unstable-order"]
        assert len(found[0].occasions[0].requests) == 2 * len(READ)

    def test_may_be_sorted_in_another_way(self) -> None:
        rule = SameOrders()
        assert findings(rule, sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[::-1]))) == []
        assert rule.tested == {}

    def test_with_another_count_has_the_same_pages_repeated(self) -> None:
        lists = sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[:11]))
        assert verdict(SameOrders, *lists).suspicions[0].occasions[0].requests == (
            *page_requests(ORDER_LIST, "first", 2, READ),
            *page_requests(ORDER_LIST_SHORT, "first", 2, READ),
        )

    def test_with_another_count_is_reported(self) -> None:
        assert findings(SameOrders, sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[:11]))) == [
            ("other-count", "order-list-short", "$.count")
        ]
