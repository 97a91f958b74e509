"""`/__admin/scenarios`: a world can be switched to another scenario."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from oms_mock.dataset.scenarios import library
from tests.admin.conftest import ADDRESS, JSON
from tests.conftest import Client


def orders(app: Flask, world: str, path: str = "") -> Any:
    return Client(app.test_client()).get(path, headers={"Authorization": f"Token oms-mock@{world}"})


def test_scenarios_are_listed_with_the_current_one(app: Flask) -> None:
    listed = app.test_client().get("/__admin/scenarios?world=a", headers=ADDRESS)
    assert (listed.json["world"], listed.json["scenario"]) == ("a", "single")
    assert sorted(each["name"] for each in listed.json["scenarios"]) == library.names()
    assert {"name": "single", "description": "One order."} in listed.json["scenarios"]


def test_switching_a_world_serves_no_cached_page_of_before(app: Flask) -> None:
    admin = app.test_client()
    seen = {}
    for scenario, count in (("single", 1), ("all-statuses", 18), ("empty", 0), ("all-statuses", 18), ("single", 1)):
        answer = admin.post("/__admin/scenarios?world=a", headers=JSON, json={"name": scenario})
        assert (answer.status_code, answer.json) == (200, {"world": "a", "scenario": scenario})
        page = orders(app, "a")
        assert page.json["count"] == count
        assert page.headers["ETag"] not in seen
        seen[page.headers["ETag"]] = scenario
    assert orders(app, "b").json["count"] == 1
    assert admin.get("/__admin/scenarios?world=a", headers=ADDRESS).json["scenario"] == "single"


def test_a_reset_restores_the_scenario_of_the_default_world(app: Flask) -> None:
    admin = app.test_client()
    admin.post("/__admin/scenarios", headers=JSON, json={"name": "empty"})
    default = Client(app.test_client())
    assert default.get().json["count"] == 0
    admin.post("/__admin/reset", headers=JSON)
    assert default.get().json["count"] == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "$.name: is required"),
        ([], "$: must be an object"),
        ({"name": "single", "seed": 1}, "$.seed: unknown key; the keys are name"),
        ({"name": 5}, "$.name: must be a string"),
        ({"name": "singel"}, "$.name: unknown scenario; did you mean single?"),
        ({"name": "../single"}, "$.name: unknown scenario; "),
    ],
)
def test_an_invalid_choice_is_rejected(app: Flask, body: Any, said: str) -> None:
    answer = app.test_client().post("/__admin/scenarios?world=a", headers=JSON, json=body)
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(said)
