"""What a world is set to: what may be pulled into it, and how often it lets itself be asked."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.behaviour import stored, throttle
from oms_mock.dataset import omnitron
from oms_mock.errors import UnusableValueError
from oms_mock.services import behaviour_updates
from oms_mock.services.worlds import open_for_change
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

MOST_IDS = 1000

KEYS = {
    "min_order_omnitron_id": omnitron.MIN_ORDER_OMNITRON_ID,
    "allowed_channels": omnitron.ALLOWED_CHANNELS,
    "cargo_companies": omnitron.CARGO_COMPANIES,
}
"""What decides about a pull: as a client names it, and as it is kept."""

Settings = dict[str, Any]


def read(store: Store, world: World) -> Settings:
    """Tell what a world is set to."""
    with open_for_change(store, world) as (connection, present):
        return _settings(store, connection, present)


def change(store: Store, world: World, patch: Any) -> Settings:
    """Set a world to what is sent, or with None to what its scenario says; return all. Raises UnusableValueError."""
    _check(patch)
    with open_for_change(store, world) as (connection, present):
        if stored.THROTTLE in patch:
            _set_throttle(store, connection, present, patch[stored.THROTTLE])
        own = {KEYS[name]: value for name, value in patch.items() if name in KEYS}
        store.omnitron.unset_own(connection, present, list(own))
        store.omnitron.set_own(connection, present, {key: value for key, value in own.items() if value is not None})
    return read(store, world)


def _settings(store: Store, connection: Connection, world: World) -> Settings:
    kept = store.omnitron.settings(connection, world)
    rate = orjson.loads(world.controls).get(stored.THROTTLE)
    return {stored.THROTTLE: rate, **{name: kept[key] for name, key in KEYS.items()}}


def _set_throttle(store: Store, connection: Connection, world: World, rate: str | None) -> None:
    if rate is None:
        rate = orjson.loads(store.worlds.dataset(world).controls).get(stored.THROTTLE)
    behaviour_updates.edit_within(store, connection, world, stored.THROTTLE, lambda _: rate)


def _check(patch: Any) -> None:
    if not isinstance(patch, dict):
        raise UnusableValueError("$", "it is an object.")
    for name, value in patch.items():
        if name not in _CHECKS:
            near = difflib.get_close_matches(name[:100], _CHECKS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_CHECKS)}."
            raise UnusableValueError(f"$.{name[:100]}", f"there is no such setting: {hint}")
        if value is not None and (problem := _CHECKS[name](value)):
            raise UnusableValueError(f"$.{name}", problem)


def _why_no_rate(value: Any) -> str | None:
    if not isinstance(value, str):
        return "it is a text like 60/min."
    try:
        throttle.parse(value)
    except ValueError as error:
        return f"{error}."
    return None


def _why_no_id(value: Any) -> str | None:
    return None if _is_id(value) else "it is a whole number."


def _why_no_ids(value: Any) -> str | None:
    if not isinstance(value, list) or not all(map(_is_id, value)):
        return "it is a list of whole numbers."
    return f"it has more than {MOST_IDS} numbers." if len(value) > MOST_IDS else None


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_CHECKS: dict[str, Callable[[Any], str | None]] = {
    stored.THROTTLE: _why_no_rate,
    "min_order_omnitron_id": _why_no_id,
    "allowed_channels": _why_no_ids,
    "cargo_companies": _why_no_ids,
}
