"""The vendor's Python client, unmodified, with a real server."""

# The client ships no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from omnisdk.exceptions import ValidationError
from omnisdk.omnitron.client import OmnitronApiClient
from omnisdk.omnitron.endpoints import OmnitronApiEndpoint
from omnisdk.omnitron.models import Order

from tests.conftest import newest_first
from tests.outside.conftest import NEWEST, SIZE, TOKEN, Serve, Server

PULLABLE = "9000000000000001"
UNKNOWN = "9000000000000102"


class OrderEndpoint(OmnitronApiEndpoint):  # type: ignore[misc]
    """What a user of the client writes to reach the orders."""

    def __init__(self, **options: Any) -> None:
        super().__init__(endpoint="oms/orders", model=Order, **options)


@pytest.fixture(autouse=True, name="waits")
def fixture_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client would have waited: it waits ten before it tries again."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


@pytest.fixture(name="client")
def fixture_client(server: Server) -> Iterator[OmnitronApiClient]:
    """A client that is logged in; endpoints find it by its class's name."""
    with OmnitronApiClient(f"{server.url}/", "oms-mock", "oms-mock") as client:
        yield client


def test_the_client_logs_in_first(client: OmnitronApiClient) -> None:
    assert client.token == TOKEN
    assert client.session.headers["Authorization"] == TOKEN


def test_a_wrong_password_raises_the_error_text_of_the_server(server: Server) -> None:
    with pytest.raises(ValidationError) as raised:
        OmnitronApiClient(f"{server.url}/", "oms-mock", "wrong")
    assert raised.value.json == {"non_field_errors": ["Unable to log in with provided credentials."]}


def test_a_missing_password_raises_an_error_with_the_name_of_the_field(server: Server) -> None:
    with pytest.raises(ValidationError) as raised:
        OmnitronApiClient(f"{server.url}/", "oms-mock", None)
    assert raised.value.json == {"password": ["This field is required."]}


def test_too_many_logins_and_a_wrong_password_raise_different_errors(client: OmnitronApiClient) -> None:
    client.session.headers["Prefer"] = "code=429"
    with pytest.raises(ValueError, match="Too many requests"):
        client.refresh_key()


@pytest.mark.usefixtures("client")
def test_the_first_page_is_a_list_of_models() -> None:
    orders = OrderEndpoint().list(params={"limit": 3})
    assert [type(order) for order in orders] == [Order] * 3
    assert [order.id for order in orders] == [NEWEST, NEWEST - 1, NEWEST - 2]
    assert orders[0].customer.keys() >= {"email", "first_name"}


@pytest.mark.usefixtures("client")
def test_the_iterator_returns_the_orders_of_all_pages_once() -> None:
    endpoint = OrderEndpoint()
    pages = [endpoint.list(), *endpoint.iterator]
    assert [len(page) for page in pages] == [10, 10, 10, 10]
    assert [order.id for page in pages for order in page] == newest_first(SIZE)


@pytest.mark.usefixtures("client")
def test_sorting_and_pagination_can_be_combined() -> None:
    endpoint = OrderEndpoint()
    pages = [endpoint.list(params={"sort": "id", "limit": 20}), *endpoint.iterator]
    assert [order.id for page in pages for order in page] == newest_first(SIZE)[::-1]


@pytest.mark.parametrize("path", ["short", "list-simple"])
@pytest.mark.usefixtures("client")
def test_the_other_lists_are_requested_by_their_paths(path: str) -> None:
    endpoint = OrderEndpoint(path=path)
    pages = [endpoint.list(), *endpoint.iterator]
    assert [order.id for page in pages for order in page] == newest_first(SIZE)


@pytest.mark.usefixtures("client")
def test_an_order_equals_its_row_in_the_list() -> None:
    listed = OrderEndpoint().list(params={"limit": 1})[0]
    assert OrderEndpoint().retrieve(listed.id).get_parameters() == listed.get_parameters()


@pytest.mark.usefixtures("client")
def test_a_short_order_is_requested_by_a_path_after_the_id() -> None:
    order = OrderEndpoint(path="short").retrieve(NEWEST)
    assert order.id == NEWEST
    assert not hasattr(order, "orderitem_set")


@pytest.mark.usefixtures("client")
def test_a_raw_endpoint_returns_the_body_unchanged() -> None:
    page = OrderEndpoint(raw=True).list(params={"limit": 1})
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == SIZE


@pytest.mark.parametrize("path", ["delivery_type_enums", "payment_type_enums"])
def test_enums_are_returned_although_the_client_sends_page_1(client: OmnitronApiClient, path: str) -> None:
    asked: list[str | None] = []
    client.session.hooks["response"].append(lambda answer, **_: asked.append(answer.request.url))
    endpoint = OrderEndpoint(path=path)
    members = endpoint.list()
    assert asked == [f"{client.base_url}oms/orders/{path}/?page=1"]
    assert all(member.value and member.label for member in members)
    assert list(endpoint.iterator) == []


