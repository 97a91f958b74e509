"""Instants as whole microseconds since the shop opened, and their text on the wire."""

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
    """Write an instant as `2022-01-02T03:04:05.678901Z`; orders reach the year 9999 after id 10**12."""
    # Django REST framework drops the fraction at a whole second: here that is one microsecond late.
    instant += instant % SECOND == 0
    return (OPENING + timedelta(microseconds=instant)).isoformat(timespec="microseconds")[:-6] + "Z"


def wire_whole_second(instant: int) -> str:
    """Write the whole second that an instant lies in, as Django REST framework does: without a fraction."""
    return (OPENING + timedelta(microseconds=instant)).isoformat(timespec="seconds")[:-6] + "Z"


def read(text: str) -> int:
    """Read any ISO-8601 date; one without a zone is taken for UTC."""
    return (clock.from_wire(text) - OPENING) // MICROSECOND


def due(order_id: int) -> int:
    """Tell the instant from which an order is placed; the gaps shrink as the shop grows."""
    return isqrt(order_id * GROWTH)


def long_settled(created_draw: int, modified_draw: int) -> tuple[str, str]:
    """Write created_date and modified_date of an object that was there before the opening."""
    created = -31 * DAY - below(700 * DAY, created_draw)
    return wire(created), wire(created + below(30 * DAY, modified_draw))
