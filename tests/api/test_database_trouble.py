"""A database that is gone, full or busy is a 503 in the vendor's shape, and forgotten when it is well again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.runtime.context import EXTENSION
from oms_mock.store.store import Store
from tests import databases
from tests.conftest import Client
from tests.databases import Guest, NewDatabase

PULLABLE = "9000000000000001"
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


def answers(client: Client) -> list[tuple[int, Any]]:
    pull = client.post(json={"order_numbers": [PULLABLE]})
    return [(answer.status_code, answer.json) for answer in (client.get(), client.get("1/"), pull)]


def store_of(app: Flask) -> Store:
    store: Store = app.extensions[EXTENSION].store
    return store


def test_a_full_database_is_503_for_a_pull_and_nothing_else(app: Flask) -> None:
    client = Client(app.test_client())
    before = client.get().json
    numbers = [str(number) for number in range(9000000000000001, 9000000000000021)]
    with databases.full(store_of(app).database):
        answer = client.post(json={"order_numbers": numbers})
        assert (answer.status_code, answer.json) == UNAVAILABLE
        assert client.get().json == before
    assert client.pull(PULLABLE)[0]["success"]


def test_another_writer_who_does_not_end_is_503_for_a_pull(app: Flask) -> None:
    oms = app.extensions[EXTENSION]
    url = oms.store.database.engine.url.render_as_string(hide_password=False)
    client = Client(app.test_client())
    with oms.store.database.write(), closing(Store(url, lock_timeout=0.1)) as impatient:
        app.extensions[EXTENSION] = replace(oms, store=impatient)
        answer = client.post(json={"order_numbers": [PULLABLE]})
        assert (answer.status_code, answer.json) == UNAVAILABLE
        assert client.get().status_code == 200
    app.extensions[EXTENSION] = oms
    assert client.pull(PULLABLE)[0]["success"]


def test_a_file_that_is_gone_is_503_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    client = client_on(f"sqlite:///{folder / 'oms.db'}")
    shutil.move(folder, tmp_path / "elsewhere")
    assert answers(client) == [UNAVAILABLE] * 3
    assert client.get("?__code=429").status_code == 429, "what a request prefers needs no database"
    shutil.move(tmp_path / "elsewhere", folder)
    assert [status for status, _ in answers(client)] == [200] * 3


def test_a_server_that_is_gone_is_503_until_it_is_back(guest: Guest) -> None:
    client = client_on(guest.url)
    client.get()
    guest.leave()
    assert answers(client) == [UNAVAILABLE] * 3
    guest.come_back()
    assert [status for status, _ in answers(client)] == [200] * 3


def test_a_server_that_was_restarted_is_not_even_noticed(guest: Guest) -> None:
    client = client_on(guest.url)
    answers(client)
    guest.disconnect()
    assert [status for status, _ in answers(client)] == [200] * 3


def test_an_app_holds_no_connection_before_it_is_asked(guest: Guest) -> None:
    app = create_app(Config(scenario="single", database=guest.url))
    assert guest.connections_left() == 0
    assert app.test_client().get("/openapi.json").status_code == 200
