"""What a run records of a deployment while it reads the lists."""

from __future__ import annotations

from array import array
from typing import Any

import pytest

from oms_mock.contract.plan.survey import Survey
from tests.contract.handmade import Handmade, surveyed


@pytest.mark.parametrize(("count", "limit"), [(0, 1), (1, 1), (2, 1), (3, 1), (6, 2), (10, 3), (722, 100), (299, 99)])
def test_the_page_size_gives_at_least_three_pages_for_three_orders(count: int, limit: int) -> None:
    assert Survey(count=count).limit == limit


def test_a_new_survey_is_empty() -> None:
    assert (Survey().count, Survey().an_order) == (0, None)


def test_the_example_order_is_one_with_an_event() -> None:
    assert Survey(ids=array("q", [8, 7]), event=(7, 70)).an_order == 7


def test_a_walk_records_the_ids_and_pages_of_the_order_list() -> None:
    survey = surveyed(Handmade(1, 2, 3))
    assert (list(survey.ids), list(survey.pages), survey.number) == ([3, 2, 1], [1, 2, 3], f"{3:016}")


@pytest.mark.parametrize("key", [None, "7", True, 2**63], ids=repr)
def test_an_order_without_a_usable_id_is_not_recorded(key: Any) -> None:
    deployment = Handmade(1)
    deployment.orders[1]["id"] = key
    assert list(surveyed(deployment).ids) == []


def test_orders_are_sampled_once() -> None:
    survey = surveyed(Handmade(7, 8))
    assert survey.draw() is survey.draw()


def test_a_listed_order_takes_few_bytes() -> None:
    survey = Survey()
    arrays = [survey.ids, survey.pages, *vars(survey.strata)["_columns"].values(), vars(survey.strata)["_created"]]
    assert sum(each.itemsize for each in arrays) <= 24
