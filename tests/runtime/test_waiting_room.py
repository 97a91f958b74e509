"""Requests that wait hold a limited number of threads of the server."""

from __future__ import annotations

import dataclasses
import threading
import time
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from oms_mock.errors import TooManyWaitingError
from oms_mock.runtime.context import EXTENSION
from oms_mock.runtime.waiting_room import WaitingRoom
from tests.admin.conftest import JSON, controlled_app
from tests.databases import NewDatabase

LIST = "/api/v1/oms/orders/"
TOKEN = {"Authorization": "Token oms-mock"}
PULL = {"data": b'{"order_numbers": ["1"]}', "headers": {**TOKEN, "Content-Type": "application/json"}}


def full_room(app: Flask) -> WaitingRoom:
    """Give an app one place for requests that wait, and take it."""
    room = limited_room(app)
    room.enter()
    return room


def limited_room(app: Flask, name: str = "waiting") -> WaitingRoom:
    """Give an app one place for requests that wait."""
    room = WaitingRoom(1, queue=0)
    app.extensions[EXTENSION] = dataclasses.replace(app.extensions[EXTENSION], **{name: room})
    return room


@pytest.fixture(name="app")
def fixture_app(files: NewDatabase) -> Flask:
    return controlled_app(files)


def test_a_place_is_free_again_after_the_block() -> None:
    room = WaitingRoom(1, queue=0)
    for _ in range(3):
        with room.place(), pytest.raises(TooManyWaitingError):
            room.enter()


def test_a_request_queues_for_a_place_and_gets_the_next_one() -> None:
    room = WaitingRoom(1, queue=1, patience=60)
    release, entered = room.enter(), threading.Event()
    queued = threading.Thread(target=lambda: (room.enter(), entered.set()))
    queued.start()
    assert not entered.wait(0.05)
    release()
    assert entered.wait(60)
    queued.join()


def test_a_request_that_finds_the_queue_full_is_rejected_at_once() -> None:
    room = WaitingRoom(1, queue=1, patience=60)
    release = room.enter()
    queued = threading.Thread(target=lambda: room.enter()())
    queued.start()
    while room._queue and room._queue._value:  # type: ignore[attr-defined]
        time.sleep(0.001)
    with pytest.raises(TooManyWaitingError):
        room.enter()
    release()
    queued.join()


def test_a_request_that_queues_too_long_is_rejected() -> None:
    room = WaitingRoom(1, queue=1, patience=0.01)
    room.enter()
    with pytest.raises(TooManyWaitingError):
        room.enter()


WAITING: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a preferred delay": ("GET", f"{LIST}?__delay=60000", {"headers": TOKEN}),
    "a preferred stall": ("GET", f"{LIST}?__fault=stall", {"headers": TOKEN}),
    "a body that drips": ("GET", f"{LIST}?__fault=drip", {"headers": TOKEN}),
    "a body": ("POST", f"{LIST}pull_from_omnitron/", PULL),
    "a verification": (
        "POST",
        "/__admin/requests/verify",
        {"json": {"matcher": {}, "times": 1, "wait": "20s"}, "headers": JSON},
    ),
}


@pytest.mark.parametrize("case", WAITING)
def test_a_request_that_would_wait_beyond_the_limit_gets_503(app: Flask, case: str) -> None:
    method, path, options = WAITING[case]
    client = app.test_client()
    full_room(app)
    response = client.open(path, method=method, **options)
    assert response.status_code == 503
    assert response.json["detail"].startswith("There are 1 requests that wait for a delay")


def test_a_fault_rule_that_would_wait_beyond_the_limit_gets_503(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/__admin/faults", headers=JSON, json={"delay": "60s"}).status_code == 201
    full_room(app)
    assert client.get(LIST, headers=TOKEN).status_code == 503


def test_latency_beyond_the_limit_gets_503(files: NewDatabase) -> None:
    app = controlled_app(files, latency=60)
    full_room(app)
    assert app.test_client().get(LIST, headers=TOKEN).status_code == 503


def test_requests_that_do_not_wait_are_served_beyond_the_limit(app: Flask) -> None:
    full_room(app)
    client = app.test_client()
    paths = ("/healthz", "/readyz", LIST, f"{LIST}?__code=429")
    assert [client.get(path, headers=TOKEN).status_code for path in paths] == [200, 200, 200, 429]


def test_the_rest_of_a_body_is_not_read_beyond_the_limit(app: Flask) -> None:
    full_room(app)
    body = BytesIO(b"x" * 100)
    environ = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": "100"}
    response = app.test_client().post(LIST, environ_overrides=environ, headers=TOKEN)
    assert (response.status_code, body.tell()) == (405, 0)


@pytest.mark.parametrize("fault", ["stall", "drip"])
def test_a_body_that_waits_gives_its_place_back_when_it_is_closed(app: Flask, fault: str) -> None:
    room = limited_room(app)
    response = app.test_client().get(f"{LIST}?__fault={fault}", headers=TOKEN, buffered=False)
    with pytest.raises(TooManyWaitingError):
        room.enter()
    response.close()
    room.enter()


def test_rules_are_removed_while_too_many_requests_wait(app: Flask) -> None:
    full_room(app)
    assert app.test_client().post("/__admin/reset", headers=JSON, json={}).status_code == 200


def test_too_many_requests_to_the_admin_api_wait_for_their_bodies(app: Flask) -> None:
    limited_room(app, "admin_bodies").enter()
    response = app.test_client().post("/__admin/reset", headers=JSON, json={})
    assert (response.status_code, response.json["detail"][:20]) == (503, "There are 1 requests")
    assert app.test_client().get("/__admin/faults", headers=JSON).status_code == 200
