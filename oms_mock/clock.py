"""Dates in wire form: UTC, `Z`, six digits, and no fraction at whole seconds.

That is how Django REST framework writes them, and how they are in the vendor's sample.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def to_wire(moment: datetime) -> str:
    """Format an aware datetime as the API does: `2023-05-17T13:45:55.657199Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Parse an ISO 8601 datetime; one without a time zone is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def to_microseconds(text: str) -> int:
    """Convert a date in wire form to microseconds since 1970."""
    return (from_wire(text) - EPOCH) // MICROSECOND
