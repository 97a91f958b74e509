"""Rules about one page of an order list."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import (
    EVENT_LIST,
    ORDER_LIST,
    ORDER_LISTS,
    Endpoint,
)
from oms_mock.contract.plan.requests import page_request, page_requests
from oms_mock.contract.rules.page_links import PageLinks, PageSize
from tests.contract.rules.builders import (
    BASE,
    events,
    findings,
    first_page,
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


def middle(**envelope: Any) -> list[Interaction]:
    """Return the first two of three pages, the second with the given links."""
    return [page(ORDER_LIST, FIVE[:2], count=5), page(ORDER_LIST, FIVE[2:4], count=5, number=2, **envelope)]


class TestPageSize:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize(
        ("limit", "count", "rows"),
        [(2, 9, 2), (7, 9, 7), (7, 3, 3), (2, 1, 1), (2, 0, 0), (100, 30, 10), (100, 30, 20), (100, 30, 30)],
    )
    def test_a_page_of_limit_rows_or_the_rest_or_a_capped_number_is_accepted(
        self, endpoint: Endpoint, limit: int, count: int, rows: int
    ) -> None:
        assert findings(PageSize, first_page(endpoint, rows, count=count, limit=limit)) == []

    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize(
        ("limit", "count", "rows"),
        [(2, 9, 3), (2, 9, 1), (7, 30, 10), (7, 9, 2), (100, 30, 9), (2, 30, 10), (2, 1, 0), (20, 15, 16)],
    )
    def test_another_number_of_rows_is_reported(self, endpoint: Endpoint, limit: int, count: int, rows: int) -> None:
        assert findings(PageSize, first_page(endpoint, rows, count=count, limit=limit)) == [
            ("limit-ignored", endpoint.name, "$.results")
        ]

    def test_a_finding_of_a_wrong_page_size_has_both_numbers(self) -> None:
        finding = only_finding(PageSize, first_page(ORDER_LIST, 7, count=9, limit=7), page(ORDER_LIST, FIVE, count=9))
        assert (weight(finding), words(finding), numbers(finding)) == (
            ("error", "documented"), ("2 rows for limit=2", "5"), (1, 2, "pages")
        )  # fmt: skip

    def test_a_later_page_is_not_checked(self) -> None:
        assert findings(PageSize, page(ORDER_LIST, FIVE, number=2, count=50)) == []

    @pytest.mark.parametrize("query", [(), (("limit", "x"),), (("page", "1"),)], ids=repr)
    def test_a_page_requested_without_a_limit_is_not_checked(self, query: Any) -> None:
        interaction = response(Request(ORDER_LIST, query=query), {"count": 50, "results": FIVE})
        assert findings(PageSize, interaction) == []

    @pytest.mark.parametrize("count", [None, "5", True])
    def test_a_list_without_a_count_is_not_checked(self, count: Any) -> None:
        interaction = response(page_request(ORDER_LIST, "first", 2, 1), {"count": count, "results": FIVE})
        assert findings(PageSize, interaction) == []

    def test_events_are_not_checked(self) -> None:
        assert findings(PageSize, events([], count=5)) == []

    def test_a_page_of_the_wrong_size_is_repeated_before_it_is_reported(self) -> None:
        interaction = first_page(ORDER_LIST, 3, count=9, limit=2)
        assert verdict(PageSize, interaction).suspicions[0].occasions[0].requests == (interaction.request,)


class TestPageLinks:
    @pytest.mark.parametrize("endpoint", ORDER_LISTS, ids=lambda each: each.name)
    @pytest.mark.parametrize("keys", [(), (1,), (1, 2), (1, 2, 3), range(9)], ids=len)
    def test_links_as_django_writes_them_are_accepted(self, endpoint: Endpoint, keys: Any) -> None:
        assert findings(PageLinks, walked(endpoint, orders(*keys))) == []

    def test_links_that_keep_the_limit_that_a_server_caps_are_accepted(self) -> None:
        rows = orders(*range(10))
        capped = [
            page(ORDER_LIST, rows, count=25, number=number, limit=100, next=f"{PATH}?limit=100&page={number + 1}")
            for number in (1, 2)
        ]
        last = page(ORDER_LIST, rows[:5], count=25, number=3, limit=100, next=None)
        assert findings(PageLinks, *capped, last) == []

    def test_links_that_name_the_cap_instead_of_the_limit_are_accepted(self) -> None:
        capped = page(ORDER_LIST, orders(*range(10)), count=25, limit=100, next=f"{PATH}?limit=10&page=2")
        assert findings(PageLinks, capped) == []

    @pytest.mark.parametrize("limit", [2, 11, 50])
    def test_links_that_name_neither_the_limit_nor_the_cap_are_reported(self, limit: int) -> None:
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
            (f"{PATH}?limit=2&page=x", "a link without a page"),
            (f"{PATH}?limit=7&page=3", "a link with another limit"),
            (f"{PATH}?page=3", "a link with another limit"),
        ],
    )
    def test_a_wrong_next_link_is_reported_with_its_problem(self, value: str | None, got: str) -> None:
        finding = only_finding(PageLinks, middle(next=value))
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
    def test_a_wrong_previous_link_is_reported_with_its_problem(self, value: str | None, got: str) -> None:
        finding = only_finding(PageLinks, middle(previous=value))
        assert (finding.kind, finding.path, words(finding)) == (
            "previous-link", "$.previous", ("a link to page 1 with the same limit", got)
        )  # fmt: skip

    def test_a_previous_link_on_the_first_page_is_reported(self) -> None:
        finding = only_finding(PageLinks, page(ORDER_LIST, FIVE[:2], count=5, previous=PATH))
        assert (finding.kind, words(finding)) == ("previous-link", ("null", "a link"))

    def test_a_next_link_on_the_last_page_is_reported(self) -> None:
        finding = only_finding(
            PageLinks, middle(), page(ORDER_LIST, FIVE[4:], count=5, number=3, next=f"{PATH}?limit=2&page=4")
        )
        assert (finding.kind, words(finding), numbers(finding)) == (
            "next-link",
            ("null", "a link"),
            (1, 3, "pages"),
        )

    def test_a_next_link_of_an_empty_list_is_reported(self) -> None:
        assert findings(PageLinks, page(ORDER_LIST, [], next=PATH)) == [("next-link", "order-list", "$.next")]

    def test_an_empty_page_is_the_last_one_whatever_its_count(self) -> None:
        assert findings(PageLinks, page(ORDER_LIST, [], count=5, next=None)) == []

    def test_a_page_longer_than_the_first_one_counts_with_its_own_length(self) -> None:
        grown = page(ORDER_LIST, orders(7, 6, 5, 4), count=8, number=2, limit=4, next=None)
        assert findings(PageLinks, page(ORDER_LIST, FIVE[:3], count=8, limit=4), grown) == []

    @pytest.mark.parametrize("value", [5, True, {}], ids=repr)
    def test_a_link_of_another_type_is_left_to_the_envelope_rule(self, value: Any) -> None:
        assert findings(PageLinks, middle(next=value, previous=value)) == []

    @pytest.mark.parametrize("document", [{"count": 5, "results": []}, [], {"results": [], "next": 5}], ids=repr)
    def test_an_envelope_without_links_or_count_is_left_to_the_envelope_rule(self, document: Any) -> None:
        assert findings(PageLinks, response(page_request(ORDER_LIST, "first", 2, 1), document)) == []

    def test_only_pages_of_a_walk_are_checked(self) -> None:
        assert findings(PageLinks, first_page(ORDER_LIST, 2, count=9, limit=2)) == []

    def test_the_pages_of_events_are_not_checked(self) -> None:
        request = Request(EVENT_LIST, pk=7, purpose=Purpose.WALK)
        assert findings(PageLinks, response(request, {"count": 0, "results": [], "next": "x"})) == []

    def test_each_walk_has_its_own_page_size(self) -> None:
        other = [page(ORDER_LIST, FIVE[:1], count=3, limit=1, walk="second", next=f"{PATH}?limit=1&page=2")]
        assert findings(PageLinks, middle(), other) == []

    def test_a_suspicious_page_is_repeated_together_with_the_first_page(self) -> None:
        suspicion = verdict(PageLinks, middle(next=None)).suspicions[0]
        assert suspicion.occasions[0].requests == page_requests(ORDER_LIST, "first", 2, range(1, 3))

    def test_a_last_page_that_is_correct_when_repeated_is_accepted(self) -> None:
        last = [page(ORDER_LIST, FIVE[4:], count=5, number=3, next=value) for value in (f"{PATH}?page=4", None)]
        suspicion = verdict(PageLinks, middle(), last[0]).suspicions[0]
        repeated = dict(zip(page_requests(ORDER_LIST, "first", 2, range(1, 4)), walked(ORDER_LIST, FIVE), strict=True))
        assert findings(PageLinks, [repeated[request] for request in suspicion.occasions[0].requests]) == []
