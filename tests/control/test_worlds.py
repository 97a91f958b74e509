"""`/__admin/worlds` and `/__admin/reset` of the fake: behind the guard, and each about one world."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.api import routes
from oms_mock.app import CONTROL_BLUEPRINTS, create_app
from oms_mock.config import Config
from oms_mock.control.guard import Guard
from tests.conftest import Client
from tests.control.conftest import ADDRESS, JSON
from tests.databases import NewDatabase

FIRST = "9000000000000001"


@pytest.fixture(name="admin")
def fixture_admin(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(name="pull")
def fixture_pull(app: Flask) -> Callable[[str], Any]:
    def pull(world: str) -> Any:
        headers = {"Authorization": f"Token oms-mock{world}"}
        Client(app.test_client()).post(json={"order_numbers": [FIRST]}, headers=headers)

    return pull


def count(app: Flask, world: str) -> int:
    answer = Client(app.test_client()).get(headers={"Authorization": f"Token oms-mock{world}"})
    return int(answer.json["count"])


def test_named_worlds_are_listed_with_what_is_their_own(
    app: Flask, admin: FlaskClient, pull: Callable[[str], None]
) -> None:
    app.extensions["oms_mock"].worlds.clock = lambda: 1_000_000.0
    pull("@b")
    pull("@a")
    pull("")
    listed = admin.get("/__admin/worlds", headers=ADDRESS)
    assert [(each["name"], each["own_orders"]) for each in listed.json["worlds"]] == [("a", 1), ("b", 1)]
    assert all(isinstance(each["idle"], int) for each in listed.json["worlds"])
    assert listed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "headers", "left"),
    [
        pytest.param("", {"Authorization": "Token oms-mock@a"}, (1, 2, 2), id="of the token"),
        pytest.param("?world=b", {}, (2, 1, 2), id="of the query"),
        pytest.param("?world=b", {"Authorization": "Token oms-mock@a"}, (1, 2, 2), id="the token comes first"),
        pytest.param("", {}, (2, 2, 1), id="the default one"),
        pytest.param("?world=none", {}, (2, 2, 2), id="one that there is not"),
    ],
)
def test_a_reset_is_about_one_world(
    app: Flask, admin: FlaskClient, pull: Callable[[str], None], query: str, headers: dict[str, str], left: Any
) -> None:
    pull("@a")
    pull("@b")
    pull("")
    assert admin.post(f"/__admin/reset{query}", headers={**JSON, **headers}).status_code == 200
    assert (count(app, "@a"), count(app, "@b"), count(app, "")) == left


def test_a_name_that_is_none_is_refused(admin: FlaskClient) -> None:
    assert admin.post("/__admin/reset?world=NO", headers=JSON).status_code == 400


def test_a_world_can_be_ended_once(app: Flask, admin: FlaskClient, pull: Callable[[str], None]) -> None:
    pull("@a")
    assert admin.delete("/__admin/worlds/a", headers=JSON).status_code == 200
    assert admin.delete("/__admin/worlds/a", headers=JSON).status_code == 404
    assert admin.delete("/__admin/worlds/default", headers=JSON).status_code == 409
    assert count(app, "@a") == 1


def control_routes(app: Flask) -> list[tuple[str, str]]:
    """List methods and paths below /__admin, with something in the place of what is variable."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/__admin")]
    found = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return sorted((method, re.sub(r"<[^>]+>", "1", path)) for method, path in found)


def bare_app() -> Flask:
    """Make an app of nothing but the control surface."""
    app = Flask("control")
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    routes.install(app)
    for blueprint in CONTROL_BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


CONTROL = control_routes(bare_app())


def test_all_that_is_below_admin_is_tried_here(app: Flask) -> None:
    assert control_routes(app) == CONTROL
    assert {("GET", "/__admin/worlds"), ("DELETE", "/__admin/worlds/1"), ("POST", "/__admin/reset")} < set(CONTROL)


FOREIGN = {
    "a page of another origin": {**JSON, "Origin": "https://evil.example"},
    "a page that calls itself null": {**JSON, "Origin": "null"},
    "another site": {**JSON, "Sec-Fetch-Site": "cross-site"},
    "a rebound host": {**JSON, "Host": "evil.example:4010"},
    "another port": {**JSON, "Host": "127.0.0.1:80"},
}


@pytest.mark.parametrize(("method", "path"), CONTROL)
@pytest.mark.parametrize("who", FOREIGN)
def test_no_page_of_somebody_else_gets_in_and_none_may_read(
    admin: FlaskClient, method: str, path: str, who: str
) -> None:
    answer = admin.open(path, method=method, headers=FOREIGN[who])
    assert answer.status_code == 403
    assert [name for name in dict(answer.headers) if name.startswith("Access-Control")] == []


@pytest.mark.parametrize(("method", "path"), [each for each in CONTROL if each[0] != "GET"])
def test_a_form_of_another_page_changes_nothing(admin: FlaskClient, method: str, path: str) -> None:
    headers = {**ADDRESS, "Content-Type": "application/x-www-form-urlencoded"}
    assert admin.open(path, method=method, headers=headers).status_code == 415


@pytest.mark.parametrize(("method", "path"), CONTROL)
def test_beyond_this_machine_it_needs_a_token(files: NewDatabase, method: str, path: str) -> None:
    config = Config(scenario="single", database=files())
    open_, closed = (
        create_app(config, guard=Guard("0.0.0.0", 4010, token)).test_client() for token in ("s3cret", None)
    )
    assert closed.open(path, method=method, headers=JSON).status_code == 403
    assert open_.open(path, method=method, headers=JSON).status_code == 401
    allowed = open_.open(path, method=method, headers={**JSON, "Authorization": "Token s3cret"})
    assert allowed.status_code in {200, 201, 400, 404}


@pytest.mark.parametrize(("method", "path"), CONTROL)
def test_without_a_guard_there_is_none_of_it(files: NewDatabase, method: str, path: str) -> None:
    app = create_app(Config(scenario="single", database=files()))
    assert app.test_client().open(path, method=method, headers=JSON).status_code == 404
