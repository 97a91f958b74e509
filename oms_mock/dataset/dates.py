"""Instants as integers: microseconds since the opening of the shop, and their wire form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isqrt

from oms_mock import clock
from oms_mock.dataset.digest import below

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

OPENING = datetime(2022, 1, 1, tzinfo=UTC)

# Order 722 falls 40 days after the opening, order 1,000,000 about four years after.
GROWTH = (40 * DAY) ** 2 // 722


def wire(instant: int) -> str:
    """Format an instant as `2022-01-02T03:04:05.678901Z`. Orders reach the year 9999 after id 10**12."""
    # At a whole second, Django REST framework would omit the fraction: add one microsecond.
    instant += instant % SECOND == 0
    return (OPENING + timedelta(microseconds=instant)).isoformat(timespec="microseconds")[:-6] + "Z"


def wire_whole_second(instant: int) -> str:
    """Format an instant, rounded down to a second, without a fraction, as Django REST framework does."""
    return (OPENING + timedelta(microseconds=instant)).isoformat(timespec="seconds")[:-6] + "Z"


def read(text: str) -> int:
    """Parse an ISO 8601 date; one without a time zone is taken as UTC."""
    return (clock.from_wire(text) - OPENING) // MICROSECOND


def due(order_id: int) -> int:
    """Return the earliest instant of an order. The intervals between orders shrink as the shop grows."""
    return isqrt(order_id * GROWTH)


def long_settled(created_draw: int, modified_draw: int) -> tuple[str, str]:
    """Return created_date and modified_date of an object from before the opening, in wire form."""
    created = -31 * DAY - below(700 * DAY, created_draw)
    return wire(created), wire(created + below(30 * DAY, modified_draw))
