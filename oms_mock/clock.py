"""Time on the wire: UTC, `Z`, six digits, and no fraction at whole seconds (as Django REST
framework writes it; seen in the vendor's sample)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def to_wire(moment: datetime) -> str:
    """Write an aware moment as the API does: `2023-05-17T13:45:55.657199Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read an ISO 8601 moment; one without a zone is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def to_microseconds(text: str) -> int:
    """Turn a moment on the wire into microseconds since 1970, which sort and compare."""
    return (from_wire(text) - EPOCH) // MICROSECOND
