"""`/__admin/worlds` and `/__admin/reset`, and access control of every route."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from oms_mock.admin.access_control import Guard
from oms_mock.admin.blueprints import BLUEPRINTS
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.drf import routes
from tests.admin.conftest import ADDRESS, JSON
from tests.conftest import Client, control_idle_time
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


def test_named_worlds_are_listed_with_their_own_orders(
    app: Flask, admin: FlaskClient, pull: Callable[[str], None]
) -> None:
    control_idle_time(app.extensions["oms_mock"])
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
def test_a_reset_affects_one_world(
    app: Flask, admin: FlaskClient, pull: Callable[[str], None], query: str, headers: dict[str, str], left: Any
) -> None:
    pull("@a")
    pull("@b")
    pull("")
    assert admin.post(f"/__admin/reset{query}", headers={**JSON, **headers}).status_code == 200
    assert (count(app, "@a"), count(app, "@b"), count(app, "")) == left


def test_an_invalid_name_is_rejected(admin: FlaskClient) -> None:
    assert admin.post("/__admin/reset?world=NO", headers=JSON).status_code == 400


@pytest.mark.parametrize("document", [{"world": "a"}, {"name": "empty"}, [], None, "a"])
def test_a_reset_with_a_document_is_rejected(
    app: Flask, admin: FlaskClient, pull: Callable[[str], None], document: Any
) -> None:
    pull("")
    refused = admin.post("/__admin/reset", headers=JSON, data=json.dumps(document))
    assert refused.status_code == 400
    assert refused.json["detail"] == "$: must be empty: the query parameter `world` or the token names the world"
    assert count(app, "") == 2
    assert admin.post("/__admin/reset", headers=JSON, json={}).json == {"world": "default"}
    assert count(app, "") == 1


def test_a_world_can_be_dropped_once(app: Flask, admin: FlaskClient, pull: Callable[[str], None]) -> None:
    pull("@a")
    assert admin.delete("/__admin/worlds/a", headers=JSON).status_code == 200
    assert admin.delete("/__admin/worlds/a", headers=JSON).status_code == 404
    assert admin.delete("/__admin/worlds/default", headers=JSON).status_code == 409
    assert count(app, "@a") == 1


def control_routes(app: Flask) -> list[tuple[str, str]]:
    """List methods and paths below /__admin, with 1 for every placeholder."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/__admin")]
    found = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return sorted((method, re.sub(r"<[^>]+>", "1", path)) for method, path in found)


def bare_app() -> Flask:
    """Return an app with nothing but the admin API."""
    app = Flask("control")
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    routes.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


CONTROL = control_routes(bare_app())


def test_every_admin_route_is_tested_here(app: Flask) -> None:
    assert control_routes(app) == CONTROL
    assert {("GET", "/__admin/worlds"), ("DELETE", "/__admin/worlds/1"), ("POST", "/__admin/reset")} < set(CONTROL)


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EVERY_CALL = [(method, path) for path in sorted({path for _, path in CONTROL}) for method in METHODS]
"""Each path with each method, also with methods that no route has."""
ROUTED = {*CONTROL, *(("HEAD", path) for method, path in CONTROL if method == "GET")}

PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
    "Access-Control-Request-Private-Network": "true",
}
FOREIGN = {
    "a page of another origin": {**JSON, "Origin": "https://evil.example"},
    "a page that calls itself null": {**JSON, "Origin": "null"},
    "a page on another port of this machine": {**JSON, "Origin": "http://127.0.0.1:3000"},
    "a preflight": {**ADDRESS, **PREFLIGHT, "Origin": "https://evil.example"},
    "another site": {**JSON, "Sec-Fetch-Site": "cross-site"},
    "a site beside this one": {**JSON, "Sec-Fetch-Site": "same-site"},
    "a rebound host": {**JSON, "Host": "evil.example:4010"},
    "a rebound host and its own page": {**JSON, "Host": "evil.example:4010", "Origin": "http://evil.example:4010"},
    "another port": {**JSON, "Host": "127.0.0.1:80"},
    "a page with a token": {**JSON, "Origin": "https://evil.example", "Authorization": "Token oms-mock@a"},
    "a form": {**ADDRESS, "Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"},
}


