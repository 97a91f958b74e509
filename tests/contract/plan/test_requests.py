"""The requests of a plan: pages of lists and of webhook events, pulls."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import Purpose
from oms_mock.contract.endpoints import (
    ORDER_LIST,
)
from oms_mock.contract.plan import list_walk, rejected_requests
from oms_mock.contract.plan import requests as requests_module
from oms_mock.contract.plan.requests import IMPOSSIBLE, event_key, page_request
from tests.contract.handmade import Handmade, asked, surveyed

UUID = f"{5:032x}"
DASHED = "3e1c8c37-6a4d-4e0c-9d5a-1f1f5b0a8a11"


@pytest.mark.parametrize(("number", "query"), [(1, "limit=2"), (2, "limit=2&page=2")])
def test_only_the_first_page_is_requested_without_its_number(number: int, query: str) -> None:
    assert page_request(ORDER_LIST, "first", 2, number).target == f"/api/v1/oms/orders/?{query}"


@pytest.mark.parametrize(
    ("key", "opens_by"),
    [
        (5, 5), (0, 0), (UUID, UUID), (DASHED, DASHED), (DASHED.upper(), DASHED.upper()),
        (True, None), (5.0, None), (None, None), ("5", None), ("../5", None), ("x" * 32, None), (UUID[:-1], None),
    ],
    ids=repr,
)  # fmt: skip
def test_the_key_of_an_event_is_an_integer_or_a_uuid(key: Any, opens_by: Any) -> None:
    assert event_key({"id": key}) == opens_by


def test_an_event_without_an_id_has_no_key() -> None:
    assert event_key({}) is None


def test_a_pull_names_a_known_order_and_an_impossible_one() -> None:
    requests = asked(Handmade(7), requests_module.pulls(f"{7:016}"))
    assert [(each.verb, each.purpose, each.body) for each in requests] == [
        ("POST", Purpose.PULL, {"order_numbers": [f"{7:016}", IMPOSSIBLE]}),
        ("GET", Purpose.PULL_BY_GET, None),
    ]


@pytest.mark.parametrize("number", [None, ""], ids=repr)
def test_a_pull_names_the_impossible_number_only_if_no_number_is_known(number: str | None) -> None:
    request = asked(Handmade(), requests_module.pulls(number))[0]
    assert request.body == {"order_numbers": [IMPOSSIBLE]}


def test_only_pulls_use_another_method_than_get() -> None:
    deployment = Handmade(7, 8)
    survey = surveyed(deployment)
    for task in (
        list_walk.page_sizes(),
        requests_module.enumerations(),
        rejected_requests.unknown_ids(survey),
        list_walk.past_ends(survey),
        list_walk.second_walk(survey),
    ):
        asked(deployment, task)
    assert {each.verb for each in deployment.sent} == {"GET"}
