"""`/__admin/scenarios`: a world can be switched to another scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from oms_mock.admin import scenarios
from oms_mock.dataset.orders import order
from oms_mock.dataset.scenarios import library
from oms_mock.runtime.context import EXTENSION
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
        ({"name": "single", "seed": 1}, "$.seed: unknown key; the keys are name, files"),
        ({"name": 5}, "$.name: must be a string"),
        ({"name": "singel"}, "$.name: unknown scenario; did you mean single?"),
        ({"name": "../single"}, "$.name: unknown scenario; "),
    ],
)
def test_an_invalid_choice_is_rejected(app: Flask, body: Any, said: str) -> None:
    answer = app.test_client().post("/__admin/scenarios?world=a", headers=JSON, json=body)
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(said)


MANIFEST = {"description": "Mine.", "generated": {"orders": 0, "seed": 42}}
ORDERS = [order(42, 7), order(42, 8)]


def send(app: Flask, files: Any, world: str = "a") -> Any:
    body = {"name": "mine", "files": files}
    return app.test_client().post(f"/__admin/scenarios?world={world}", headers=JSON, json=body)


def test_documents_of_a_scenario_can_be_sent_to_a_world(app: Flask) -> None:
    answer = send(app, {"scenario.json": MANIFEST, "orders.json": ORDERS, "orders/more.json": order(42, 9)})
    assert (answer.status_code, answer.json) == (200, {"world": "a", "scenario": "mine"})
    assert [each["id"] for each in orders(app, "a").json["results"]] == [9, 8, 7]
    assert orders(app, "a", "7/").json == json.loads(json.dumps(ORDERS[0]))
    assert orders(app, "b").json["count"] == 1
    app.test_client().post("/__admin/reset?world=a", headers=JSON)
    assert orders(app, "a").json["count"] == 1


def test_worlds_that_get_the_same_documents_share_them(app: Flask) -> None:
    files = {"orders.json": ORDERS, "scenario.json": MANIFEST}
    for world, sent in (("a", files), ("b", dict(reversed(files.items())))):
        assert send(app, sent, world).status_code == 200
    worlds = [app.extensions[EXTENSION].worlds.enter(name) for name in ("a", "b")]
    assert len({world.dataset for world in worlds}) == 1
    changed = {**files, "scenario.json": {**MANIFEST, "description": "Other."}}
    assert send(app, changed, "b").status_code == 200
    assert app.extensions[EXTENSION].worlds.enter("b").dataset != worlds[0].dataset


@pytest.mark.parametrize(
    ("documents", "problem"),
    [
        ({}, "scenario.json: is missing"),
        ({"scenario.json": {}}, "scenario.json: $.description: is required\nscenario.json: $.generated: is required"),
        (
            {"scenario.json": MANIFEST, "ordres.json": []},
            "ordres.json: this file is not read: did you mean orders.json?",
        ),
        ({"scenario.json": MANIFEST, "orders.json": 5}, "orders.json: $: expected an object, an array of objects"),
        ({"scenario.json": MANIFEST, "orders.json": None}, "orders.json: $: expected an object, an array of objects"),
        (
            {"scenario.json": MANIFEST, "orders.json": [ORDERS[0], ORDERS[0]]},
            "orders.json: order 7: $.id: occurs 2 times",
        ),
        ([], "$.files: must be an object"),
        (
            {"scenario.json": {"description": "Many.", "generated": {"orders": 10**9, "seed": 1}}},
            "$.files: has 1,000,000,000 orders, more than 10,000: seed a database",
        ),
    ],
)
def test_invalid_documents_are_rejected_and_the_world_stays(app: Flask, documents: Any, problem: str) -> None:
    answer = send(app, documents)
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(problem)
    assert orders(app, "a").json["count"] == 1


def test_a_path_in_a_request_is_never_opened(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    (folder / "secret.json").write_text(json.dumps(ORDERS))
    (tmp_path / "scenario.json").write_text(json.dumps(MANIFEST))
    for name in (str(tmp_path), f"../{tmp_path.name}"):
        answer = app.test_client().post("/__admin/scenarios?world=a", headers=JSON, json={"name": name})
        assert (answer.status_code, "unknown scenario" in answer.json["detail"]) == (400, True)
    files = {"scenario.json": MANIFEST, f"orders/../../{folder}/secret.json": [], "orders.json": []}
    assert send(app, files).status_code == 200
    assert orders(app, "a").json["count"] == 0


def test_documents_may_be_larger_than_other_bodies_up_to_a_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    large = {"scenario.json": MANIFEST, "orders.json": [order(42, each) for each in range(1, 250)]}
    assert len(json.dumps(large)) > app.config["MAX_CONTENT_LENGTH"]
    assert send(app, large).status_code == 200
    assert orders(app, "a").json["count"] == 249
    monkeypatch.setattr(scenarios, "MOST_BYTES", app.config["MAX_CONTENT_LENGTH"])
    assert send(app, large, "b").status_code == 413
