"""`/__admin/settings`: the settings of one world."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from oms_mock.behaviour import stored
from oms_mock.dataset.omnitron import SETTINGS
from oms_mock.runtime.context import EXTENSION
from oms_mock.store import tables
from tests.admin.conftest import ADDRESS, JSON
from tests.conftest import Client

FIRST = "9000000000000001"
BORN = {
    "throttle": None,
    "min_order_omnitron_id": SETTINGS["MIN_ORDER_OMNITRON_ID"],
    "allowed_channels": SETTINGS["ALLOWED_CHANNELS"],
    "cargo_companies": SETTINGS["CARGO_COMPANIES"],
}


def patch(app: Flask, document: Any, world: str = "a") -> Any:
    return app.test_client().patch(f"/__admin/settings?world={world}", headers=JSON, json=document)


def told(app: Flask, world: str) -> Any:
    return app.test_client().get(f"/__admin/settings?world={world}", headers=ADDRESS).json["settings"]


def pull(app: Flask, world: str, number: str = FIRST) -> Any:
    headers = {"Authorization": f"Token oms-mock@{world}"}
    (result,) = Client(app.test_client()).post(json={"order_numbers": [number]}, headers=headers).json
    return result


def test_settings_can_be_changed_and_reset_to_the_scenario(app: Flask) -> None:
    assert told(app, "a") == BORN
    changed = patch(app, {"min_order_omnitron_id": 1, "throttle": "60/min"})
    assert changed.json == {"world": "a", "settings": BORN | {"min_order_omnitron_id": 1, "throttle": "60/min"}}
    assert told(app, "b") == told(app, "default") == BORN
    assert patch(app, {"min_order_omnitron_id": 2}).json["settings"]["min_order_omnitron_id"] == 2
    assert patch(app, {"min_order_omnitron_id": None, "throttle": None}).json["settings"] == BORN
    assert app.extensions["oms_mock"].worlds.enter("a").behaviour == stored.NONE
    assert patch(app, {}).json["settings"] == BORN


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"min_order_omnitron_id": 10**12}, "MIN_ORDER_OMNITRON_ID: 1000000000000"),
        ({"allowed_channels": []}, "does not allowed in the system."),
    ],
)
def test_a_pull_follows_the_settings_of_its_world(app: Flask, settings: Any, said: str) -> None:
    patch(app, settings)
    refused = pull(app, "a")
    assert not refused["success"]
    assert said in refused["errors"][0]
    assert pull(app, "b")["success"]


def test_a_cargo_company_can_be_added(app: Flask) -> None:
    number = "9000000000000105"
    assert "Cargo company:999" in pull(app, "a", number)["errors"][0]
    patch(app, {"cargo_companies": [999]})
    assert pull(app, "a", number)["success"]


@pytest.mark.parametrize(("how", "document"), [("reset", {}), ("scenarios", {"name": "empty"})])
def test_a_reset_world_has_the_settings_of_its_scenario(app: Flask, how: str, document: Any) -> None:
    patch(app, {"allowed_channels": [1], "throttle": "1/s"})
    app.test_client().post(f"/__admin/{how}?world=a", headers=JSON, json=document)
    assert told(app, "a") == BORN


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "$: must be an object"),
        ({"trottle": "1/s"}, "$.trottle: unknown key; did you mean throttle?"),
        ({"zzz": 1}, "$.zzz: unknown key; the keys are throttle, min_order_omnitron_id,"),
        ({"throttle": 5}, "$.throttle: must be a string such as 60/min"),
        ({"throttle": "often"}, "$.throttle: 'often' is not a rate"),
        ({"min_order_omnitron_id": "1"}, "$.min_order_omnitron_id: must be a whole number"),
        ({"min_order_omnitron_id": True}, "$.min_order_omnitron_id: must be a whole number"),
        ({"min_order_omnitron_id": 1.0}, "$.min_order_omnitron_id: must be a whole number"),
        ({"min_order_omnitron_id": 2**63}, "$.min_order_omnitron_id: does not fit into 64 bits"),
        ({"allowed_channels": 1}, "$.allowed_channels: must be a list of whole numbers"),
        ({"allowed_channels": ["1"]}, "$.allowed_channels[0]: must be a whole number"),
        ({"cargo_companies": [1, True]}, "$.cargo_companies[1]: must be a whole number"),
        ({"cargo_companies": [1] * 1001}, "$.cargo_companies: must be a list of whole numbers, at most 1000"),
        ({"throttle": "1/s", "cargo_companies": 1}, "$.cargo_companies: must be a list of whole numbers"),
    ],
)
def test_invalid_settings_are_rejected_and_nothing_changes(app: Flask, document: Any, said: str) -> None:
    answer = patch(app, document)
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(said)
    assert told(app, "a") == BORN


def test_the_largest_numbers_and_longest_lists_are_stored(app: Flask) -> None:
    largest = {"min_order_omnitron_id": 2**63 - 1, "cargo_companies": [-(2**63) + 1] * 1000}
    assert patch(app, largest).json["settings"] == BORN | largest


def test_null_resets_the_throttle_to_that_of_the_scenario(app: Flask) -> None:
    with app.extensions[EXTENSION].store.database.write() as connection:
        connection.execute(update(tables.datasets).values(behaviour='{"throttle":"9/s"}'))
    assert told(app, "a")["throttle"] == "9/s"
    assert patch(app, {"throttle": "1/s"}).json["settings"]["throttle"] == "1/s"
    assert patch(app, {"throttle": None}).json["settings"]["throttle"] == "9/s"
