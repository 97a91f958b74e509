"""The settings and the clock of a world."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from oms_mock.testing.admin_client import Control


class Changes(TypedDict, total=False):
    """Settings to change; None resets one to the value of the scenario."""

    throttle: str | None
    min_order_omnitron_id: int | None
    allowed_channels: list[int] | None
    cargo_companies: list[int] | None


class Settings:
    """The settings of a world: its throttle, and the rules by which an order is pulled."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def get(self) -> dict[str, Any]:
        """Return all settings."""
        settings: dict[str, Any] = self._control.call("GET", "settings")["settings"]
        return settings

    def change(self, **changes: Unpack[Changes]) -> dict[str, Any]:
        """Change settings; None resets one to the value of the scenario. Returns all settings."""
        settings: dict[str, Any] = self._control.call("PATCH", "settings", changes)["settings"]
        return settings


class Clock:
    """The clock of a world. The dates of orders and the throttle follow it."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def now(self) -> datetime:
        """Return the time in the world."""
        return _moment(self._control.call("GET", "clock"))

    def freeze(self, at: str | datetime | None = None) -> datetime:
        """Freeze the clock at a moment, `2026-01-01T00:00:00Z`, or at its current time."""
        at = self.now() if at is None else at
        if isinstance(at, datetime):
            at = at.isoformat().replace("+00:00", "Z")
        return _moment(self._control.call("PUT", "clock", {"now": at, "frozen": True}))

    def advance(self, by: str | timedelta) -> datetime:
        """Move the clock forward: `90s`, `2h`, `3d`."""
        if isinstance(by, timedelta):
            by = f"{round(by.total_seconds() * 1000)}ms"
        return _moment(self._control.call("PUT", "clock", {"advance": by}))

    def real(self) -> datetime:
        """Reset the clock to the machine's time."""
        return _moment(self._control.call("DELETE", "clock"))


def _moment(response: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(response["now"])
