"""`/__admin/faults`: rules are added, listed with their counts, and removed, in one world."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.conftest import NOW, Client
from tests.databases import NewDatabase

ADDRESS = {"Host": "127.0.0.1:4010"}
JSON = {**ADDRESS, "Content-Type": "application/json"}
FAULTS = "/__admin/faults"
REFUSING = {"match": {"operation": "order_list", "times": 1}, "status": 503}


@pytest.fixture(name="app")
def fixture_app(files: NewDatabase) -> Flask:
    config = Config(scenario="single", database=files())
    return create_app(config, clock=lambda: NOW, guard=Guard("127.0.0.1", 4010))


@pytest.fixture(name="admin")
def fixture_admin(app: Flask) -> FlaskClient:
    return app.test_client()


def add(admin: FlaskClient, document: Any, world: str = "default") -> Any:
    return admin.post(f"{FAULTS}?world={world}", json=document, headers=JSON)


def listed(admin: FlaskClient, world: str = "default") -> Any:
    return admin.get(f"{FAULTS}?world={world}", headers=ADDRESS).json["faults"]


def status(app: Flask, world: str = "default") -> int:
    headers = {"Authorization": f"Token oms-mock@{world}"}
    return int(Client(app.test_client()).get(headers=headers).status_code)


def test_a_rule_is_added_applied_and_counted(app: Flask, admin: FlaskClient) -> None:
    added = add(admin, REFUSING)
    assert (added.status_code, added.json) == (201, {"world": "default", "id": "f1", **REFUSING})
    assert [status(app) for _ in range(3)] == [503, 200, 200]
    assert listed(admin) == [{"id": "f1", **REFUSING, "seen": 3, "applied": 1}]


def test_rules_apply_to_their_world_only(app: Flask, admin: FlaskClient) -> None:
    add(admin, {"status": 500}, "a")
    admin.post(FAULTS, json={"status": 503}, headers={**JSON, "Authorization": "Token oms-mock@b"})
    assert [status(app, world) for world in ("default", "a", "b")] == [200, 500, 503]
    admin.delete(f"{FAULTS}?world=a", headers=JSON)
    assert [status(app, world) for world in ("default", "a", "b")] == [200, 200, 503]
    assert (listed(admin, "a"), len(listed(admin, "b"))) == ([], 1)


def test_a_rule_gets_an_unused_id_and_replaces_one_with_the_same_id(admin: FlaskClient) -> None:
    names = [
        add(admin, document).json["id"] for document in ({"status": 500}, {"status": 501}, {"id": "f3", "status": 502})
    ]
    assert names == ["f1", "f2", "f3"]
    admin.delete(f"{FAULTS}/f1", headers=JSON)
    assert add(admin, {"status": 503}).json["id"] == "f1"
    add(admin, {"id": "f3", "status": 504})
    assert [(each["id"], each["status"]) for each in listed(admin)] == [("f2", 501), ("f1", 503), ("f3", 504)]


def test_a_replaced_rule_is_counted_from_zero(app: Flask, admin: FlaskClient) -> None:
    add(admin, {"id": "once", **REFUSING})
    assert [status(app), status(app)] == [503, 200]
    add(admin, {"id": "once", **REFUSING})
    assert [status(app), status(app)] == [503, 200]


@pytest.mark.parametrize("end", ["remove", "clear", "reset", "drop"])
def test_removed_rules_are_counted_from_zero_when_they_are_added_again(
    app: Flask, admin: FlaskClient, end: str
) -> None:
    def once() -> list[int]:
        add(admin, REFUSING, "a")
        return [status(app, "a"), status(app, "a")]

    assert once() == [503, 200]
    path = {
        "remove": f"{FAULTS}/f1?world=a",
        "clear": f"{FAULTS}?world=a",
        "reset": "/__admin/reset?world=a",
        "drop": "/__admin/worlds/a",
    }[end]
    ended = admin.open(path, method="POST" if end == "reset" else "DELETE", headers=JSON)
    assert ended.status_code == 200
    assert listed(admin, "a") == []
    assert once() == [503, 200]


def test_removing_an_unknown_rule_lists_the_existing_ones(admin: FlaskClient) -> None:
    missing = admin.delete(f"{FAULTS}/f7", headers=JSON)
    assert (missing.status_code, missing.json["detail"]) == (404, "The world default has no fault 'f7': it has none.")
    add(admin, {"status": 500})
    assert admin.delete(f"{FAULTS}/f7", headers=JSON).json["detail"].endswith("its faults are f1.")


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ({"match": {"evry": 3}, "status": 503}, "$.match.evry: unknown key; did you mean every?"),
        ({}, "$: has no effect: add one of "),
        ([], "$: "),
    ],
)
def test_an_invalid_rule_is_rejected_and_not_stored(admin: FlaskClient, document: Any, detail: str) -> None:
    refused = add(admin, document)
    assert refused.status_code == 400
    assert refused.json["detail"].startswith(detail)
    assert listed(admin) == []


def test_a_world_has_at_most_100_rules(admin: FlaskClient) -> None:
    for _ in range(100):
        assert add(admin, {"match": {"order": 1}, "delay": "0ms"}).status_code == 201
    refused = add(admin, {"status": 500})
    assert (refused.status_code, refused.json["detail"]) == (400, "$: a world has at most 100 rules: remove one")
    assert add(admin, {"id": "f7", "status": 500}).status_code == 201, "it takes the place of another"


def test_the_journal_contains_the_applied_effects(app: Flask, admin: FlaskClient) -> None:
    add(admin, {"match": {"operation": "order_list", "nth": 1}, "status": 503})
    status(app)
    status(app)
    Client(app.test_client()).get("?__code=429")
    entries = admin.get("/__admin/requests", headers=ADDRESS).json["requests"]
    said = [(each["status"], each.get("fault"), each.get("did")) for each in reversed(entries)]
    assert said == [(503, "f1", ["status=503"]), (200, None, None), (429, None, ["code=429"])]


def test_the_journal_contains_the_rules_that_had_no_effect(app: Flask, admin: FlaskClient) -> None:
    add(admin, {"mutate": {"path": "$.nothing", "mutation": "null"}})
    status(app)
    (entry,) = admin.get("/__admin/requests", headers=ADDRESS).json["requests"]
    assert entry["warnings"] == ["fault f1 had no effect: mutate=null:$.nothing (the response has no such path)"]


def test_the_size_of_the_rules_of_a_world_is_limited(admin: FlaskClient) -> None:
    long = {"match": {"path": "*" * 300}, "mutate": {"path": "$." + "a" * 290, "mutation": "null"}, "cap_limit": 1}
    longer = long | {"next_host": "http://" + "a" * 250}
    answers = [add(admin, longer) for _ in range(100)]
    refused = next(answer for answer in answers if answer.status_code != 201)
    assert (refused.status_code, refused.json["detail"]) == (
        400,
        "$: the rules of a world have at most 65,536 bytes: remove one",
    )
    kept = listed(admin)
    assert 60 < len(kept) < 75
    admin.delete(f"{FAULTS}/f1", headers=JSON)
    assert add(admin, {"status": 503}).status_code == 201


def test_a_world_without_rules_is_stored_like_a_new_one(app: Flask, admin: FlaskClient) -> None:
    def kept() -> str:
        return str(app.extensions["oms_mock"].worlds.enter("default").behaviour)

    before = kept()
    add(admin, {"status": 503})
    admin.delete(f"{FAULTS}/f1", headers=JSON)
    assert kept() == before
    add(admin, {"status": 503})
    admin.delete(FAULTS, headers=JSON)
    assert kept() == before


def test_a_removed_rule_is_counted_from_zero_when_it_is_added_again(app: Flask, admin: FlaskClient) -> None:
    for path in (f"{FAULTS}/f1", FAULTS):
        add(admin, REFUSING)
        assert [status(app) for _ in range(2)] == [503, 200]
        admin.delete(path, headers=JSON)
    add(admin, REFUSING)
    assert [(each["seen"], each["applied"]) for each in listed(admin)] == [(0, 0)]
