"""Webhook events that do not belong together, or not to their order."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import (
    EVENT,
    EVENTS,
    EVENTS_SHORT,
    ORDERS,
    Healthy,
    each_row,
    fault,
    on,
    order_of,
    with_document,
)
from tests.recall.harness import IDS, OLDEST, Ask

NEIGHBOUR = OLDEST + 1


def _events(healthy: Healthy, pk: int) -> Any:
    return healthy.document(f"{ORDERS}{pk}/webhook_events/")


@on(EVENTS_SHORT)
def short_lacks_an_event(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list of events lacks the newest, and counts one less."""
    return {**page, "count": page["count"] - 1, "results": page["results"][1:]}


@on(EVENTS_SHORT)
def short_events_have_a_payload(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list of events has the payloads, which are to be left out."""
    return each_row(page, lambda row: {**row, "request_payload": {"event": {}, "payload": {}}})


@on(EVENTS_SHORT)
def short_event_says_otherwise(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list says of every delivered event that it was not, and the other way round."""
    return each_row(page, lambda row: {**row, "delivered": not row["delivered"]})


@on(EVENTS_SHORT)
def short_event_has_another_uuid(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The short list has the uuids with their first half zero."""
    return each_row(page, lambda row: {**row, "uuid": "0" * 16 + row["uuid"][16:]})


@on(EVENTS)
def events_counted_otherwise(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The full list of events counts one more than it has."""
    return {**page, "count": page["count"] + 1}


@on(EVENTS)
def events_of_all_orders(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """Every order lists the events of all orders."""
    rows = [row for pk in IDS for row in _events(healthy, pk)["results"]]
    return {**page, "count": len(rows), "next": None, "previous": None, "results": rows}


@on(EVENTS, EVENTS_SHORT, order=OLDEST)
def events_of_a_neighbour(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """One order lists the events of its neighbour, in both lists."""
    return healthy.answer(exchange.path.replace(str(OLDEST), str(NEIGHBOUR)))


@on(EVENTS)
def events_lack_their_payload(page: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The full list of events has no payloads."""
    return each_row(page, lambda row: {key: value for key, value in row.items() if key != "request_payload"})


@on(EVENT)
def event_is_one_of_another_order(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that is opened is one of another order."""
    other = NEIGHBOUR if order_of(exchange) != NEIGHBOUR else OLDEST
    return _events(healthy, other)["results"][0]


@on(EVENT)
def event_answers_otherwise(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that is opened got another answer than in the list."""
    return {**event, "response_http_status": 418}


@on(EVENT)
def event_tells_of_another_order(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that is opened names another order as its object."""
    return {**event, "object_id": event["object_id"] + 1}


@on(EVENT)
def event_without_payload(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event that is opened has no payload."""
    return {key: value for key, value in event.items() if key != "request_payload"}


@on(EVENT)
def listed_event_is_404(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """No event that is listed can be opened."""
    return with_document(exchange, {"detail": "Not found."}, 404)


@on(EVENT, order=OLDEST)
def first_event_is_404(event: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The first event of one order is listed, and cannot be opened."""
    return with_document(exchange, {"detail": "Not found."}, 404) if event["id"] % 10 == 1 else None


@on(EVENT, status=404)
def event_opens_under_any_order(refusal: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An event opens under every order that exists, whosever it is."""
    number = exchange.path.rstrip("/").rpartition("/")[2]
    owner = int(number[:-1] or 0) if number.isdecimal() else 0
    owned = owner in IDS and order_of(exchange) in IDS
    return healthy.answer(f"{ORDERS}{owner}/webhook_events/{number}/") if owned else None


_LIST = Ask(f"{ORDERS}{OLDEST}/webhook_events/")
_SHORT = Ask(f"{ORDERS}{OLDEST}/webhook_events/short/")
_EVENT = Ask(f"{ORDERS}{OLDEST}/webhook_events/{OLDEST}1/")
_G = "webhook events"
FAULTS = (
    fault(_G, short_lacks_an_event, "event-count event-fields", _SHORT),
    fault(_G, short_events_have_a_payload, "event-payload", _SHORT),
    fault(_G, short_event_says_otherwise, "event-fields", _SHORT),
    fault(_G, short_event_has_another_uuid, "event-fields", _SHORT),
    fault(_G, events_counted_otherwise, "event-count page-totals", _LIST),
    fault(_G, events_of_all_orders, "event-owner event-count event-opens", _LIST),
    fault(_G, events_of_a_neighbour, "event-owner event-opens", _LIST, _SHORT),
    fault(_G, events_lack_their_payload, "missing-field event-payload event-fields", _LIST),
    fault(_G, event_is_one_of_another_order, "event-owner event-fields event-opens", _EVENT),
    fault(_G, event_answers_otherwise, "event-fields", _EVENT),
    fault(_G, event_tells_of_another_order, "event-owner event-fields", _EVENT),
    fault(_G, event_without_payload, "missing-field event-payload event-fields", _EVENT),
    fault(_G, listed_event_is_404, "event-opens", _EVENT),
    fault(_G, first_event_is_404, "event-opens", _EVENT),
    fault(
        _G,
        event_opens_under_any_order,
        "event-owner unknown-event",
        Ask(f"{ORDERS}{NEIGHBOUR}/webhook_events/{OLDEST}1/"),
    ),
)
