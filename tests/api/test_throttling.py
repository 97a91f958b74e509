"""A throttle per world, in the words of Django REST framework."""

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
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
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
    answer = client.raw.get(f"/__admin/requests?world={world}", headers={"Host": "127.0.0.1:4010"})
    return list(reversed(answer.json["requests"]))


def test_who_comes_too_often_is_told_when_to_come_back(client: Client, throttle: Any, time: Time) -> None:
    throttle("3/min")
    assert [client.get().status_code for _ in range(3)] == [200, 200, 200]
    time.go_on(20)
    refused = client.get()
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.json == {"detail": "Request was throttled. Expected available in 40 seconds."}
    time.go_on(39.5)
    assert client.get().json == {"detail": "Request was throttled. Expected available in 1 second."}
    time.go_on(0.5)
    assert client.get().status_code == 200


def test_every_method_and_endpoint_counts_and_a_preflight_does_not(client: Client, throttle: Any) -> None:
    throttle("2/min")
    preflight = {"Origin": "http://a.example.com", "Access-Control-Request-Method": "GET"}
    assert [client.raw.options(client.prefix, headers=preflight).status_code for _ in range(3)] == [204] * 3
    assert client.get("1/").status_code == 200
    assert client.post(json={"order_numbers": []}).status_code == 200
    assert client.get("delivery_type_enums/").status_code == 429
    assert client.post(json={"order_numbers": ["9000000000000001"]}).status_code == 429


def test_strangers_are_refused_as_strangers_and_do_not_count(client: Client, throttle: Any) -> None:
    throttle("1/min")
    assert [client.get(headers={}).status_code for _ in range(3)] == [401] * 3
    assert client.get().status_code == 200


def test_a_world_is_throttled_by_itself_and_no_longer_than_it_is_told(client: Client, throttle: Any) -> None:
    throttle("1/min", "named")
    assert [client.get(headers=NAMED).status_code for _ in range(2)] == [200, 429]
    assert [client.get().status_code for _ in range(3)] == [200] * 3
    throttle(None, "named")
    assert client.get(headers=NAMED).status_code == 200


def test_a_page_that_has_not_changed_counts_too(client: Client, throttle: Any) -> None:
    etag = client.get().headers["ETag"]
    throttle("1/min")
    asked = [client.get(headers={**TOKEN, "If-None-Match": etag}).status_code for _ in range(2)]
    assert asked == [304, 429]


def test_a_request_that_a_rule_refuses_does_not_count(client: Client, throttle: Any) -> None:
    throttle("1/min")
    oms = client.raw.application.extensions[EXTENSION]
    rule = {"id": "f1", "match": {"times": 3}, "status": 503}
    behaviour_updates.edit(oms.store, "default", stored.FAULTS, lambda _: [rule])
    assert [client.get().status_code for _ in range(5)] == [503, 503, 503, 200, 429]


def test_the_journal_marks_who_came_back_too_early(client: Client, throttle: Any, time: Time) -> None:
    throttle("1/min")
    client.get()
    client.get()
    time.go_on(15)
    client.get()
    time.go_on(45)
    client.get()
    said = [(each["status"], each.get("throttled"), each.get("too_early")) for each in journal(client)]
    assert said == [(200, None, None), (429, True, None), (429, True, 45.0), (200, None, None)]


def test_another_client_of_the_same_world_was_not_told_to_wait(client: Client, throttle: Any) -> None:
    throttle("1/min")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1"):
        client.get(environ_overrides={"REMOTE_ADDR": address})
    assert [(each["status"], each.get("too_early")) for each in journal(client)] == [
        (200, None),
        (429, None),
        (429, None),
        (429, 60.0),
    ]


@pytest.mark.parametrize("how", ["?__code=429", "?__code=503&__retry_after=60"])
def test_also_where_the_wait_was_asked_for(client: Client, how: str, time: Time) -> None:
    client.get(how, headers=NAMED)
    time.go_on(10)
    client.get(headers=NAMED)
    client.get()
    assert [each.get("too_early") for each in journal(client, "named")][-1] == 50.0
    assert [each.get("too_early") for each in journal(client)] == [None], "another world is not meant"
