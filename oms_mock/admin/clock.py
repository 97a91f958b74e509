"""`/__admin/clock`: read, set, freeze and reset the clock of a world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import ClockResponseSchema
from oms_mock.behaviour import stored
from oms_mock.behaviour.world_clock import ClockSchema, read
from oms_mock.clock import to_wire
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.services import behaviour_updates

blp = blueprint.fake_blueprint("admin_clock")

TAG = "Clock"
EXAMPLES = {
    "freeze": {"now": "2026-01-01T00:00:00Z", "frozen": True},
    "advance": {"advance": "90s"},
    "let it run again": {"frozen": False},
}


@blp.get("/clock")
@describe(Operation("get_clock", TAG, ClockResponseSchema, errors=WORLD_LIMIT))
def show() -> Response:
    """Return the time in a world."""
    world = arguments.world()
    clock = stored.read(world.behaviour).clock
    now = to_wire(clock.now(current_oms().clock))
    return document_response({"world": world.name, "now": now, "frozen": clock.frozen is not None})


@blp.put("/clock")
@describe(Operation("set_clock", TAG, ClockResponseSchema, body=ClockSchema, examples=EXAMPLES, errors=WORLD_LIMIT))
def change() -> Response:
    """Set or advance the clock of a world; freeze it or let it run."""
    document, system = arguments.document(), current_oms().clock
    return _set(lambda stored_clock: read(stored_clock).changed(document, system).stored())


@blp.delete("/clock")
@describe(Operation("reset_clock", TAG, ClockResponseSchema, errors=WORLD_LIMIT))
def reset() -> Response:
    """Reset the clock of a world to the machine's time."""
    return _set(lambda _: None)


def _set(change: Callable[[Any], Any]) -> Response:
    """Store a clock. If it was set back, forget the throttle's requests, which would lie in the future."""
    oms, world = current_oms(), arguments.world()
    before = oms.seconds(world)
    behaviour_updates.edit(oms.store, world.name, stored.CLOCK, change)
    if oms.seconds(oms.store.worlds.open(world.name)) < before:
        oms.live.of(world.name).forget_times()
    return show()
