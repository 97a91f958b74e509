"""Shift the dates of generated documents by whole days, so that the newest order is placed on a given day.

Times of day and all intervals stay as they are. The dates of states are not generated: they continue the vendor's
sample, and stay too.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast

from oms_mock.dataset import dates, personas
from oms_mock.dataset.orders import UNTOUCHED, instants
from oms_mock.inputs import fields
from oms_mock.spec.near import did_you_mean

Shifted = TypeVar("Shifted")

TODAY = "today"
EARLIEST = timedelta(days=735)
"""No generated date is further before the opening than this."""
LATEST = timedelta(days=7)
"""No generated date is further after the day of the newest order than this."""

_LENGTHS = frozenset((len("2022-01-02T03:04:05Z"), len("2022-01-02T03:04:05.678901Z")))
_STATE = "state"


def parse(text: str) -> date | None:
    """Read a date such as 2027-03-31, or `today`, which is None. Raises ValueError."""
    if text == TODAY:
        return None
    try:
        return fields.day(text)
    except ValueError:
        hint = did_you_mean(text, (TODAY,), "write today, or a date such as 2027-03-31")
        raise ValueError(f"{text!r} is not a day: {hint}") from None


def newest(seed: int, count: int) -> date:
    """Return the day on which the newest of the first `count` generated orders is placed; without any, the opening."""
    if not count:
        return dates.OPENING.date()
    placed = [dates.read(each["date_placed"]) for each in personas.orders()]
    if count > personas.COUNT:
        last = personas.LAST_ID + count - personas.COUNT
        placed.append(instants(seed, last, min(UNTOUCHED))[0])
    return (dates.OPENING + max(placed) * dates.MICROSECOND).date()


def days(seed: int, count: int, until: date | None) -> int:
    """Return by how many days `count` generated orders are shifted, so that the newest is placed on the day `until`.

    Without `until` it is 0. Raises ValueError where a date of an order, or of an object that it refers to, would be out
    of the years 1 to 9999.
    """
    if until is None:
        return 0
    first = newest(seed, count)
    earliest = date.min + (first - (dates.OPENING.date() - EARLIEST))
    latest = date.max - LATEST
    if not earliest <= until <= latest:
        raise ValueError(f"{until} is out of range: the dates of orders allow {earliest} to {latest}")
    return (until - first).days


def shifted(document: Shifted, days: int) -> Shifted:
    """Return a copy of a generated document whose dates are shifted; the document itself if `days` is 0."""
    return cast(Shifted, _shifted(document, days)) if days else document


def _shifted(value: Any, days: int) -> Any:
    if isinstance(value, str):
        return f"{_day(value[:10], days)}{value[10:]}" if _is_date(value) else value
    if isinstance(value, dict):
        return {key: each if key == _STATE else _shifted(each, days) for key, each in value.items()}
    if isinstance(value, list):
        return [_shifted(each, days) for each in value]
    return value


def _is_date(text: str) -> bool:
    return len(text) in _LENGTHS and text[-1] == "Z" and text[10] == "T" and text[4] == text[7] == "-"


@lru_cache(maxsize=16_384)
def _day(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()
