"""The settings and the clock of a world."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from oms_mock.testing.admin_client import Control


class Changes(TypedDict, total=False):
    """Settings to change; None is as the scenario has it."""

    throttle: str | None
    min_order_omnitron_id: int | None
    allowed_channels: list[int] | None
    cargo_companies: list[int] | None


class Settings:
    """How a world throttles, and what it decides by when an order is pulled."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def get(self) -> dict[str, Any]:
        """Return all settings."""
        settings: dict[str, Any] = self._control.call("GET", "settings")["settings"]
        return settings

    def change(self, **changes: Unpack[Changes]) -> dict[str, Any]:
        """Change some; None is as the scenario has it. Returns all settings."""
        settings: dict[str, Any] = self._control.call("PATCH", "settings", changes)["settings"]
        return settings


class Clock:
    """The clock of a world: by it orders are dated, and throttling is timed."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def now(self) -> datetime:
        """Return the present moment of the world."""
        return _moment(self._control.call("GET", "clock"))

    def freeze(self, at: str | datetime | None = None) -> datetime:
        """Let it stand still: at a moment, `2026-01-01T00:00:00Z`, or at its present one."""
        at = self.now() if at is None else at
        if isinstance(at, datetime):
            at = at.isoformat().replace("+00:00", "Z")
        return _moment(self._control.call("PUT", "clock", {"now": at, "frozen": True}))

    def advance(self, by: str | timedelta) -> datetime:
        """Let time pass at once: `90s`, `2h`, `3d`."""
        if isinstance(by, timedelta):
            by = f"{round(by.total_seconds() * 1000)}ms"
        return _moment(self._control.call("PUT", "clock", {"advance": by}))

    def real(self) -> datetime:
        """Let it be the real time again."""
        return _moment(self._control.call("DELETE", "clock"))


def _moment(answer: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(answer["now"])
