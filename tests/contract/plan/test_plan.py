"""What is asked, and in which order: the generators, driven by hand."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract.client.interaction import FIRST_WALK, MISSING, Credential, Purpose
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LIST_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LISTS,
    PULL,
    READS,
)
from oms_mock.contract.plan import plan
from oms_mock.contract.plan.plan import Survey
from oms_mock.contract.plan.requests import IMPOSSIBLE
from tests.contract.handmade import Handmade, asked
from tests.contract.rules.builders import BASE, event, order

STRANGE = (Credential.NONE, Credential.WRONG)


def surveyed(deployment: Handmade) -> Survey:
    """What a run knows after its walk and its visits."""
    survey = Survey(count=len(deployment.orders))
    asked(deployment, plan.walk(survey, ORDER_LISTS, FIRST_WALK))
    for task in plan.visits(survey):
        asked(deployment, task)
    return survey


def pages_of(deployment: Handmade, endpoint: Any = ORDER_LIST, count: int | None = None) -> list[str]:
    survey = Survey(count=len(deployment.orders) if count is None else count)
    return [each.target for each in asked(deployment, plan.walk(survey, (endpoint,), FIRST_WALK))]


def with_next(value: Any, page: int = 1) -> Any:
    """Another `next` on one page of the walk."""
    return lambda request, right, _: (
        replace(right, document={**right.document, "next": value})
        if request.purpose is Purpose.WALK and request.page == page
        else None
    )


@pytest.mark.parametrize(("count", "limit"), [(0, 1), (1, 1), (2, 1), (3, 1), (6, 2), (10, 3), (722, 100), (299, 99)])
def test_the_page_size_gives_at_least_three_pages_for_three_orders(count: int, limit: int) -> None:
    assert Survey(count=count).limit == limit


def test_a_new_survey_is_empty() -> None:
    assert (Survey().count, Survey().an_order) == (0, None)


def test_an_order_with_an_event_is_preferred_as_an_example() -> None:
    assert Survey(ids=array("q", [8, 7]), event=(7, 70)).an_order == 7


@pytest.mark.parametrize(("count", "limit"), [(0, 1), (1, 1), (3, 1), (7, 2), (9, 3)])
def test_a_walk_follows_the_links_to_the_end(count: int, limit: int) -> None:
    first = f"/api/v1/oms/orders/?limit={limit}"
    more = [f"{first}&page={number}" for number in range(2, -(-count // limit) + 1)]
    assert pages_of(Handmade(*range(count))) == [first, *more]


def test_lists_are_walked_page_by_page_in_parallel() -> None:
    requests = asked(Handmade(1, 2, 3), plan.walk(Survey(count=3), ORDER_LISTS, FIRST_WALK))
    assert [(each.page, each.endpoint) for each in requests] == [
        (page, endpoint) for page in (1, 2, 3) for endpoint in ORDER_LISTS
    ]


def test_a_list_that_ends_early_does_not_end_the_others() -> None:
    missing = Handmade(1, 2, 3).spoil(
        lambda request, right, _: replace(right, status=404) if request.endpoint is ORDER_LIST else None
    )
    requests = asked(missing, plan.walk(Survey(count=3), (ORDER_LIST, ORDER_LIST_SHORT), FIRST_WALK))
    assert [each.page for each in requests if each.endpoint is ORDER_LIST_SHORT] == [1, 2, 3]


def test_a_link_is_followed_unchanged() -> None:
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
def test_an_invalid_link_is_replaced_by_the_next_page_number(link: Any) -> None:
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


def test_an_endless_list_is_left_a_few_pages_after_its_count() -> None:
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


def test_a_page_that_is_not_found_ends_a_walk() -> None:
    missing = Handmade(1, 2, 3, 4).spoil(
        lambda request, right, _: replace(right, status=404) if request.page == 2 else None
    )
    assert len(pages_of(missing)) == 2


def test_many_unreadable_pages_in_a_row_end_a_walk() -> None:
    failing = Handmade(*range(40)).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page > 1 else None
    )
    assert len(pages_of(failing, count=3)) == 1 + 3


def test_a_list_without_readable_pages_is_left_after_three() -> None:
    failing = Handmade(*range(40)).spoil(lambda _, right, __: replace(right, status=500, document=MISSING))
    assert len(pages_of(failing)) == 3


def test_occasional_unreadable_pages_do_not_end_a_walk() -> None:
    failing = Handmade(*range(40)).spoil(
        lambda request, right, _: replace(right, status=500, document=MISSING) if request.page % 2 == 0 else None
    )
    assert len(pages_of(failing, count=3)) == 40


def test_a_list_with_a_capped_page_size_is_walked_completely() -> None:
    assert len(pages_of(Handmade(*range(60), cap=10))) == 6


def test_a_list_with_a_capped_page_size_is_walked_completely_without_links() -> None:
    unlinked = Handmade(*range(60), cap=10).spoil(
        lambda _, right, __: replace(right, document={**right.document, "next": None})
    )
    assert len(pages_of(unlinked)) == 6


def test_a_list_that_grows_is_walked_to_its_new_end() -> None:
    assert len(pages_of(Handmade(1, 2, 3, 4, 5), count=3)) == 5


def test_a_walk_stores_the_ids_and_pages_of_the_order_list() -> None:
    survey = surveyed(Handmade(1, 2, 3))
    assert (list(survey.ids), list(survey.pages), survey.number) == ([3, 2, 1], [1, 2, 3], f"{3:016}")


@pytest.mark.parametrize("key", [None, "7", True, 2**63], ids=repr)
def test_an_order_without_a_valid_id_is_not_stored(key: Any) -> None:
    deployment = Handmade(1)
    deployment.orders[1]["id"] = key
    assert list(surveyed(deployment).ids) == []


def test_other_limits_are_requested_for_every_list() -> None:
    requests = asked(Handmade(1), plan.limits())
    assert [(each.endpoint, dict(each.query)["limit"], each.purpose) for each in requests] == [
        (endpoint, limit, Purpose.LIMIT) for endpoint in ORDER_LISTS for limit in ("2", "7")
    ]


def test_a_visit_requests_an_order_its_events_and_every_event() -> None:
    requests = asked(Handmade(7), plan.visit(Survey(), 7, 3))
    assert [each.target.removeprefix("/api/v1/oms/orders/7/") for each in requests] == [
        "", "short/", "webhook_events/?limit=100", "webhook_events/short/?limit=100", "webhook_events/70/"
    ]  # fmt: skip


def test_a_visit_contains_the_page_that_listed_the_order() -> None:
    assert [each.page for each in asked(Handmade(7), plan.visit(Survey(), 7, 3))][:2] == [3, 3]


def test_a_visit_requests_every_page_of_events() -> None:
    deployment = Handmade(7, cap=2)
    deployment.events[7] = [event(key, 7) for key in range(5)]
    requests = asked(deployment, plan.visit(Survey(), 7, 1))
    assert [each.page for each in requests if each.endpoint is EVENT_LIST] == [1, 2, 3]
    assert [each.event for each in requests if each.endpoint is EVENT_DETAIL] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/", f"{BASE}/api/v1/oms/orders/8/webhook_events/?page=2",
     f"{BASE}/api/v1/oms/orders/7/webhook_events/?limit=100"],
)  # fmt: skip
def test_an_invalid_link_between_pages_of_events_is_not_followed(link: str) -> None:
    astray = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "next": link}) if request.endpoint is EVENT_LIST else None
        )
    )
    assert [each.target for each in asked(astray, plan.visit(Survey(), 7, 1)) if each.endpoint is EVENT_LIST] == [
        "/api/v1/oms/orders/7/webhook_events/?limit=100"
    ]


def test_an_endless_list_of_events_is_left_after_fifty_pages() -> None:
    endless = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={"next": f"{BASE}/api/v1/oms/orders/7/webhook_events/?x={request.page}"})
            if request.endpoint is EVENT_LIST
            else None
        )
    )
    requests = asked(endless, plan.visit(Survey(), 7, 1))
    assert sum(each.endpoint is EVENT_LIST for each in requests) == 50


def test_the_events_of_the_full_list_are_opened() -> None:
    empty = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "results": []}) if request.endpoint is EVENT_LIST_SHORT else None
        )
    )
    assert [each.event for each in asked(empty, plan.visit(Survey(), 7, 1)) if each.endpoint is EVENT_DETAIL] == [70]


def test_a_list_of_events_without_an_envelope_has_no_more_pages() -> None:
    bare = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document=right.document["results"]) if request.endpoint is EVENT_LIST else None
        )
    )
    assert sum(each.endpoint is EVENT_LIST for each in asked(bare, plan.visit(Survey(), 7, 1))) == 1


def test_an_event_that_is_listed_twice_is_opened_once() -> None:
    deployment = Handmade(7)
    deployment.events[7] *= 2
    assert [each.event for each in asked(deployment, plan.visit(Survey(), 7, 1)) if each.event] == [70]


def test_a_visit_stores_an_event_as_an_example() -> None:
    survey = surveyed(Handmade(7, 8))
    assert (survey.event, survey.highest_event, survey.an_order) == ((8, 80), 80, 8)


def test_an_order_that_is_listed_twice_is_visited_once() -> None:
    survey = Survey()
    survey.ids.extend([7, 8, 7])
    survey.pages.extend([1, 1, 2])
    assert len(list(plan.visits(survey))) == 2


@pytest.mark.parametrize(("with_pull", "endpoints"), [(False, READS), (True, (*READS, PULL))])
def test_every_endpoint_is_requested_without_authorization(with_pull: bool, endpoints: Any) -> None:
    deployment = Handmade(7)
    tasks = list(plan.strangers(surveyed(deployment), STRANGE, with_pull=with_pull))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [(each.endpoint, each.credential) for each in requests] == [
        (endpoint, credential) for endpoint in endpoints for credential in STRANGE
    ]


def test_an_unauthorized_pull_names_an_impossible_number_only() -> None:
    *_, last = plan.strangers(Survey(), (Credential.NONE,), with_pull=True)
    assert asked(Handmade(), last)[0].body == {"order_numbers": [IMPOSSIBLE]}


def test_unauthorized_requests_name_an_order_only_for_endpoints_of_one_and_have_no_body() -> None:
    deployment = Handmade(7)
    tasks = list(plan.strangers(surveyed(deployment), (Credential.NONE,), with_pull=False))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [(each.pk, each.body) for each in requests] == [(7 if each.takes_order else None, None) for each in READS]


def test_unauthorized_requests_name_an_event_only_for_its_endpoint() -> None:
    deployment = Handmade(7)
    tasks = list(plan.strangers(surveyed(deployment), (Credential.NONE,), with_pull=False))
    requests = [request for task in tasks for request in asked(deployment, task)]
    assert [each.event for each in requests] == [70 if each is EVENT_DETAIL else None for each in READS]


def test_unauthorized_requests_are_for_lists_only_if_no_order_is_known() -> None:
    tasks = plan.strangers(Survey(), (Credential.NONE,), with_pull=False)
    requests = [request for task in tasks for request in asked(Handmade(), task)]
    assert [each.endpoint for each in requests] == [each for each in READS if not each.takes_order]


def test_unauthorized_requests_are_not_for_events_if_no_event_is_known() -> None:
    survey = Survey()
    survey.ids.append(7)
    tasks = plan.strangers(survey, (Credential.NONE,), with_pull=False)
    requests = [request for task in tasks for request in asked(Handmade(7), task)]
    assert [each for each in READS if each not in [r.endpoint for r in requests]] == [EVENT_DETAIL]


def test_ids_of_unknown_orders_and_events_are_far_above_the_known_ones() -> None:
    deployment = Handmade(7, 8)
    requests = asked(deployment, plan.unknowns(surveyed(deployment)))
    assert [(each.purpose.value, each.pk, each.event) for each in requests] == [
        *(("unknown order", 1_000_011, None),) * 4,
        ("unknown order", 1_000_011, 80),
        ("unknown event", 8, 1_000_083),
        ("unknown event", 7, 80),
    ]


def test_unknown_events_are_requested_if_no_event_is_known() -> None:
    survey = Survey()
    survey.ids.extend([7, 8])
    assert [(each.pk, each.event) for each in asked(Handmade(7, 8), plan.unknowns(survey))][-2:] == [
        (1_000_011, 1), (7, 1_000_003)
    ]  # fmt: skip


def test_the_id_of_an_unknown_order_is_far_above_zero_if_no_order_is_known() -> None:
    assert {each.pk for each in asked(Handmade(), plan.unknowns(Survey()))} == {1_000_003}


def test_an_event_of_another_order_is_not_requested_if_there_is_one_order() -> None:
    deployment = Handmade(7)
    requests = asked(deployment, plan.unknowns(surveyed(deployment)))
    assert [each.pk for each in requests if each.purpose is Purpose.UNKNOWN_EVENT] == [7]


def test_unknown_orders_are_requested_if_no_order_is_known() -> None:
    assert {each.purpose for each in asked(Handmade(), plan.unknowns(Survey()))} == {Purpose.UNKNOWN_ORDER}


def test_two_pages_past_the_end_of_each_list_are_requested() -> None:
    deployment = Handmade(1, 2, 3)
    requests = asked(deployment, plan.past_ends(surveyed(deployment)))
    assert [(each.endpoint, each.page, dict(each.query)) for each in requests] == [
        (endpoint, page, {"limit": "1", "page": str(page)}) for endpoint in ORDER_LISTS for page in (4, 1_003)
    ]


def test_no_page_past_the_end_is_requested_for_lists_without_rows() -> None:
    survey = Survey(last_page={ORDER_LIST.name: 1, ORDER_LIST_SHORT.name: 2}, rows={ORDER_LIST.name: 0})
    assert asked(Handmade(), plan.past_ends(survey)) == []


def test_no_page_past_the_end_is_requested_for_an_empty_list() -> None:
    assert asked(Handmade(), plan.past_ends(surveyed(Handmade()))) == []


def test_a_pull_names_an_existing_and_an_impossible_number() -> None:
    requests = asked(Handmade(7), plan.pulls(surveyed(Handmade(7))))
    assert [(each.verb, each.purpose, each.body) for each in requests] == [
        ("POST", Purpose.PULL, {"order_numbers": [f"{7:016}", IMPOSSIBLE]}),
        ("GET", Purpose.PULL_BY_GET, None),
    ]


@pytest.mark.parametrize("number", [None, ""], ids=repr)
def test_a_pull_names_the_impossible_number_only_if_no_number_is_known(number: str | None) -> None:
    request = asked(Handmade(), plan.pulls(Survey(number=number)))[0]
    assert request.body == {"order_numbers": [IMPOSSIBLE]}


def test_only_pulls_send_post_requests() -> None:
    deployment = Handmade(7, 8)
    survey = surveyed(deployment)
    for task in (
        plan.limits(),
        plan.constants(),
        plan.unknowns(survey),
        plan.past_ends(survey),
        plan.second_walk(survey),
    ):
        asked(deployment, task)
    assert {each.verb for each in deployment.sent} == {"GET"}


def sampling(**limits: Any) -> Survey:
    """What is known of a deployment of which not all is to be read; its lists have pages of one order below 6."""
    return Survey(**limits)


def read(deployment: Handmade, survey: Survey, *lists: Any, name: str = FIRST_WALK) -> list[tuple[str, int]]:
    return [(each.endpoint.name, each.page) for each in asked(deployment, plan.walk(survey, lists, name))]


class TestALongList:
    @pytest.fixture(autouse=True)
    def fixture_short_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plan, "LARGEST_PAGE", 1)

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
            in asked(Handmade(*range(40)).spoil(with_next(cursor)), plan.walk(survey, [ORDER_LIST], FIRST_WALK))[
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
        assert {each.page for each in asked(Handmade(), plan.past_ends(survey))} == {41, 1_040}


def test_a_sample_of_orders_is_opened_in_the_order_of_the_list() -> None:
    survey = sampling(count=40, sample=9)
    asked(Handmade(*range(40)), plan.walk(survey, ORDER_LISTS, FIRST_WALK))
    opened = [next(task).pk for task in plan.visits(survey)]
    assert len(set(opened)) == 9
    assert opened == sorted(opened, reverse=True)  # type: ignore[type-var]


def test_orders_are_drawn_once() -> None:
    survey = surveyed(Handmade(7, 8))
    assert survey.draw() is survey.draw()


def test_the_rows_of_a_list_use_little_memory() -> None:
    survey = Survey()
    arrays = [survey.ids, survey.pages, *vars(survey.strata)["_columns"].values(), vars(survey.strata)["_created"]]
    assert sum(each.itemsize for each in arrays) <= 24
