"""The walk through a list: which pages are requested, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract.client.interaction import FIRST_WALK, MISSING, Purpose
from oms_mock.contract.endpoints import (
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LISTS,
)
from oms_mock.contract.plan import list_walk
from oms_mock.contract.plan.survey import Survey
from tests.contract.handmade import Handmade, asked, surveyed
from tests.contract.rules.builders import BASE, order


def pages_of(deployment: Handmade, endpoint: Any = ORDER_LIST, count: int | None = None) -> list[str]:
    survey = Survey(count=len(deployment.orders) if count is None else count)
    return [each.target for each in asked(deployment, list_walk.walk(survey, (endpoint,), FIRST_WALK))]


def with_next(value: Any, page: int = 1) -> Any:
    """Another `next` on one page of the walk."""
    return lambda request, right, _: (
        replace(right, document={**right.document, "next": value})
        if request.purpose is Purpose.WALK and request.page == page
        else None
    )


def sampling(**limits: Any) -> Survey:
    """What is known of a deployment of which not all is to be read; its lists have pages of one order below 6."""
    return Survey(**limits)


def read(deployment: Handmade, survey: Survey, *lists: Any, name: str = FIRST_WALK) -> list[tuple[str, int]]:
    return [(each.endpoint.name, each.page) for each in asked(deployment, list_walk.walk(survey, lists, name))]


@pytest.mark.parametrize(("count", "limit"), [(0, 1), (1, 1), (3, 1), (7, 2), (9, 3)])
def test_a_walk_follows_next_links_to_the_last_page(count: int, limit: int) -> None:
    first = f"/api/v1/oms/orders/?limit={limit}"
    more = [f"{first}&page={number}" for number in range(2, -(-count // limit) + 1)]
    assert pages_of(Handmade(*range(count))) == [first, *more]


def test_several_lists_are_read_one_page_each_in_turn() -> None:
    requests = asked(Handmade(1, 2, 3), list_walk.walk(Survey(count=3), ORDER_LISTS, FIRST_WALK))
    assert [(each.page, each.endpoint) for each in requests] == [
        (page, endpoint) for page in (1, 2, 3) for endpoint in ORDER_LISTS
    ]


def test_a_list_that_ends_early_does_not_end_the_others() -> None:
    missing = Handmade(1, 2, 3).spoil(
        lambda request, right, _: replace(right, status=404) if request.endpoint is ORDER_LIST else None
    )
    requests = asked(missing, list_walk.walk(Survey(count=3), (ORDER_LIST, ORDER_LIST_SHORT), FIRST_WALK))
    assert [each.page for each in requests if each.endpoint is ORDER_LIST_SHORT] == [1, 2, 3]


def test_a_next_link_is_requested_unchanged() -> None:
    cursor = f"{BASE}/api/v1/oms/orders/?cursor=b%20c&limit=1&page=2"
    assert pages_of(Handmade(1, 2).spoil(with_next(cursor)))[1] == "/api/v1/oms/orders/?cursor=b%20c&limit=1&page=2"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/v1/oms/orders/?limit=1&page=2",
        "/api/v1/oms/orders/?limit=1&page=2",
        f"{BASE}/api/v1/oms/orders/short/?limit=1&page=2",
        f"{BASE}/api/v1/oms/orders/?limit=1",
        None,
        5,
        {},
        "https://[",
    ],
    ids=repr,
)
def test_after_a_next_link_to_another_place_the_walk_continues_by_page_number(link: Any) -> None:
    assert pages_of(Handmade(1, 2, 3).spoil(with_next(link))) == [
        "/api/v1/oms/orders/?limit=1",
        "/api/v1/oms/orders/?limit=1&page=2",
        "/api/v1/oms/orders/?limit=1&page=3",
    ]


def test_an_unreadable_page_is_skipped() -> None:
    failing = Handmade(1, 2, 3).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page == 2 else None
    )
    assert len(pages_of(failing)) == 3


def test_an_unreadable_first_page_is_skipped() -> None:
    failing = Handmade(1, 2, 3).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page == 1 else None
    )
    assert len(pages_of(failing)) == 3


def test_an_empty_page_ends_a_walk() -> None:
    empty = Handmade(1, 2, 3).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "results": []}) if request.page == 2 else None
        )
    )
    assert len(pages_of(empty)) == 2


def test_a_list_without_end_is_read_three_pages_beyond_its_count() -> None:
    endless = Handmade(1, 2, 3).spoil(
        lambda request, right, _: replace(
            right,
            status=200,
            document={
                "count": 3,
                "results": [{"id": request.page}],
                "next": f"{BASE}/api/v1/oms/orders/?page={request.page + 1}",
            },
        )
    )
    assert len(pages_of(endless)) == 3 + 3 + 1


def test_a_repeated_page_ends_a_walk() -> None:
    repeating = Handmade(1, 2, 3, 4).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "results": [order(9)]}) if request.page > 1 else None
        )
    )
    assert len(pages_of(repeating)) == 3


def test_a_404_ends_a_walk() -> None:
    missing = Handmade(1, 2, 3, 4).spoil(
        lambda request, right, _: replace(right, status=404) if request.page == 2 else None
    )
    assert len(pages_of(missing)) == 2


def test_three_unreadable_pages_in_a_row_end_a_walk() -> None:
    failing = Handmade(*range(40)).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page > 1 else None
    )
    assert len(pages_of(failing, count=3)) == 1 + 3


def test_a_list_without_a_readable_page_is_left_after_three_pages() -> None:
    failing = Handmade(*range(40)).spoil(lambda _, right, __: replace(right, status=500, document=MISSING))
    assert len(pages_of(failing)) == 3


def test_unreadable_pages_between_readable_ones_do_not_end_a_walk() -> None:
    failing = Handmade(*range(40)).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page % 2 == 0 else None
    )
    assert len(pages_of(failing, count=3)) == 40


def test_a_capped_page_size_is_accepted() -> None:
    assert len(pages_of(Handmade(*range(60), cap=10))) == 6


def test_a_capped_page_size_is_accepted_without_next_links() -> None:
    unlinked = Handmade(*range(60), cap=10).spoil(
        lambda _, right, __: replace(right, document={**right.document, "next": None})
    )
    assert len(pages_of(unlinked)) == 6


def test_a_list_that_grows_is_read_to_its_new_end() -> None:
    assert len(pages_of(Handmade(1, 2, 3, 4, 5), count=3)) == 5


def test_other_page_sizes_are_requested_from_every_list() -> None:
    requests = asked(Handmade(1), list_walk.page_sizes())
    assert [(each.endpoint, dict(each.query)["limit"], each.purpose) for each in requests] == [
        (endpoint, limit, Purpose.LIMIT) for endpoint in ORDER_LISTS for limit in ("2", "7")
    ]


def test_two_pages_past_the_end_of_each_list_are_requested() -> None:
    deployment = Handmade(1, 2, 3)
    requests = asked(deployment, list_walk.past_ends(surveyed(deployment)))
    assert [(each.endpoint, each.page, dict(each.query)) for each in requests] == [
        (endpoint, page, {"limit": "1", "page": str(page)}) for endpoint in ORDER_LISTS for page in (4, 1_003)
    ]


def test_no_page_past_the_end_is_requested_of_an_unread_list_or_one_without_rows() -> None:
    survey = Survey(last_page={ORDER_LIST.name: 1, ORDER_LIST_SHORT.name: 2}, rows={ORDER_LIST.name: 0})
    assert asked(Handmade(), list_walk.past_ends(survey)) == []


def test_no_page_past_the_end_is_requested_of_an_empty_list() -> None:
    assert asked(Handmade(), list_walk.past_ends(surveyed(Handmade()))) == []


class TestALongList:
    @pytest.fixture(autouse=True)
    def fixture_short_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("oms_mock.contract.plan.survey.LARGEST_PAGE", 1)

    @pytest.fixture(name="survey")
    def fixture_survey(self) -> Survey:
        return sampling(count=40, most_pages=10)

    def test_is_read_at_the_beginning_the_end_and_between(self, survey: Survey) -> None:
        pages = [page for _, page in read(Handmade(*range(40)), survey, ORDER_LIST)]
        assert (len(pages), pages[:2], pages[-2:]) == (10, [1, 2], [39, 40])

    def test_is_read_by_links_between_adjacent_pages(self, survey: Survey) -> None:
        cursor = f"{BASE}/api/v1/oms/orders/?cursor=x&limit=1&page=2"
        assert (
            "cursor=x"
            in asked(Handmade(*range(40)).spoil(with_next(cursor)), list_walk.walk(survey, [ORDER_LIST], FIRST_WALK))[
                1
            ].target
        )

    def test_is_read_at_the_same_pages_in_every_list_and_walk(self, survey: Survey) -> None:
        pages = read(Handmade(*range(40)), survey, *ORDER_LISTS)
        again = read(Handmade(*range(40)), survey, ORDER_LIST, name="second")
        assert [page for name, page in pages if name == ORDER_LIST_SHORT.name] == [page for _, page in again]
        assert [pages[place][1] for place in (0, 3, 6)] == [pages[place][1] for place in (1, 4, 7)]

    def test_is_read_at_the_same_pages_after_an_order_has_arrived(self, survey: Survey) -> None:
        before = read(Handmade(*range(40)), survey, ORDER_LIST)
        after = read(Handmade(*range(41)), survey, ORDER_LIST, name="second")
        assert after == [*before, (ORDER_LIST.name, 41)]

    def test_of_another_length_is_read_to_its_end(self, survey: Survey) -> None:
        read(Handmade(*range(40)), survey, ORDER_LIST)
        assert read(Handmade(*range(60)), survey, ORDER_LIST_SHORT)[-1] == (ORDER_LIST_SHORT.name, 60)

    def test_is_reported_with_the_number_of_pages_read(self, survey: Survey) -> None:
        read(Handmade(*range(40)), survey, ORDER_LIST)
        assert survey.read == {ORDER_LIST.name: (10, 40)}

    @pytest.mark.parametrize("limits", [{}, {"most_pages": 40}, {"most_pages": 10, "sample": 40}], ids=str)
    def test_is_read_completely_within_the_limit_or_if_all_orders_are_opened(self, limits: Any) -> None:
        survey = sampling(count=40, **limits)
        assert len(read(Handmade(*range(40)), survey, ORDER_LIST)) == 40
        assert survey.read == {}

    def test_has_at_least_a_beginning_a_middle_and_an_end(self) -> None:
        assert len(read(Handmade(*range(40)), sampling(count=40, most_pages=1), ORDER_LIST)) == 3

    def test_stores_its_last_page(self, survey: Survey) -> None:
        read(Handmade(*range(40)), survey, *ORDER_LISTS)
        assert {each.page for each in asked(Handmade(), list_walk.past_ends(survey))} == {41, 1_040}
