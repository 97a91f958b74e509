"""Walking through a list."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    EVENT_LIST,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    ORDER_LISTS,
    Endpoint,
)
from oms_mock.contract.rules.pagination import (
    PageLinks,
    PageOrder,
    PageSize,
    PageTotals,
    SameOrders,
    page_request,
    pages,
)
from tests.contract.rules.building import (
    BASE,
    DATE,
    LATER,
    accusation,
    accusations,
    answer,
    events,
    findings,
    first_page,
    listed,
    numbers,
    orders,
    page,
    short,
    simple,
    verdict,
    walked,
    weight,
    words,
)

PATH = f"{BASE}/api/v1/oms/orders/"
FIVE = orders(9, 8, 7, 6, 5)
LISTS: tuple[tuple[Endpoint, Any], ...] = (
    (ORDER_LIST, dict), (ORDER_LIST_SHORT, short), (ORDER_LIST_SIMPLE, simple)
)  # fmt: skip


def middle(**envelope: Any) -> list[Interaction]:
    """The first two of three pages, the second with links of its own."""
    return [page(ORDER_LIST, FIVE[:2], count=5), page(ORDER_LIST, FIVE[2:4], count=5, number=2, **envelope)]


def all_lists(full: Any, shorts: Any = None, simples: Any = None) -> list[Interaction]:
    """A walk through each of the three lists."""
    return [
        *walked(ORDER_LIST, full),
        *walked(ORDER_LIST_SHORT, map(short, full if shorts is None else shorts)),
        *walked(ORDER_LIST_SIMPLE, map(simple, full if simples is None else simples)),
    ]


class TestPageSize:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize(
        ("limit", "count", "rows"),
        [(2, 9, 2), (7, 9, 7), (7, 3, 3), (2, 1, 1), (2, 0, 0), (100, 30, 10), (100, 30, 20), (100, 30, 30)],
    )
    def test_as_many_rows_as_limit_says_or_are_left_or_a_cap_allows(
        self, endpoint: Endpoint, limit: int, count: int, rows: int
    ) -> None:
        assert findings(PageSize, first_page(endpoint, rows, count=count, limit=limit)) == []

    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize(
        ("limit", "count", "rows"),
        [(2, 9, 3), (2, 9, 1), (7, 30, 10), (7, 9, 2), (100, 30, 9), (2, 30, 10), (2, 1, 0), (20, 15, 16)],
    )
    def test_another_number_of_rows_is_told(self, endpoint: Endpoint, limit: int, count: int, rows: int) -> None:
        assert findings(PageSize, first_page(endpoint, rows, count=count, limit=limit)) == [
            ("limit-ignored", endpoint.name, "$.results")
        ]

    def test_it_is_told_with_both_numbers(self) -> None:
        finding = accusation(PageSize, first_page(ORDER_LIST, 7, count=9, limit=7), page(ORDER_LIST, FIVE, count=9))
        assert (weight(finding), words(finding), numbers(finding)) == (
            ("error", "documented"), ("2 rows for limit=2", "5"), (1, 2, "pages")
        )  # fmt: skip

    def test_a_later_page_is_not_judged(self) -> None:
        assert findings(PageSize, page(ORDER_LIST, FIVE, number=2, count=50)) == []

    @pytest.mark.parametrize("query", [(), (("limit", "x"),), (("page", "1"),)], ids=repr)
    def test_a_page_that_was_asked_for_without_a_limit_is_not_judged(self, query: Any) -> None:
        interaction = answer(Request(ORDER_LIST, query=query), {"count": 50, "results": FIVE})
        assert findings(PageSize, interaction) == []

    @pytest.mark.parametrize("count", [None, "5", True])
    def test_a_list_without_a_count_is_not_judged(self, count: Any) -> None:
        interaction = answer(page_request(ORDER_LIST, "first", 2, 1), {"count": count, "results": FIVE})
        assert findings(PageSize, interaction) == []

    def test_events_are_not_judged(self) -> None:
        assert findings(PageSize, events([], count=5)) == []

    def test_it_is_asked_again(self) -> None:
        interaction = first_page(ORDER_LIST, 3, count=9, limit=2)
        assert verdict(PageSize, interaction).suspicions[0].occasions[0].requests == (interaction.request,)


class TestPageLinks:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize("keys", [(), (1,), (1, 2), (1, 2, 3), range(9)], ids=len)
    def test_links_as_django_writes_them_are_right(self, endpoint: Endpoint, keys: Any) -> None:
        assert findings(PageLinks, walked(endpoint, orders(*keys))) == []

    def test_links_that_keep_the_limit_that_a_server_caps_are_right(self) -> None:
        rows = orders(*range(10))
        capped = [
            page(ORDER_LIST, rows, count=25, number=number, limit=100, next=f"{PATH}?limit=100&page={number + 1}")
            for number in (1, 2)
        ]
        last = page(ORDER_LIST, rows[:5], count=25, number=3, limit=100, next=None)
        assert findings(PageLinks, *capped, last) == []

    def test_links_that_name_the_cap_instead_of_the_limit_are_right(self) -> None:
        capped = page(ORDER_LIST, orders(*range(10)), count=25, limit=100, next=f"{PATH}?limit=10&page=2")
        assert findings(PageLinks, capped) == []

    @pytest.mark.parametrize("limit", [2, 11, 50])
    def test_links_that_name_neither_the_limit_nor_the_cap_are_told(self, limit: int) -> None:
        capped = page(ORDER_LIST, orders(*range(10)), count=25, limit=100, next=f"{PATH}?limit={limit}&page=2")
        assert findings(PageLinks, capped) != []

    @pytest.mark.parametrize("previous", [f"{PATH}?limit=2", f"{PATH}?limit=2&page=1", f"{PATH}?page=1&z=1&limit=2"])
    def test_the_link_back_to_the_first_page_may_name_it_or_not(self, previous: str) -> None:
        assert findings(PageLinks, middle(previous=previous)) == []

    def test_a_default_port_may_be_named_or_not(self) -> None:
        assert findings(PageLinks, middle(next="https://OMS.example.com:443/api/v1/oms/orders/?limit=2&page=3")) == []

    @pytest.mark.parametrize(
        ("value", "got"),
        [
            (None, "null"),
            ("/api/v1/oms/orders/?limit=2&page=3", "a relative link"),
            ("?page=3", "a relative link"),
            ("", "a relative link"),
            ("https://evil.example/api/v1/oms/orders/?limit=2&page=3", "a link to another host"),
            ("http://oms.example.com/api/v1/oms/orders/?limit=2&page=3", "a link to another scheme"),
            ("https://oms.example.com:8443/api/v1/oms/orders/?limit=2&page=3", "a link to another port"),
            ("https://[/", "a link that is no URL"),
            (f"{BASE}/api/v1/oms/orders/short/?limit=2&page=3", "a link to another path"),
            (f"{PATH}?limit=2&page=2", "a link to page 2"),
            (f"{PATH}?limit=2", "a link to page 1"),
            (f"{PATH}?limit=2&page=x", "a link to no page"),
            (f"{PATH}?limit=7&page=3", "a link with another limit"),
            (f"{PATH}?page=3", "a link with another limit"),
        ],
    )
    def test_a_wrong_next_is_told_by_what_is_wrong_with_it(self, value: str | None, got: str) -> None:
        finding = accusation(PageLinks, middle(next=value))
        assert (finding.kind, finding.path, weight(finding), words(finding), finding.example) == (
            "next-link", "$.next", ("error", "documented"), ("a link to page 3 with the same limit", got), "page 2"
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("value", "got"),
        [
            (None, "null"),
            (f"{PATH}?limit=2&page=2", "a link to page 2"),
            (f"{PATH}?limit=3", "a link with another limit"),
            ("https://evil.example/", "a link to another host"),
        ],
    )
    def test_a_wrong_previous_is_told_by_what_is_wrong_with_it(self, value: str | None, got: str) -> None:
        finding = accusation(PageLinks, middle(previous=value))
        assert (finding.kind, finding.path, words(finding)) == (
            "previous-link", "$.previous", ("a link to page 1 with the same limit", got)
        )  # fmt: skip

    def test_a_previous_of_the_first_page_is_told(self) -> None:
        finding = accusation(PageLinks, page(ORDER_LIST, FIVE[:2], count=5, previous=PATH))
        assert (finding.kind, words(finding)) == ("previous-link", ("null", "a link"))

    def test_a_next_of_the_last_page_is_told(self) -> None:
        finding = accusation(
            PageLinks, middle(), page(ORDER_LIST, FIVE[4:], count=5, number=3, next=f"{PATH}?limit=2&page=4")
        )
        assert (finding.kind, words(finding), numbers(finding)) == ("next-link", ("null", "a link"), (1, 3, "pages"))

    def test_a_next_of_an_empty_list_is_told(self) -> None:
        assert findings(PageLinks, page(ORDER_LIST, [], next=PATH)) == [("next-link", "order-list", "$.next")]

    def test_an_empty_page_is_taken_for_the_last_one_whatever_count_says(self) -> None:
        assert findings(PageLinks, page(ORDER_LIST, [], count=5, next=None)) == []

    def test_a_page_that_is_longer_than_the_first_one_counts_with_its_own_length(self) -> None:
        grown = page(ORDER_LIST, orders(7, 6, 5, 4), count=8, number=2, limit=4, next=None)
        assert findings(PageLinks, page(ORDER_LIST, FIVE[:3], count=8, limit=4), grown) == []

    @pytest.mark.parametrize("value", [5, True, {}], ids=repr)
    def test_a_link_of_another_type_is_the_matter_of_the_envelope(self, value: Any) -> None:
        assert findings(PageLinks, middle(next=value, previous=value)) == []

    @pytest.mark.parametrize("document", [{"count": 5, "results": []}, [], {"results": [], "next": 5}], ids=repr)
    def test_an_envelope_without_links_or_count_is_the_matter_of_the_envelope(self, document: Any) -> None:
        assert findings(PageLinks, answer(page_request(ORDER_LIST, "first", 2, 1), document)) == []

    def test_only_pages_of_a_walk_are_judged(self) -> None:
        assert findings(PageLinks, first_page(ORDER_LIST, 2, count=9, limit=2)) == []

    def test_the_pages_of_events_are_not_judged(self) -> None:
        request = Request(EVENT_LIST, pk=7, purpose=Purpose.WALK)
        assert findings(PageLinks, answer(request, {"count": 0, "results": [], "next": "x"})) == []

    def test_two_walks_have_page_sizes_of_their_own(self) -> None:
        other = [page(ORDER_LIST, FIVE[:1], count=3, limit=1, walk="second", next=f"{PATH}?limit=1&page=2")]
        assert findings(PageLinks, middle(), other) == []

    def test_a_suspicious_page_is_asked_again_together_with_the_first_one(self) -> None:
        suspicion = verdict(PageLinks, middle(next=None)).suspicions[0]
        assert suspicion.occasions[0].requests == pages(ORDER_LIST, "first", 2, range(1, 3))

    def test_a_last_page_that_is_right_when_asked_again_is_right(self) -> None:
        last = [page(ORDER_LIST, FIVE[4:], count=5, number=3, next=value) for value in (f"{PATH}?page=4", None)]
        suspicion = verdict(PageLinks, middle(), last[0]).suspicions[0]
        repeated = dict(zip(pages(ORDER_LIST, "first", 2, range(1, 4)), walked(ORDER_LIST, FIVE), strict=True))
        assert findings(PageLinks, [repeated[request] for request in suspicion.occasions[0].requests]) == []


class TestPageTotals:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize("keys", [(), (1,), (1, 2, 3), (3, 1, 2, 5, 4)], ids=len)
    def test_pages_that_add_up_are_right(self, endpoint: Endpoint, keys: Any) -> None:
        assert findings(PageTotals, walked(endpoint, orders(*keys))) == []

    def test_an_order_on_two_pages_is_told(self) -> None:
        twice = accusations(PageTotals, walked(ORDER_LIST, orders(9, 8, 8, 7, 6)))
        assert [(each.kind, each.path, words(each), each.example) for each in twice] == [
            ("duplicate-order", "$.results[*].id", ("every order once", "one twice"), "order 8"),
            ("missing-order", "$.count", ("5 orders", "4"), ""),
        ]

    @pytest.mark.parametrize("rows", [orders(9, 8, 8), orders(9, 9, 8)], ids=["next page", "same page"])
    def test_an_order_that_is_there_twice_and_counted_twice_is_told_nevertheless(self, rows: Any) -> None:
        assert ("duplicate-order", "order-list", "$.results[*].id") in findings(PageTotals, walked(ORDER_LIST, rows))

    def test_fewer_orders_than_count_are_told(self) -> None:
        finding = accusation(PageTotals, walked(ORDER_LIST, FIVE[:4], count=6), page(ORDER_LIST, [], number=3, count=6))
        assert (finding.kind, weight(finding), words(finding), numbers(finding)) == (
            "missing-order", ("error", "documented"), ("6 orders", "4"), (1, 4, "orders")
        )  # fmt: skip

    def test_more_orders_than_count_are_told(self) -> None:
        finding = accusation(PageTotals, walked(ORDER_LIST, FIVE, count=4))
        assert (finding.kind, words(finding)) == ("count-mismatch", ("5, the number of orders", "4"))

    @pytest.mark.parametrize("keys", [(9, 8, 8, 7), (9, 8, 7, 6, 5)], ids=["pushed down", "fewer"])
    def test_what_a_changed_count_explains_is_only_listed(self, keys: Any) -> None:
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

    def test_a_number_of_orders_between_the_counts_is_right(self) -> None:
        arrived = [page(ORDER_LIST, FIVE[:2], count=4), page(ORDER_LIST, FIVE[2:], count=6, number=2, next=None)]
        assert verdict(PageTotals, arrived).unstable == ()

    def test_a_walk_that_did_not_reach_its_end_is_not_judged(self) -> None:
        assert findings(PageTotals, page(ORDER_LIST, FIVE[:2], count=5)) == []

    def test_a_walk_with_a_page_that_could_not_be_read_is_not_judged(self) -> None:
        first, _, last = walked(ORDER_LIST, FIVE)
        assert findings(PageTotals, first, page(ORDER_LIST, [], number=2, status=500), last) == []

    def test_a_walk_with_orders_that_have_no_id_is_not_judged(self) -> None:
        assert findings(PageTotals, walked(ORDER_LIST, [{"id": "x"}, {"id": 5}], count=9)) == []

    def test_a_list_without_counts_is_not_judged(self) -> None:
        uncounted = answer(page_request(ORDER_LIST, "first", 2, 1), {"next": None, "results": orders(9, 9)})
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
        ("counts", "told"),
        [((3, 4, 3, 4), ["count-mismatch"]), ((3, 4, 3, 3), []), ((3, 3, 3, 4), []), ((3, 3, 3, 3), [])],
    )
    def test_a_count_that_changes_in_both_walks_of_the_same_orders_is_told(
        self, counts: tuple[int, ...], told: list[str]
    ) -> None:
        both = [
            page(ORDER_LIST, rows, count=count, number=number, walk=walk, next=None)
            for count, (walk, number, rows) in zip(
                counts,
                [("first", 1, FIVE[:2]), ("first", 2, FIVE[2:3]), ("second", 1, FIVE[:2]), ("second", 2, FIVE[2:3])],
                strict=True,
            )
        ]
        assert [kind for kind, _, _ in findings(PageTotals, both)] == told

    def test_a_count_that_changes_with_the_orders_is_right(self) -> None:
        second = [
            page(ORDER_LIST, FIVE[:2], count=4, walk="second"),
            page(ORDER_LIST, FIVE[3:], count=5, number=2, walk="second", next=None),
        ]
        first = [page(ORDER_LIST, FIVE[:2], count=2), page(ORDER_LIST, FIVE[2:3], count=3, number=2, next=None)]
        assert findings(PageTotals, first, second) == []

    def test_the_whole_walk_is_asked_again(self) -> None:
        suspicion = verdict(PageTotals, walked(ORDER_LIST, FIVE, count=4)).suspicions[0]
        assert suspicion.occasions[0].requests == pages(ORDER_LIST, "first", 2, range(1, 4))

    def test_other_lists_and_purposes_are_not_judged(self) -> None:
        assert findings(PageTotals, first_page(ORDER_LIST, 2, count=1, limit=2), events([], count=5)) == []


class TestSameOrders:
    @pytest.mark.parametrize("keys", [(), (7,), (9, 8, 7, 6, 5)], ids=len)
    def test_three_lists_of_the_same_orders_are_right(self, keys: Any) -> None:
        assert findings(SameOrders, all_lists(orders(*keys))) == []

    def test_the_lists_may_have_an_order_of_their_own(self) -> None:
        assert findings(SameOrders, all_lists(FIVE, shorts=FIVE[::-1])) == []

    @pytest.mark.parametrize(
        ("others", "expected", "example"),
        [
            (orders(9, 8, 7, 6, 4), "every order of the order list", "order 5"),
            (orders(9, 8, 7, 6, 3), "every order of the order list", "order 5"),
        ],
    )
    def test_an_order_that_is_replaced_is_told(self, others: Any, expected: str, example: str) -> None:
        finding = accusation(SameOrders, all_lists(FIVE, shorts=others))
        assert (finding.kind, finding.path, finding.expected, finding.example) == (
            "other-orders", "$.results[*].id", expected, example
        )  # fmt: skip

    def test_a_list_with_one_order_more_has_another_count_and_another_order(self) -> None:
        found = accusations(SameOrders, all_lists(FIVE[:4], simples=FIVE))
        assert [(each.kind, each.path, words(each), each.example, numbers(each)) for each in found] == [
            ("other-count", "$.count", ("4", "5"), "", (1, 5, "orders")),
            (
                "other-orders",
                "$.results[*].id",
                ("the orders of the order list", "another one"),
                "order 5",
                (1, 5, "orders"),
            ),
        ]

    def test_another_count_is_told_even_where_a_walk_did_not_end(self) -> None:
        found = findings(SameOrders, page(ORDER_LIST, FIVE[:2], count=5), page(ORDER_LIST_SHORT, FIVE[:2], count=6))
        assert found == [("other-count", "order-list-short", "$.count")]

    def test_orders_are_only_compared_where_both_walks_ended(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), page(ORDER_LIST_SHORT, FIVE[:2], count=5)) == []

    def test_orders_are_only_compared_where_the_order_list_ended(self) -> None:
        assert findings(SameOrders, page(ORDER_LIST, FIVE[:2], count=5), walked(ORDER_LIST_SHORT, FIVE)) == []

    def test_a_count_that_changes_during_a_walk_explains_other_orders(self) -> None:
        arriving = [page(ORDER_LIST_SHORT, FIVE[:2], count=2), page(ORDER_LIST_SHORT, FIVE[2:3], count=3, number=2)]
        judged = verdict(SameOrders, walked(ORDER_LIST, FIVE[:2]), arriving)
        assert (judged.suspicions, [each.kind for each in judged.unstable]) == ((), ["other-orders"])

    def test_a_list_that_cannot_be_read_is_not_compared(self) -> None:
        failing = page(ORDER_LIST_SHORT, [], status=500)
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), failing) == []

    def test_without_the_order_list_nothing_is_compared(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST_SHORT, FIVE), page(ORDER_LIST, [], status=500)) == []

    def test_the_second_walk_is_not_compared(self) -> None:
        assert findings(SameOrders, walked(ORDER_LIST, FIVE), walked(ORDER_LIST_SHORT, FIVE[:2], walk="second")) == []

    def test_what_differs_among_thousands_is_found(self) -> None:
        rows = [{"id": key} for key in range(10_000)]
        other = walked(ORDER_LIST_SHORT, [*rows[:6_000], {"id": 77_777}, *rows[6_001:]], limit=5_000)
        assert accusation(SameOrders, walked(ORDER_LIST, rows, limit=5_000), other).example == "order 6000"

    def test_both_lists_are_asked_again(self) -> None:
        suspicion = verdict(SameOrders, all_lists(FIVE, shorts=orders(9, 8, 7, 6, 4))).suspicions[0]
        assert suspicion.occasions[0].requests == (
            *pages(ORDER_LIST, "first", 2, range(1, 4)),
            *pages(ORDER_LIST_SHORT, "first", 2, range(1, 4)),
        )


class TestPageOrder:
    @pytest.mark.parametrize("keys", [(7,), (9, 8), (9, 8, 7, 6, 5)], ids=len)
    def test_orders_that_keep_their_places_are_right(self, keys: Any) -> None:
        both = walked(ORDER_LIST, orders(*keys)), walked(ORDER_LIST, orders(*keys), walk="second")
        assert findings(PageOrder, *both) == []

    def test_orders_that_swapped_places_are_told(self) -> None:
        finding = accusation(
            PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), walked(ORDER_LIST, orders(9, 7, 8), walk="second")
        )
        assert (finding.kind, weight(finding), words(finding), numbers(finding), finding.example) == (
            "unstable-order", ("error", "convention"), ("unchanged orders in the same places", "another order of rows"),
            (2, 3, "orders"), "order 8",
        )  # fmt: skip

    def test_an_order_that_changed_may_move(self) -> None:
        moved = [*orders(7, modified_date=LATER), *orders(9, 8)]
        first = walked(ORDER_LIST, orders(9, 8, 7, modified_date=DATE))
        assert findings(PageOrder, first, walked(ORDER_LIST, moved, walk="second")) == []

    @pytest.mark.parametrize("keys", [(10, 9, 8, 7), (9, 8), (9, 7), (10, 9, 7)], ids=str)
    def test_orders_that_arrive_or_go_move_nobody(self, keys: Any) -> None:
        second = walked(ORDER_LIST, orders(*keys), walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), second) == []

    def test_an_order_that_is_there_twice_has_its_first_place(self) -> None:
        second = walked(ORDER_LIST, orders(9, 8, 8, 7), walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), second) == []

    def test_orders_without_a_date_are_taken_for_unchanged(self) -> None:
        rows = [{"id": 9}, {"id": 8}]
        second = walked(ORDER_LIST, rows[::-1], walk="second")
        assert findings(PageOrder, walked(ORDER_LIST, rows), second) == [
            ("unstable-order", "order-list", "$.results[*].id")
        ]

    def test_without_a_second_walk_nothing_is_judged(self) -> None:
        judging = PageOrder()
        assert findings(judging, walked(ORDER_LIST, FIVE)) == []
        assert not judging.tested

    def test_one_order_alone_is_not_judged(self) -> None:
        judging = PageOrder()
        verdict(judging, walked(ORDER_LIST, orders(7)), walked(ORDER_LIST, orders(7), walk="second"))
        assert not judging.tested

    def test_the_short_list_is_not_judged(self) -> None:
        both = walked(ORDER_LIST_SHORT, FIVE), walked(ORDER_LIST_SHORT, FIVE[::-1], walk="second")
        assert findings(PageOrder, *both) == []

    def test_another_walk_is_not_judged(self) -> None:
        assert findings(PageOrder, walked(ORDER_LIST, FIVE), walked(ORDER_LIST, FIVE[::-1], walk="third")) == []

    def test_both_walks_are_asked_again(self) -> None:
        swapped = walked(ORDER_LIST, orders(9, 7, 8), walk="second")
        suspicion = verdict(PageOrder, walked(ORDER_LIST, orders(9, 8, 7)), swapped).suspicions[0]
        assert suspicion.occasions[0].requests == (
            *pages(ORDER_LIST, "first", 2, range(1, 3)),
            *pages(ORDER_LIST, "second", 2, range(1, 3)),
        )


def test_what_is_no_list_of_orders_has_no_pages() -> None:
    interaction = answer(Request(DELIVERY_TYPES, purpose=Purpose.WALK, walk="first"), ["standard"])
    assert [findings(rule, interaction) for rule in (PageLinks, PageTotals, SameOrders, PageOrder)] == [[]] * 4


@pytest.mark.parametrize(("number", "query"), [(1, "limit=2"), (2, "limit=2&page=2")])
def test_a_page_is_asked_for_by_its_number_but_the_first_one(number: int, query: str) -> None:
    assert page_request(ORDER_LIST, "first", 2, number).target == f"/api/v1/oms/orders/?{query}"


TWELVE = orders(*range(20, 8, -1))
READ = (1, 2, 4, 6)
"""Pages of two orders each that are read of the six."""


def sampled(endpoint: Endpoint, rows: Any = TWELVE, *, numbers: Any = READ, walk: str = "first") -> list[Interaction]:
    """A walk that leaves pages out."""
    every = walked(endpoint, rows, walk=walk)
    return [every[number - 1] for number in numbers]


def shortened(number: int) -> list[Interaction]:
    """A walk that leaves pages out, one of whose pages lacks an order."""
    return [
        page(ORDER_LIST, each.rows[: 1 if each.request.page == number else 2], count=12, number=each.request.page)
        for each in sampled(ORDER_LIST)
    ]


class TestAListOfWhichSomePagesWereRead:
    @pytest.mark.parametrize("rule", [PageTotals, PageLinks, PageOrder, SameOrders])
    def test_is_right_where_it_is(self, rule: Any) -> None:
        lists = [sampled(endpoint, map(view, TWELVE)) for endpoint, view in LISTS]
        assert findings(rule, *lists, sampled(ORDER_LIST, walk="second")) == []

    def test_with_an_order_on_two_pages_is_told(self) -> None:
        twice = [*TWELVE[:6], TWELVE[0], *TWELVE[7:]]
        assert accusations(PageTotals, sampled(ORDER_LIST, twice))[0].example == "order 20"

    @pytest.mark.parametrize("number", [1, 2, 4, 6])
    def test_with_a_page_that_lacks_an_order_is_told(self, number: int) -> None:
        assert [(each.kind, words(each)) for each in accusations(PageTotals, shortened(number))] == [
            ("missing-order", ("12 orders", "11"))
        ]

    def test_that_ends_before_its_count_is_told(self) -> None:
        early = [page(ORDER_LIST, each.rows, count=14, number=each.request.page) for each in sampled(ORDER_LIST)]
        early[-1] = page(ORDER_LIST, early[-1].rows, count=14, number=6, next=None)
        assert words(accusation(PageTotals, early)) == ("14 orders", "12")

    def test_that_has_more_pages_than_count_promises_is_told(self) -> None:
        late = [page(ORDER_LIST, each.rows, count=9, number=each.request.page) for each in sampled(ORDER_LIST)]
        assert words(accusation(PageTotals, late)) == ("12, the number of orders", "9")

    def test_whose_count_moved_accuses_nobody(self) -> None:
        moved = shortened(2)
        moved[-1] = page(ORDER_LIST, moved[-1].rows, count=13, number=6, next=None)
        assert findings(PageTotals, moved) == []
        assert listed(PageTotals, moved)

    def test_with_a_page_that_cannot_be_read_is_not_judged(self) -> None:
        unreadable = sampled(ORDER_LIST)
        unreadable[1] = page(ORDER_LIST, [], number=2, status=500)
        assert findings(PageTotals, unreadable) == []

    def test_is_asked_for_the_same_pages_again(self) -> None:
        suspicion = verdict(PageTotals, shortened(4)).suspicions[0]
        assert suspicion.occasions[0].requests == pages(ORDER_LIST, "first", 2, READ)

    def test_whose_orders_swap_places_is_told(self) -> None:
        swapped = [TWELVE[1], TWELVE[0], *TWELVE[2:]]
        found = verdict(PageOrder, sampled(ORDER_LIST), sampled(ORDER_LIST, swapped, walk="second")).suspicions
        assert [each.finding.kind for each in found] == ["unstable-order"]
        assert len(found[0].occasions[0].requests) == 2 * len(READ)

    def test_may_be_sorted_in_another_way(self) -> None:
        rule = SameOrders()
        assert findings(rule, sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[::-1]))) == []
        assert rule.tested == {}

    def test_with_another_count_is_asked_for_the_same_pages_again(self) -> None:
        lists = sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[:11]))
        assert verdict(SameOrders, *lists).suspicions[0].occasions[0].requests == (
            *pages(ORDER_LIST, "first", 2, READ),
            *pages(ORDER_LIST_SHORT, "first", 2, READ),
        )

    def test_with_another_count_is_told(self) -> None:
        assert findings(SameOrders, sampled(ORDER_LIST), sampled(ORDER_LIST_SHORT, map(short, TWELVE[:11]))) == [
            ("other-count", "order-list-short", "$.count")
        ]
