"""The rule that the pages of a list add up to its `count`."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.endpoints import (
    ORDER_LIST,
    ORDER_LISTS,
    Endpoint,
)
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.page_totals import PageTotals
from tests.contract.rules.builders import (
    BASE,
    all_findings,
    events,
    findings,
    first_page,
    listed,
    numbers,
    only_finding,
    orders,
    page,
    response,
    verdict,
    walked,
    weight,
    words,
)

PATH = f"{BASE}/api/v1/oms/orders/"
FIVE = orders(9, 8, 7, 6, 5)


class TestPageTotals:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize("keys", [(), (1,), (1, 2, 3), (3, 1, 2, 5, 4)], ids=len)
    def test_pages_that_add_up_are_accepted(self, endpoint: Endpoint, keys: Any) -> None:
        assert findings(PageTotals, walked(endpoint, orders(*keys))) == []

    def test_an_order_on_two_pages_is_reported(self) -> None:
        twice = all_findings(PageTotals, walked(ORDER_LIST, orders(9, 8, 8, 7, 6)))
        assert [(each.kind, each.path, words(each), each.example) for each in twice] == [
            ("duplicate-order", "$.results[*].id", ("every order once", "one twice"), "order 8"),
            ("missing-order", "$.count", ("5 orders", "4"), ""),
        ]

    @pytest.mark.parametrize("rows", [orders(9, 8, 8), orders(9, 9, 8)], ids=["next page", "same page"])
    def test_an_order_that_is_there_twice_and_counted_twice_is_still_reported(self, rows: Any) -> None:
        assert ("duplicate-order", "order-list", "$.results[*].id") in findings(PageTotals, walked(ORDER_LIST, rows))

    def test_fewer_orders_than_count_are_reported(self) -> None:
        finding = only_finding(
            PageTotals, walked(ORDER_LIST, FIVE[:4], count=6), page(ORDER_LIST, [], number=3, count=6)
        )
        assert (finding.kind, weight(finding), words(finding), numbers(finding)) == (
            "missing-order", ("error", "documented"), ("6 orders", "4"), (1, 4, "orders")
        )  # fmt: skip

    def test_more_orders_than_count_are_reported(self) -> None:
        finding = only_finding(PageTotals, walked(ORDER_LIST, FIVE, count=4))
        assert (finding.kind, words(finding)) == ("count-mismatch", ("5, the number of orders", "4"))

    @pytest.mark.parametrize("keys", [(9, 8, 8, 7), (9, 8, 7, 6, 5)], ids=["pushed down", "fewer"])
    def test_a_difference_explained_by_a_changed_count_is_only_listed_as_unstable(self, keys: Any) -> None:
        changing = [
            *walked(ORDER_LIST, orders(*keys[:2]), count=6),
            page(ORDER_LIST, orders(*keys[2:]), number=2, count=7),
        ]
        ended = [*changing, page(ORDER_LIST, [], number=3, count=7)]
        assert findings(PageTotals, ended) == []
        assert listed(PageTotals, ended)

    def test_an_order_that_arrives_during_the_walk_is_listed_as_unstable(self) -> None:
        arrived = [page(ORDER_LIST, FIVE[:2], count=3), page(ORDER_LIST, FIVE[1:3], count=4, number=2, next=None)]
        assert listed(PageTotals, arrived) == [("duplicate-order", "order-list", "$.results[*].id")]

    def test_a_number_of_orders_between_the_counts_is_accepted(self) -> None:
        arrived = [page(ORDER_LIST, FIVE[:2], count=4), page(ORDER_LIST, FIVE[2:], count=6, number=2, next=None)]
        assert verdict(PageTotals, arrived).unstable == ()

    def test_a_walk_that_did_not_reach_its_end_is_not_checked(self) -> None:
        assert findings(PageTotals, page(ORDER_LIST, FIVE[:2], count=5)) == []

    def test_a_walk_with_a_page_that_could_not_be_read_is_not_checked(self) -> None:
        first, _, last = walked(ORDER_LIST, FIVE)
        assert findings(PageTotals, first, page(ORDER_LIST, [], number=2, status=500), last) == []

    def test_a_walk_with_orders_that_have_no_id_is_not_checked(self) -> None:
        assert findings(PageTotals, walked(ORDER_LIST, [{"id": "x"}, {"id": 5}], count=9)) == []

    def test_a_list_without_counts_is_not_checked(self) -> None:
        uncounted = response(page_request(ORDER_LIST, "first", 2, 1), {"next": None, "results": orders(9, 9)})
        assert findings(PageTotals, uncounted) == []

    def test_a_walk_ends_where_all_orders_were_seen(self) -> None:
        link = f"{PATH}?limit=2&page=2"
        assert findings(PageTotals, page(ORDER_LIST, orders(9, 9), count=2, next=link)) == [
            ("duplicate-order", "order-list", "$.results[*].id"),
            ("missing-order", "order-list", "$.count"),
        ]

    def test_a_walk_ends_at_an_empty_page(self) -> None:
        short_of = [page(ORDER_LIST, FIVE[:2], count=5), page(ORDER_LIST, [], count=5, number=2)]
        assert findings(PageTotals, short_of) == [("missing-order", "order-list", "$.count")]

    @pytest.mark.parametrize(
        ("counts", "reported"),
        [((3, 4, 3, 4), ["count-mismatch"]), ((3, 4, 3, 3), []), ((3, 3, 3, 4), []), ((3, 3, 3, 3), [])],
    )
    def test_a_count_that_changes_in_both_walks_of_the_same_orders_is_reported(
        self, counts: tuple[int, ...], reported: list[str]
    ) -> None:
        both = [
            page(ORDER_LIST, rows, count=count, number=number, walk=walk, next=None)
            for count, (walk, number, rows) in zip(
                counts,
                [("first", 1, FIVE[:2]), ("first", 2, FIVE[2:3]), ("second", 1, FIVE[:2]), ("second", 2, FIVE[2:3])],
                strict=True,
            )
        ]
        assert [kind for kind, _, _ in findings(PageTotals, both)] == reported

    def test_a_count_that_changes_with_the_orders_is_accepted(self) -> None:
        second = [
            page(ORDER_LIST, FIVE[:2], count=4, walk="second"),
            page(ORDER_LIST, FIVE[3:], count=5, number=2, walk="second", next=None),
        ]
        first = [page(ORDER_LIST, FIVE[:2], count=2), page(ORDER_LIST, FIVE[2:3], count=3, number=2, next=None)]
        assert findings(PageTotals, first, second) == []

    def test_the_whole_walk_is_repeated(self) -> None:
        suspicion = verdict(PageTotals, walked(ORDER_LIST, FIVE, count=4)).suspicions[0]
        assert suspicion.occasions[0].requests == page_requests(ORDER_LIST, "first", 2, range(1, 4))

    def test_other_lists_and_purposes_are_not_checked(self) -> None:
        assert findings(PageTotals, first_page(ORDER_LIST, 2, count=1, limit=2), events([], count=5)) == []
