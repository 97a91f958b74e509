"""`/__admin/clock`: a world has its own clock, which its dates follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.clock import to_wire
from oms_mock.config import Config
from oms_mock.runtime.context import EXTENSION, Oms
from tests.admin.conftest import ADDRESS, JSON
from tests.conftest import NOW, Client

FIRST = "9000000000000001"


def put(app: Flask, document: Any, world: str = "a") -> Any:
    return app.test_client().put(f"/__admin/clock?world={world}", headers=JSON, json=document)


def orders(app: Flask, world: str, path: str = "") -> Any:
    return Client(app.test_client()).get(path, headers={"Authorization": f"Token oms-mock@{world}"}).json


def pull(app: Flask, world: str) -> Any:
    headers = {"Authorization": f"Token oms-mock@{world}"}
    Client(app.test_client()).post(json={"order_numbers": [FIRST]}, headers=headers)
    return orders(app, world)["results"][0]


def test_a_new_world_has_the_time_of_the_machine(app: Flask) -> None:
    told = app.test_client().get("/__admin/clock?world=a", headers=ADDRESS)
    assert told.json == {"world": "a", "now": to_wire(NOW), "frozen": False}


def test_the_clock_can_be_set_advanced_and_reset(app: Flask) -> None:
    moment = "2026-01-01T00:00:00Z"
    assert put(app, {"now": moment, "frozen": True}).json == {"world": "a", "now": moment, "frozen": True}
    assert put(app, {"advance": "90s"}).json["now"] == "2026-01-01T00:01:30Z"
    assert put(app, {"frozen": False}).json["frozen"] is False
    gone = app.test_client().delete("/__admin/clock?world=a", headers=JSON)
    assert gone.json == {"world": "a", "now": to_wire(NOW), "frozen": False}


def test_dates_in_a_world_follow_its_clock_only(app: Flask) -> None:
    put(app, {"now": "2031-01-01T00:00:00Z", "frozen": True})
    pulled = pull(app, "a")
    assert pulled["created_date"] == pulled["modified_date"] == "2031-01-01T00:00:00Z"
    (event,) = orders(app, "a", f"{pulled['id']}/webhook_events/")["results"]
    assert event["created_date"] == "2031-01-01T00:00:00Z"
    assert pull(app, "b")["created_date"] == to_wire(NOW)
    admin = app.test_client()
    made = admin.post("/__admin/orders?world=a", headers=JSON, json={}).json
    assert made["created_date"] == "2031-01-01T00:00:00Z"
    put(app, {"advance": "1h"})
    changed = admin.patch(f"/__admin/orders/{made['id']}?world=a", headers=JSON, json={"notes": "x"}).json
    assert changed["modified_date"] == "2031-01-01T01:00:00Z"


@pytest.mark.parametrize(("how", "document"), [("reset", {}), ("scenarios", {"name": "empty"})])
def test_a_reset_world_has_the_time_of_the_machine(app: Flask, how: str, document: Any) -> None:
    put(app, {"advance": "3d"})
    app.test_client().post(f"/__admin/{how}?world=a", headers=JSON, json=document)
    assert app.test_client().get("/__admin/clock?world=a", headers=ADDRESS).json["now"] == to_wire(NOW)


def test_setting_the_clock_does_not_change_the_settings(app: Flask) -> None:
    admin = app.test_client()
    admin.patch("/__admin/settings?world=a", headers=JSON, json={"throttle": "60/min"})
    put(app, {"advance": "3d"})
    assert admin.get("/__admin/settings?world=a", headers=ADDRESS).json["settings"]["throttle"] == "60/min"


def test_the_throttle_follows_the_clock_also_if_it_is_set_back(app: Flask) -> None:
    app.test_client().patch("/__admin/settings?world=a", headers=JSON, json={"throttle": "1/min"})
    put(app, {"advance": "3d"})

    def statuses() -> list[int]:
        client = Client(app.test_client())
        return [client.get(headers={"Authorization": "Token oms-mock@a"}).status_code for _ in range(2)]

    assert statuses() == [200, 429]
    put(app, {"advance": "1m"})
    assert statuses() == [200, 429]
    app.test_client().delete("/__admin/clock?world=a", headers=JSON)
    assert statuses() == [200, 429]


@pytest.mark.parametrize("how", ["clock", "reset"])
def test_a_clock_that_one_worker_sets_back_locks_no_client_out_of_another(tmp_path: Path, how: str) -> None:
    config = Config(scenario="single", database=f"sqlite:///{tmp_path / 'shared.db'}")
    one, other = (create_app(config, clock=lambda: NOW, guard=Guard("127.0.0.1", 4010)) for _ in range(2))
    token = {"Authorization": "Token oms-mock@a"}
    throttle = {"throttle": "1/day"}
    one.test_client().patch("/__admin/settings?world=a", headers=JSON, json=throttle)
    put(one, {"advance": "3d"})
    assert [Client(other.test_client()).get(headers=token).status_code for _ in range(2)] == [200, 429]
    if how == "reset":
        one.test_client().post("/__admin/reset?world=a", headers=JSON, json={})
        one.test_client().patch("/__admin/settings?world=a", headers=JSON, json=throttle)
    else:
        put(one, {"now": to_wire(NOW)})
    assert [Client(other.test_client()).get(headers=token).status_code for _ in range(2)] == [200, 429]
    other_journal = other.test_client().get("/__admin/requests?world=a", headers=ADDRESS).json["requests"]
    assert [each.get("too_early") for each in other_journal][1] is None, "the first request after that"


def test_an_invalid_change_is_rejected_and_changes_nothing(app: Flask) -> None:
    put(app, {"now": "2031-01-01T00:00:00Z", "frozen": True})
    oms: Oms = app.extensions[EXTENSION]
    before = oms.store.worlds.open("a").behaviour
    for document in ({}, [], {"now": 5}, {"advance": "soon"}):
        answer = put(app, document)
        assert (answer.status_code, answer.json["detail"][0]) == (400, "$")
    assert oms.store.worlds.open("a").behaviour == before
