"""Web pages of foreign origins use worlds, but create none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.errors import StoreUnavailableError
from oms_mock.journal import buffer
from oms_mock.runtime.context import EXTENSION, Oms
from oms_mock.services import worlds
from tests.conftest import Client
from tests.databases import NewDatabase

FOREIGN = "https://evil.example.com"
HOST = "127.0.0.1:4010"
Visit = Callable[..., Any]


@pytest.fixture(scope="module", name="shared_app")
def fixture_shared_app(files: NewDatabase) -> Flask:
    return create_app(Config(scenario="single", database=files()), guard=Guard("127.0.0.1", 4010))


@pytest.fixture(name="app")
def fixture_app(shared_app: Flask) -> Flask:
    """Return an app without named worlds, whose journal is empty."""
    for name in named(shared_app):
        oms_of(shared_app).worlds.drop(name)
    oms_of(shared_app).worlds.forget("default")
    return shared_app


@pytest.fixture(name="visit")
def fixture_visit(app: Flask) -> Visit:
    """Send requests to worlds, from pages of an origin, or from a test without one."""
    return lambda world, origin=None, path="", **options: visit_app(app, world, origin, path, **options)


def visit_app(app: Flask, world: str, origin: str | None, path: str = "", host: str = HOST) -> Any:
    page = {} if origin is None else {"Origin": origin}
    headers = {"Authorization": f"Token oms-mock@{world}", "Host": host, **page}
    return Client(app.test_client()).get(path, headers=headers)


def oms_of(app: Flask) -> Oms:
    oms: Oms = app.extensions[EXTENSION]
    return oms


def named(app: Flask) -> list[str]:
    return [each.name for each in oms_of(app).worlds.named()]


def recorded(app: Flask, world: str) -> int:
    journal = oms_of(app).journal
    assert journal
    return len(journal.snapshot(world).entries)


def test_a_page_of_a_foreign_origin_creates_no_world_and_is_told_the_way_out(app: Flask, visit: Visit) -> None:
    response = visit("new", FOREIGN)
    assert (response.status_code, response.json["detail"]) == (
        403,
        "There is no world new, and a web page of https://evil.example.com may not create one: create it from a test, "
        "or start the server with --cors-origin https://evil.example.com.",
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert named(app) == []


def test_a_page_of_a_foreign_origin_uses_the_worlds_that_exist(app: Flask, visit: Visit) -> None:
    visit("test")
    assert [visit(world, FOREIGN).status_code for world in ("test", "default")] == [200, 200]


@pytest.mark.parametrize("prefer", ["?__code=503&__retry_after=5", "?__code=401"])
def test_no_preference_lets_a_page_of_a_foreign_origin_create_a_world(app: Flask, visit: Visit, prefer: str) -> None:
    visit("new", FOREIGN, prefer)
    assert named(app) == []


def test_pages_of_foreign_origins_do_not_take_the_worlds_and_the_journals_of_tests(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "MAX_WORLDS", 3)
    monkeypatch.setattr(buffer, "MOST_WORLDS", 3)
    visit("test")
    for number in range(6):
        visit(f"x{number}", FOREIGN)
        visit(f"y{number}", FOREIGN, "?__code=500")
    assert visit("another-test").status_code == 200
    assert named(app) == ["another-test", "test"]
    assert (recorded(app, "test"), recorded(app, "x0"), recorded(app, "default")) == (1, 0, 12)


def test_the_requests_of_a_foreign_page_are_recorded_in_the_world_that_they_use(app: Flask, visit: Visit) -> None:
    oms_of(app).worlds.enter("test")  # as the admin API does, which records nothing
    visit("test", FOREIGN)
    assert recorded(app, "test") == 1


@pytest.mark.parametrize(
    "origin",
    [
        *("http://localhost:3000", "http://127.0.0.1:5173", "http://[::1]:8080", "https://shop.localhost"),
        *("capacitor://localhost", f"http://{HOST}"),
    ],
)
def test_a_page_of_this_machine_creates_worlds(app: Flask, visit: Visit, origin: str) -> None:
    assert visit("new", origin).status_code == 200
    assert named(app) == ["new"]


def test_a_page_of_the_requested_host_creates_worlds(visit: Visit) -> None:
    assert visit("new", "http://build.example.com:3000", host="build.example.com:4010").status_code == 200
    assert visit("other", "http://evil.example.com:3000", host="build.example.com:4010").status_code == 403


@pytest.mark.parametrize("origin", ["null", "file://", "http://", "http://localhost.evil.example.com", "http://[", "x"])
def test_an_origin_without_a_host_of_this_machine_creates_no_world(visit: Visit, origin: str) -> None:
    assert visit("new", origin).status_code == 403


@pytest.mark.parametrize("origin", [FOREIGN, "null"])
def test_a_page_of_a_named_origin_creates_worlds(files: NewDatabase, origin: str) -> None:
    app = create_app(Config(scenario="single", cors_origins=("https://shop.example.com", origin), database=files()))
    assert visit_app(app, "new", origin).status_code == 200
    assert visit_app(app, "other", "https://other.example.com").status_code == 403


def test_a_long_origin_is_shortened_in_the_message(visit: Visit) -> None:
    assert len(visit("new", f"https://{'a' * 5000}.example.com").json["detail"]) < 500


def test_a_request_of_a_foreign_page_is_503_while_the_database_does_not_respond(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(oms_of(app).store.worlds, "open", fail)
    assert visit("new", FOREIGN).status_code == 503
