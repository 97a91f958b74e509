"""The clock of a world: the machine's time with an offset, or a moment at which the clock is frozen.

Pure: the caller passes the machine's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import ValidationError, validates_schema

from oms_mock.clock import EPOCH, MICROSECOND, Clock, from_wire, to_wire
from oms_mock.errors import UnusableValueError
from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Duration, Flag, Parsed

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""The latest moment of a clock; orders that are changed then need a later one."""
EXAMPLES = '{"now": "2026-01-01T00:00:00Z"}, {"advance": "90s"}, or either with "frozen": true or false'


def _moment(text: str) -> datetime:
    try:
        return from_wire(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a moment such as 2026-01-01T00:00:00Z") from None


class ClockSchema(DocumentSchema):
    """A change of a world's clock."""

    now = Parsed(
        _moment,
        "a moment such as 2026-01-01T00:00:00Z",
        metadata={"description": "Set the clock to this moment.", "format": "date-time"},
    )
    advance = Duration(metadata={"description": "Move the clock forward by this duration."})
    frozen = Flag(metadata={"description": "Stop the clock, or let it run. By default `now` lets it run."})

    @validates_schema
    def _one_change(self, data: dict[str, Any], **_: Any) -> None:
        if not data or data.keys() >= {"now", "advance"}:
            raise ValidationError(f"send {EXAMPLES}")


@dataclass(frozen=True)
class WorldClock:
    """The clock of one world: an offset from the machine's time, or the moment at which it is frozen."""

    offset: timedelta = timedelta()
    frozen: datetime | None = None

    def now(self, system: Clock) -> datetime:
        """Return the time in the world; `system` returns the machine's time."""
        return self.frozen or min(max(system() + self.offset, EPOCH), LAST)

    def changed(self, document: Any, system: Clock) -> WorldClock:
        """Return this clock after the change that a JSON document describes. Raises UnusableValueError."""
        change = load(ClockSchema(), document)
        real = system()
        now = self.now(lambda: real)
        if "now" in change:
            now = _in_range(change["now"], "$.now")
        if "advance" in change:
            now = _advanced(now, change["advance"])
        is_frozen = change.get("frozen", "now" not in change and self.frozen is not None)
        return WorldClock(frozen=now) if is_frozen else WorldClock(now - real)

    def stored(self) -> dict[str, Any]:
        """Return this clock as it is stored with a world."""
        if self.frozen:
            return {"frozen": to_wire(self.frozen)}
        return {"offset": self.offset // MICROSECOND}


REAL = WorldClock()


def read(document: dict[str, Any] | None) -> WorldClock:
    """Return the clock that is stored with a world; it was validated when it was written."""
    if not document:
        return REAL
    if "frozen" in document:
        return WorldClock(frozen=from_wire(document["frozen"]))
    return WorldClock(document["offset"] * MICROSECOND)


def _advanced(now: datetime, seconds: float) -> datetime:
    try:
        return _in_range(now + timedelta(seconds=seconds), "$.advance")
    except OverflowError:
        return _in_range(datetime.max.replace(tzinfo=UTC), "$.advance")


def _in_range(moment: datetime, where: str) -> datetime:
    if not EPOCH <= moment <= LAST:
        raise UnusableValueError(where, f"must stay between {to_wire(EPOCH)} and {to_wire(LAST)}")
    return moment
