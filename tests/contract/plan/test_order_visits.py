"""Opening orders: which requests an order and its events take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract.client.interaction import FIRST_WALK
from oms_mock.contract.endpoints import (
    EVENT_DETAIL,
    EVENT_LIST,
    EVENT_LIST_SHORT,
    ORDER_LISTS,
)
from oms_mock.contract.plan import list_walk, order_visits
from oms_mock.contract.plan.survey import Survey
from tests.contract.handmade import Handmade, asked, surveyed
from tests.contract.rules.builders import BASE, event


def sampling(**limits: Any) -> Survey:
    """What is known of a deployment of which not all is to be read; its lists have pages of one order below 6."""
    return Survey(**limits)


def test_a_visit_requests_an_order_its_events_and_every_event() -> None:
    requests = asked(Handmade(7), order_visits.visit(Survey(), 7, 3))
    assert [each.target.removeprefix("/api/v1/oms/orders/7/") for each in requests] == [
        "", "short/", "webhook_events/?limit=100", "webhook_events/short/?limit=100", "webhook_events/70/"
    ]  # fmt: skip


def test_the_requests_of_a_visit_carry_the_page_that_listed_the_order() -> None:
    assert [each.page for each in asked(Handmade(7), order_visits.visit(Survey(), 7, 3))][:2] == [3, 3]


def test_a_visit_requests_every_page_of_events() -> None:
    deployment = Handmade(7, cap=2)
    deployment.events[7] = [event(key, 7) for key in range(5)]
    requests = asked(deployment, order_visits.visit(Survey(), 7, 1))
    assert [each.page for each in requests if each.endpoint is EVENT_LIST] == [1, 2, 3]
    assert [each.event for each in requests if each.endpoint is EVENT_DETAIL] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/", f"{BASE}/api/v1/oms/orders/8/webhook_events/?page=2",
     f"{BASE}/api/v1/oms/orders/7/webhook_events/?limit=100"],
)  # fmt: skip
def test_a_next_link_of_events_to_another_place_is_not_followed(link: str) -> None:
    astray = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "next": link}) if request.endpoint is EVENT_LIST else None
        )
    )
    assert [
        each.target for each in asked(astray, order_visits.visit(Survey(), 7, 1)) if each.endpoint is EVENT_LIST
    ] == ["/api/v1/oms/orders/7/webhook_events/?limit=100"]


def test_a_list_of_events_without_end_is_left_after_fifty_pages() -> None:
    endless = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={"next": f"{BASE}/api/v1/oms/orders/7/webhook_events/?x={request.page}"})
            if request.endpoint is EVENT_LIST
            else None
        )
    )
    requests = asked(endless, order_visits.visit(Survey(), 7, 1))
    assert sum(each.endpoint is EVENT_LIST for each in requests) == 50


def test_events_are_opened_by_the_keys_of_the_full_list() -> None:
    empty = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document={**right.document, "results": []}) if request.endpoint is EVENT_LIST_SHORT else None
        )
    )
    assert [
        each.event for each in asked(empty, order_visits.visit(Survey(), 7, 1)) if each.endpoint is EVENT_DETAIL
    ] == [70]


def test_a_list_of_events_without_an_envelope_has_one_page() -> None:
    bare = Handmade(7).spoil(
        lambda request, right, _: (
            replace(right, document=right.document["results"]) if request.endpoint is EVENT_LIST else None
        )
    )
    assert sum(each.endpoint is EVENT_LIST for each in asked(bare, order_visits.visit(Survey(), 7, 1))) == 1


def test_an_event_that_is_listed_twice_is_opened_once() -> None:
    deployment = Handmade(7)
    deployment.events[7] *= 2
    assert [each.event for each in asked(deployment, order_visits.visit(Survey(), 7, 1)) if each.event] == [70]


def test_a_visit_records_an_event_as_an_example() -> None:
    survey = surveyed(Handmade(7, 8))
    assert (survey.event, survey.highest_event, survey.an_order) == ((8, 80), 80, 8)


def test_an_order_that_is_listed_twice_is_opened_once() -> None:
    survey = Survey()
    survey.ids.extend([7, 8, 7])
    survey.pages.extend([1, 1, 2])
    assert len(list(order_visits.visits(survey))) == 2


def test_a_sample_of_many_orders_is_opened_in_the_order_of_the_list() -> None:
    survey = sampling(count=40, sample=9)
    asked(Handmade(*range(40)), list_walk.walk(survey, ORDER_LISTS, FIRST_WALK))
    opened = [next(task).pk for task in order_visits.visits(survey)]
    assert len(set(opened)) == 9
    assert opened == sorted(opened, reverse=True)  # type: ignore[type-var]