@pytest.mark.usefixtures("client")
def test_webhook_events_of_an_order_can_be_listed_and_requested() -> None:
    endpoint = OrderEndpoint(path=f"{NEWEST}/webhook_events")
    events = [event for page in (endpoint.list(), *endpoint.iterator) for event in page]
    newest = OrderEndpoint(path=f"webhook_events/{events[0].id}").retrieve(NEWEST)
    assert {event.object_id for event in events} == {NEWEST}
    assert newest.get_parameters() == events[0].get_parameters()


@pytest.mark.usefixtures("client")
def test_short_webhook_events_are_the_events_without_their_payload() -> None:
    events = OrderEndpoint(path=f"{NEWEST}/webhook_events").list()
    short = OrderEndpoint(path=f"{NEWEST}/webhook_events/short").list()
    assert [event.id for event in short] == [event.id for event in events]
    assert not any(hasattr(event, "request_payload") for event in short)


def test_a_pulled_order_is_the_first_of_the_list(serve: Serve) -> None:
    with OmnitronApiClient(f"{serve().url}/", "oms-mock", "oms-mock"):
        results = OrderEndpoint(path="pull_from_omnitron").create(Order(order_numbers=[PULLABLE, UNKNOWN]))
        newest = OrderEndpoint().list()[0]
    assert [result.get_parameters() for result in results] == [
        {"order_number": PULLABLE, "success": True, "errors": []},
        {"order_number": UNKNOWN, "success": False, "errors": [f"Order not found with Order number:{UNKNOWN}"]},
    ]
    assert (newest.id, newest.number) == (NEWEST + 1, PULLABLE)


@pytest.mark.usefixtures("client")
def test_a_pull_without_order_numbers_names_the_missing_field() -> None:
    with pytest.raises(requests.HTTPError) as raised:
        OrderEndpoint(path="pull_from_omnitron").create(Order(numbers=[PULLABLE]))
    assert raised.value.args[1] == {"order_numbers": ["This field is required."]}


def test_the_client_logs_in_again_after_a_401(client: OmnitronApiClient) -> None:
    client.set_token("Token expired")
    client.session.headers["Authorization"] = client.token
    assert OrderEndpoint().retrieve(NEWEST).id == NEWEST
    assert client.token == TOKEN


def test_the_client_stays_in_its_world_after_a_401(serve: Serve) -> None:
    with OmnitronApiClient(f"{serve().url}/", "oms-mock@w1", "oms-mock") as client:
        OrderEndpoint(path="pull_from_omnitron").create(Order(order_numbers=[PULLABLE]))
        client.set_token("Token expired")
        client.session.headers["Authorization"] = client.token
        assert OrderEndpoint().list()[0].number == PULLABLE
        assert client.token == f"{TOKEN}@w1"


def test_a_given_token_is_checked_and_used(server: Server) -> None:
    with OmnitronApiClient(f"{server.url}/", None, None, token=TOKEN):
        assert OrderEndpoint().retrieve(NEWEST).id == NEWEST


def test_a_given_invalid_token_raises_an_error(server: Server) -> None:
    with pytest.raises(ValidationError, match="Invalid token") as raised:
        OmnitronApiClient(f"{server.url}/", None, None, token="Token expired")
    assert raised.value.json == {"detail": "Invalid token."}


def test_a_forbidden_token_raises_403_without_a_retry(client: OmnitronApiClient, waits: list[float]) -> None:
    client.session.headers["Authorization"] = "Token oms-mock-limited"
    with pytest.raises(requests.HTTPError) as raised:
        OrderEndpoint().list()
    assert raised.value.args[1] == {"detail": "You do not have permission to perform this action."}
    assert waits == []


@pytest.mark.usefixtures("client")
def test_an_unknown_order_raises_the_error_text_of_the_server(waits: list[float]) -> None:
    with pytest.raises(requests.HTTPError) as raised:
        OrderEndpoint().retrieve(NEWEST + 1)
    assert raised.value.args[1] == {"detail": "Not found."}
    assert waits == []


@pytest.mark.usefixtures("client")
def test_a_throttled_client_does_not_retry(waits: list[float]) -> None:
    with pytest.raises(requests.HTTPError) as raised:
        OrderEndpoint().list(headers={"Prefer": "code=429"})
    assert raised.value.args[1] == {"detail": "Request was throttled. Expected available in 60 seconds."}
    assert waits == []


@pytest.mark.usefixtures("client")
def test_a_server_error_is_retried_ten_times(waits: list[float]) -> None:
    with pytest.raises(requests.HTTPError, match="503"):
        OrderEndpoint().list(headers={"Prefer": "code=503"})
    assert waits.count(10) == 9
