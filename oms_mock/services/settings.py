"""The settings of a world: its throttle, and the rules by which an order is pulled."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection

from oms_mock.behaviour import stored, throttle
from oms_mock.dataset import omnitron
from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import ListOf, Rate, WholeNumber
from oms_mock.services import behaviour_updates
from oms_mock.services.worlds import open_for_change
from oms_mock.store.store import Store
from oms_mock.store.worlds import World

MOST_IDS = 1000
LARGEST = 2**63 - 1

KEYS = {
    "min_order_omnitron_id": omnitron.MIN_ORDER_OMNITRON_ID,
    "allowed_channels": omnitron.ALLOWED_CHANNELS,
    "cargo_companies": omnitron.CARGO_COMPANIES,
}
"""The settings of a pull: as a client names them, and as they are stored."""

Settings = dict[str, Any]


def _ids(description: str) -> ListOf:
    number = WholeNumber(-LARGEST, LARGEST)
    metadata = {"description": description}
    return ListOf(number, most=MOST_IDS, wanted="a list of whole numbers", allow_none=True, metadata=metadata)


class SettingsSchema(DocumentSchema):
    """The settings of a world; null resets one to the value of the scenario."""

    throttle = Rate(
        throttle.parse,
        allow_none=True,
        metadata={"description": "Reject requests beyond this rate with 429.", "examples": ["60/min"]},
    )
    min_order_omnitron_id = WholeNumber(
        -LARGEST, LARGEST, allow_none=True, metadata={"description": "Orders with a smaller id cannot be pulled."}
    )
    allowed_channels = _ids("The channels whose orders can be pulled.")
    cargo_companies = _ids("The cargo companies that the deployment knows.")


def read(store: Store, world: World) -> Settings:
    """Return the settings of a world."""
    with open_for_change(store, world) as (connection, present):
        return _settings(store, connection, present)


def change(store: Store, world: World, patch: Any) -> Settings:
    """Change settings, where None resets one to the scenario's value; return all. Raises UnusableValueError."""
    patch = load(SettingsSchema(), patch)
    with open_for_change(store, world) as (connection, present):
        if stored.THROTTLE in patch:
            _set_throttle(store, connection, present, patch[stored.THROTTLE])
        own = {KEYS[name]: value for name, value in patch.items() if name in KEYS}
        store.omnitron.unset_own(connection, present, list(own))
        store.omnitron.set_own(connection, present, {key: value for key, value in own.items() if value is not None})
    return read(store, world)


def _settings(store: Store, connection: Connection, world: World) -> Settings:
    kept = store.omnitron.settings(connection, world)
    rate = orjson.loads(world.behaviour).get(stored.THROTTLE)
    return {stored.THROTTLE: rate, **{name: kept[key] for name, key in KEYS.items()}}


def _set_throttle(store: Store, connection: Connection, world: World, rate: str | None) -> None:
    if rate is None:
        rate = orjson.loads(store.worlds.dataset(world).behaviour).get(stored.THROTTLE)
    behaviour_updates.edit_within(store, connection, world, stored.THROTTLE, lambda _: rate)
