"""A missing, full or locked database is a 503 until it can be used again."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.runtime.context import EXTENSION
from oms_mock.store import readiness
from oms_mock.store.store import Store
from tests import databases
from tests.conftest import Client
from tests.databases import Guest, NewDatabase

PULLABLE = "9000000000000001"
_READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": ("SET TRANSACTION READ ONLY", "SELECT 1"),
}
UNAVAILABLE = (503, {"detail": "Service temporarily unavailable, try again later."})


@pytest.fixture(name="app")
def fixture_app(app_of: Callable[..., Flask]) -> Flask:
    return app_of(scenario="single")


@pytest.fixture(name="guest")
def fixture_guest(schemas: NewDatabase) -> Iterator[Guest]:
    with databases.guest(schemas()) as guest:
        yield guest


def client_on(url: str) -> Client:
    return Client(create_app(Config(scenario="single", database=url)).test_client())


def results(client: Client) -> list[tuple[int, Any]]:
    pull = client.post(json={"order_numbers": [PULLABLE]})
    return [(response.status_code, response.json) for response in (client.get(), client.get("1/"), pull)]


def store_of(app: Flask) -> Store:
    store: Store = app.extensions[EXTENSION].store
    return store


def test_a_full_database_is_503_for_a_pull_only(app: Flask) -> None:
    client = Client(app.test_client())
    before = client.get().json
    numbers = [str(number) for number in range(9000000000000001, 9000000000000021)]
    with databases.full(store_of(app).database):
        response = client.post(json={"order_numbers": numbers})
        assert (response.status_code, response.json) == UNAVAILABLE
        assert client.get().json == before
    assert client.pull(PULLABLE)[0]["success"]


def test_a_write_lock_that_is_never_released_is_503_for_a_pull_only(app: Flask) -> None:
    oms = app.extensions[EXTENSION]
    url = oms.store.database.engine.url.render_as_string(hide_password=False)
    client = Client(app.test_client())
    with oms.store.database.write(), closing(Store(url, lock_timeout=0.1)) as impatient:
        app.extensions[EXTENSION] = replace(oms, store=impatient)
        response = client.post(json={"order_numbers": [PULLABLE]})
        assert (response.status_code, response.json) == UNAVAILABLE
        assert client.get().status_code == 200
    app.extensions[EXTENSION] = oms
    assert client.pull(PULLABLE)[0]["success"]


def test_a_missing_database_file_is_503_until_it_is_restored(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    client = client_on(f"sqlite:///{folder / 'oms.db'}")
    shutil.move(folder, tmp_path / "elsewhere")
    assert results(client) == [UNAVAILABLE] * 3
    assert client.get("?__code=429").status_code == 429, "a preference needs no database"
    shutil.move(tmp_path / "elsewhere", folder)
    assert [status for status, _ in results(client)] == [200] * 3


@pytest.fixture(name="no_interval")
def fixture_no_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "INTERVAL", 0)


def ready(client: Client) -> int:
    return client.raw.get("/readyz").status_code


@pytest.mark.usefixtures("no_interval")
def test_a_deleted_database_file_is_not_ready_and_is_not_created_again(tmp_path: Path) -> None:
    path = tmp_path / "oms.db"
    client = client_on(f"sqlite:///{path}")
    assert (client.get().status_code, ready(client)) == (200, 200)
    path.unlink()
    assert ready(client) == 503
    assert client.post(json={"order_numbers": [PULLABLE]}).status_code == 503
    assert not path.exists()


@pytest.mark.usefixtures("no_interval")
def test_a_replaced_database_file_is_not_ready(tmp_path: Path) -> None:
    path = tmp_path / "oms.db"
    client = client_on(f"sqlite:///{path}")
    assert (client.get().status_code, ready(client)) == (200, 200)
    shutil.copyfile(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").rename(path)
    assert ready(client) == 503


@pytest.mark.usefixtures("no_interval")
def test_a_read_only_database_is_not_ready_until_it_can_be_written_again(app: Flask) -> None:
    client, engine = Client(app.test_client()), store_of(app).database.engine
    on, off = _READ_ONLY[engine.dialect.name]

    def protect(connection: Connection) -> None:
        connection.exec_driver_sql(on)

    event.listen(engine, "begin", protect)
    assert ready(client) == 503
    event.remove(engine, "begin", protect)
    with engine.connect() as connection:
        connection.exec_driver_sql(off)
    assert ready(client) == 200


@pytest.mark.usefixtures("no_interval")
def test_a_database_that_cannot_grow_is_not_ready(tmp_path: Path) -> None:
    client = client_on(f"sqlite:///{tmp_path / 'oms.db'}")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert ready(client) == 200
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "oms.db-wal").stat().st_size, limits[1]))
    try:
        assert 503 in [ready(client) for _ in range(3)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert ready(client) == 200


def test_frequent_health_checks_write_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(app.test_client())
    assert ready(client) == 200
    monkeypatch.setattr(store_of(app).database, "write", lambda: pytest.fail("it was written again"))
    assert ready(client) == 200


def test_a_stopped_database_server_is_503_until_it_is_started(guest: Guest) -> None:
    client = client_on(guest.url)
    client.get()
    guest.leave()
    assert results(client) == [UNAVAILABLE] * 3
    guest.come_back()
    assert [status for status, _ in results(client)] == [200] * 3


def test_a_restart_of_the_database_server_causes_no_error(guest: Guest) -> None:
    client = client_on(guest.url)
    results(client)
    guest.disconnect()
    assert [status for status, _ in results(client)] == [200] * 3


def test_an_app_holds_no_connection_before_its_first_request(guest: Guest) -> None:
    app = create_app(Config(scenario="single", database=guest.url))
    assert guest.connections_left() == 0
    assert app.test_client().get("/openapi.json").status_code == 200
