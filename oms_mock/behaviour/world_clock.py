"""What time it is in a world: that of the machine, so much later or earlier, or none that goes on.

Pure: the caller says what time it really is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from oms_mock.clock import EPOCH, MICROSECOND, Clock, from_wire, to_wire
from oms_mock.errors import UnusableValueError

LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a clock ends: what is changed then has to be later still."""
WAY_OUT = 'send {"now": "2026-01-01T00:00:00Z"}, {"advance": "90s"}, or either with "frozen": true or false.'

_DURATION = re.compile(r"(\d{1,12})(ms|s|m|h|d)", re.ASCII)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


@dataclass(frozen=True)
class WorldClock:
    """The clock of one world: an offset from the real time, or the moment at which it stands."""

    offset: timedelta = timedelta()
    frozen: datetime | None = None

    def now(self, system: Clock) -> datetime:
        """Tell what time it is in the world, where `system` tells the real time."""
        return self.frozen or min(max(system() + self.offset, EPOCH), LAST)

    def asked(self, document: Any, system: Clock) -> WorldClock:
        """Return what this clock becomes when it is set as a JSON document says. Raises UnusableValueError."""
        _require_known(document)
        real = system()
        now = self.now(lambda: real)
        if "now" in document:
            now = _moment(document["now"])
        if "advance" in document:
            now = _advanced(now, document["advance"])
        is_frozen = document.get("frozen", "now" not in document and self.frozen is not None)
        if not isinstance(is_frozen, bool):
            raise UnusableValueError("$.frozen", "it is true or false.")
        return WorldClock(frozen=now) if is_frozen else WorldClock(now - real)

    def kept(self) -> dict[str, Any]:
        """Write this clock as it is kept with a world."""
        if self.frozen:
            return {"frozen": to_wire(self.frozen)}
        return {"offset": self.offset // MICROSECOND}


REAL = WorldClock()


def read(kept: dict[str, Any] | None) -> WorldClock:
    """Read what is kept with a world; nothing is the real time. It was checked when it was written."""
    if not kept:
        return REAL
    if "frozen" in kept:
        return WorldClock(frozen=from_wire(kept["frozen"]))
    return WorldClock(kept["offset"] * MICROSECOND)


def _require_known(document: Any) -> None:
    known = {"now", "advance", "frozen"}
    if not isinstance(document, dict) or not document or document.keys() >= {"now", "advance"}:
        raise UnusableValueError("$", WAY_OUT)
    if unknown := sorted(document.keys() - known):
        raise UnusableValueError(f"$.{unknown[0][:100]}", f"there is no such key: {WAY_OUT}")


def _moment(value: Any) -> datetime:
    try:
        moment = from_wire(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise UnusableValueError("$.now", "write a moment like 2026-01-01T00:00:00Z.") from None
    return _in_range(moment, "$.now")


def _advanced(now: datetime, value: Any) -> datetime:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise UnusableValueError("$.advance", "write a duration: 500ms, 90s, 5m, 2h or 3d.")
    try:
        return _in_range(now + int(match[1]) * _UNITS[match[2]], "$.advance")
    except OverflowError:
        return _in_range(datetime.max.replace(tzinfo=UTC), "$.advance")


def _in_range(moment: datetime, where: str) -> datetime:
    if not EPOCH <= moment <= LAST:
        raise UnusableValueError(where, f"a clock goes from {to_wire(EPOCH)} to {to_wire(LAST)}.")
    return moment
