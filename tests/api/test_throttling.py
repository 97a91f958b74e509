"""The throttle of a world, with the responses of Django REST framework."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.behaviour import stored
from oms_mock.config import Config
from oms_mock.runtime.context import EXTENSION
from oms_mock.services import behaviour_updates
from tests.conftest import FEW, NOW, TOKEN, Client
from tests.databases import NewDatabase

NAMED = {"Authorization": "Token oms-mock@named"}


class Time:
    """A clock that a test advances."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(name="time")
def fixture_time() -> Time:
    return Time()


@pytest.fixture(name="client")
def fixture_client(new_database: NewDatabase, time: Time) -> Client:
    config = Config(database=new_database(), orders=FEW)
    return Client(create_app(config, clock=time, guard=Guard("127.0.0.1", 4010)).test_client())


@pytest.fixture(name="throttle")
def fixture_throttle(client: Client) -> Callable[..., None]:
    def throttle(rate: str | None, world: str = "default") -> None:
        oms = client.raw.application.extensions[EXTENSION]
        oms.worlds.enter(world)
        behaviour_updates.edit(oms.store, world, stored.THROTTLE, lambda _: rate)

    return throttle


def journal(client: Client, world: str = "default") -> Any:
    response = client.raw.get(f"/__admin/requests?world={world}", headers={"Host": "127.0.0.1:4010"})
    return list(reversed(response.json["requests"]))


def test_a_throttled_request_is_429_with_the_seconds_to_wait(client: Client, throttle: Any, time: Time) -> None:
    throttle("3/min")
    assert [client.get().status_code for _ in range(3)] == [200, 200, 200]
    time.advance(20)
    rejected = client.get()
    assert (rejected.status_code, rejected.headers["Retry-After"]) == (429, "40")
    assert rejected.json == {"detail": "Request was throttled. Expected available in 40 seconds."}
    time.advance(39.5)
    assert client.get().json == {"detail": "Request was throttled. Expected available in 1 second."}
    time.advance(0.5)
    assert client.get().status_code == 200


def test_the_throttle_counts_every_request_but_preflights(client: Client, throttle: Any) -> None:
    throttle("2/min")
    preflight = {"Origin": "http://a.example.com", "Access-Control-Request-Method": "GET"}
    assert [client.raw.options(client.prefix, headers=preflight).status_code for _ in range(3)] == [200] * 3
    assert client.get("1/").status_code == 200
    assert client.post(json={"order_numbers": []}).status_code == 200
    assert client.get("delivery_type_enums/").status_code == 429
    assert client.post(json={"order_numbers": ["9000000000000001"]}).status_code == 429


def test_unauthenticated_requests_are_401_and_are_not_counted(client: Client, throttle: Any) -> None:
    throttle("1/min")
    assert [client.get(headers={}).status_code for _ in range(3)] == [401] * 3
    assert client.get().status_code == 200


def test_a_throttle_applies_to_one_world_until_it_is_removed(client: Client, throttle: Any) -> None:
    throttle("1/min", "named")
    assert [client.get(headers=NAMED).status_code for _ in range(2)] == [200, 429]
    assert [client.get().status_code for _ in range(3)] == [200] * 3
    throttle(None, "named")
    assert client.get(headers=NAMED).status_code == 200


def test_a_conditional_request_is_counted(client: Client, throttle: Any) -> None:
    etag = client.get().headers["ETag"]
    throttle("1/min")
    statuses = [client.get(headers={**TOKEN, "If-None-Match": etag}).status_code for _ in range(2)]
    assert statuses == [304, 429]


def test_a_request_that_a_fault_rule_rejects_is_not_counted(client: Client, throttle: Any) -> None:
    throttle("1/min")
    oms = client.raw.application.extensions[EXTENSION]
    rule = {"id": "f1", "match": {"times": 3}, "status": 503}
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [rule])
    assert [client.get().status_code for _ in range(5)] == [503, 503, 503, 200, 429]


def test_the_journal_reports_requests_that_came_too_early(client: Client, throttle: Any, time: Time) -> None:
    throttle("1/min")
    client.get()
    client.get()
    time.advance(15)
    client.get()
    time.advance(45)
    client.get()
    reported = [(each["status"], each.get("throttled"), each.get("too_early")) for each in journal(client)]
    assert reported == [(200, None, None), (429, True, None), (429, True, 45.0), (200, None, None)]


def test_retry_times_are_kept_per_client(client: Client, throttle: Any) -> None:
    throttle("1/min")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1"):
        client.get(environ_overrides={"REMOTE_ADDR": address})
    assert [(each["status"], each.get("too_early")) for each in journal(client)] == [
        (200, None),
        (429, None),
        (429, None),
        (429, 60.0),
    ]


def test_retry_times_are_kept_per_program(client: Client) -> None:
    client.get("?__code=429", headers=NAMED | {"User-Agent": "curl/8.5.0"})
    for program in ("app/1.0", "curl/8.5.0"):
        client.get(headers=NAMED | {"User-Agent": program})
    assert [each.get("too_early") is not None for each in journal(client, "named")] == [False, False, True]


@pytest.mark.parametrize("how", ["?__code=429", "?__code=503&__retry_after=60"])
def test_the_journal_reports_too_early_after_a_preferred_error(client: Client, how: str, time: Time) -> None:
    client.get(how, headers=NAMED)
    time.advance(10)
    client.get(headers=NAMED)
    client.get()
    assert [each.get("too_early") for each in journal(client, "named")][-1] == 50.0
    assert [each.get("too_early") for each in journal(client)] == [None], "another world is not affected"