def state(app: Flask) -> Any:
    """Return the state that a request could have changed."""
    oms = app.extensions["oms_mock"]
    world = oms.worlds.enter("default")
    return world, world.behaviour, [(each.name, each.own_orders) for each in oms.worlds.named()]


def require_refused(answer: Any, method: str, path: str, status: int) -> None:
    """Require a JSON error that no page may read; 405 for a method without a route."""
    assert answer.status_code == (status if (method, path) in ROUTED else 405)
    assert [name for name, _ in answer.headers if name.startswith("Access-Control")] == []
    assert method == "HEAD" or answer.json["detail"]


@pytest.mark.parametrize("who", FOREIGN)
def test_pages_of_other_origins_are_rejected_and_cannot_read_responses(
    app: Flask, admin: FlaskClient, who: str
) -> None:
    before = state(app)
    for method, path in EVERY_CALL:
        require_refused(admin.open(path, method=method, headers=FOREIGN[who]), method, path, 403)
    assert state(app) == before


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", None])
def test_forms_of_other_pages_are_rejected(app: Flask, admin: FlaskClient, media_type: str | None) -> None:
    before = state(app)
    for method, path in EVERY_CALL:
        if method not in {"GET", "HEAD"}:
            answer = admin.open(path, method=method, headers=ADDRESS, content_type=media_type, data=b"{}")
            require_refused(answer, method, path, 415)
    assert state(app) == before


@pytest.fixture(name="database", scope="module")
def fixture_database(files: NewDatabase) -> str:
    return files()


WRONG = [None, "Token another", "Token oms-mock", "Token s3cret@default", "Bearer another", "Basic s3cret", "s3cret"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "mock.example.com", "127.0.0.1"])
def test_requests_without_the_token_are_rejected(database: str, host: str) -> None:
    app = create_app(Config(scenario="single", database=database), guard=Guard(host, 4010, "s3cret"))
    for method, path in EVERY_CALL:
        for wrong in WRONG:
            headers = {**JSON, "Authorization": wrong} if wrong else JSON
            require_refused(app.test_client().open(path, method=method, headers=headers), method, path, 401)


def test_on_other_addresses_the_admin_api_is_off_without_a_token(database: str) -> None:
    app = create_app(Config(scenario="single", database=database), guard=Guard("0.0.0.0", 4010))
    for method, path in EVERY_CALL:
        headers = {**JSON, "Authorization": "Token oms-mock"}
        require_refused(app.test_client().open(path, method=method, headers=headers), method, path, 403)


def test_connections_from_other_machines_are_rejected(app: Flask, admin: FlaskClient) -> None:
    before = state(app)
    for method, path in EVERY_CALL:
        answer = admin.open(path, method=method, headers=JSON, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
        require_refused(answer, method, path, 403)
    assert state(app) == before


@pytest.mark.parametrize(("method", "path"), CONTROL)
def test_requests_with_the_token_are_accepted(database: str, method: str, path: str) -> None:
    app = create_app(Config(scenario="single", database=database), guard=Guard("0.0.0.0", 4010, "s3cret"))
    allowed = app.test_client().open(path, method=method, headers={**JSON, "Authorization": "Token s3cret"})
    assert allowed.status_code in {200, 201, 400, 404}


def test_without_a_guard_there_is_no_admin_api(database: str) -> None:
    client = create_app(Config(scenario="single", database=database)).test_client()
    for method, path in EVERY_CALL:
        assert client.open(path, method=method, headers=JSON).status_code == 404


@pytest.mark.parametrize("path", ["/__admin", "/__admin/", "/__admin/worlds/", "/__admin/none", "//__admin/worlds"])
def test_unknown_admin_routes_are_not_found_and_cannot_be_read_by_pages(admin: FlaskClient, path: str) -> None:
    answer = admin.post(path, headers=FOREIGN["a page of another origin"])
    assert answer.status_code == 404
    allowed = [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert allowed == [] or path.startswith("//")


def test_the_token_is_accepted_with_the_scheme_bearer_too(database: str) -> None:
    app = create_app(Config(scenario="single", database=database), guard=Guard("0.0.0.0", 4010, "s3cret"))
    headers = {**JSON, "Authorization": "Bearer s3cret"}
    assert app.test_client().get("/__admin/clock", headers=headers).status_code == 200
