"""The orders of Omnitron that are not in the OMS yet and can be pulled. Their numbers never change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from oms_mock.dataset import dates
from oms_mock.dataset.channels import CHANNELS
from oms_mock.dataset.date_shift import shifted
from oms_mock.dataset.oddities import ITEM_DATES, ORDER_DATES
from oms_mock.dataset.orders import UNTOUCHED, instants, order
from oms_mock.dataset.states import item_states, order_states

MIN_ORDER_OMNITRON_ID = "MIN_ORDER_OMNITRON_ID"
ALLOWED_CHANNELS = "ALLOWED_CHANNELS"
CARGO_COMPANIES = "CARGO_COMPANIES"

SETTINGS: dict[str, Any] = {
    MIN_ORDER_OMNITRON_ID: 10_000,
    ALLOWED_CHANNELS: [1, *(channel.id for channel in CHANNELS)],
    CARGO_COMPANIES: [34, 35, 36],
}
"""The settings that decide whether an order can be pulled. The vendor's documentation names the first only."""

PULLABLE = range(9000000000000001, 9000000000000021)
EXISTS = "2200000000000001"
NOT_FOUND = "9000000000000102"
TOO_OLD = "9000000000000103"
CHANNEL_NOT_ALLOWED = "9000000000000104"
UNKNOWN_CARGO_COMPANY = "9000000000000105"

APPROVED = "400"
CLOSED_CHANNEL = 99
FIRST_OMNITRON_ID = 5_000_000
FIRST_MODEL = 900_001


class Trigger(NamedTuple):
    """An order number that always gives the same error: the position of the documented text, and the reason."""

    text: int
    number: str
    reason: str


TRIGGERS = (
    Trigger(1, EXISTS, "is in the OMS already (the oldest generated order)"),
    Trigger(2, NOT_FOUND, "does not exist in Omnitron"),
    Trigger(3, TOO_OLD, "has an Omnitron id below MIN_ORDER_OMNITRON_ID"),
    Trigger(4, CHANNEL_NOT_ALLOWED, "is of a channel that is not allowed"),
    Trigger(5, UNKNOWN_CARGO_COMPANY, "names a cargo company that does not exist"),
)


def newest(seed: int) -> date:
    """Return the day on which the newest order of Omnitron is placed."""
    placed, *_ = instants(seed, FIRST_MODEL + len(PULLABLE) + 2, min(UNTOUCHED))
    return (dates.OPENING + timedelta(microseconds=placed)).date()


def omnitron_orders(seed: int, until: date | None = None, days: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the orders of Omnitron as documents of the OMS, before the OMS gives them ids.

    With `until` the newest one is placed the day before, so that an order is placed before it is pulled on that day.
    The objects that an order refers to are shifted by `days`, as in other orders.
    """
    for document in _orders(seed):
        if until is None:
            yield document
        else:
            own_days = (until - timedelta(1) - newest(seed)).days
            yield shifted(_with_own_dates_shifted(document, own_days - days), days)


def _with_own_dates_shifted(document: dict[str, Any], days: int) -> dict[str, Any]:
    """Shift the dates of an order and its items, and not those of the objects that they refer to."""
    items = [item | shifted({key: item[key] for key in ITEM_DATES}, days) for item in document["orderitem_set"]]
    return document | shifted({key: document[key] for key in ORDER_DATES}, days) | {"orderitem_set": items}


def _orders(seed: int) -> Iterator[dict[str, Any]]:
    for place, number in enumerate(PULLABLE):
        yield _order(seed, place, str(number))
    place = len(PULLABLE)
    yield _order(seed, place, TOO_OLD) | {"omnitron_id": 9_001}
    yield _on_a_closed_channel(_order(seed, place + 1, CHANNEL_NOT_ALLOWED))
    yield _order(seed, place + 2, UNKNOWN_CARGO_COMPANY) | {"cargo_company": 999}


def _order(seed: int, place: int, number: str) -> dict[str, Any]:
    """Generate an order that was approved just now."""
    model = order(seed, FIRST_MODEL + place)
    omnitron_id = FIRST_OMNITRON_ID + place
    return model | {
        "state": order_states()[APPROVED],
        "orderitem_set": _items(model["orderitem_set"], omnitron_id),
        "omnitron_id": omnitron_id,
        "number": number,
        "tracking_number": None,
    }


def _on_a_closed_channel(order: dict[str, Any]) -> dict[str, Any]:
    customer = order["customer"] | {"channel": CLOSED_CHANNEL}
    closed = {"id": CLOSED_CHANNEL, "omnitron_id": CLOSED_CHANNEL, "name": "Closed Channel"}
    addresses = {key: order[key] | {"customer": customer} for key in ("shipping_address", "billing_address")}
    return order | addresses | {"channel": order["channel"] | closed, "customer": customer}


def _items(models: list[dict[str, Any]], order_omnitron_id: int) -> list[dict[str, Any]]:
    """Give items new Omnitron ids, and keep the references of bundled items to their parent."""
    ids: dict[int | None, int | None] = {
        model["omnitron_id"]: order_omnitron_id * 1000 + position for position, model in enumerate(models, start=1)
    }
    return [
        model
        | {
            "state": item_states()[APPROVED],
            "omnitron_id": ids[model["omnitron_id"]],
            "parent_omnitron_id": ids.get(model["parent_omnitron_id"]),
        }
        for model in models
    ]
