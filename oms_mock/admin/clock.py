"""`/__admin/clock`: what time it is in a world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.behaviour import stored
from oms_mock.behaviour.world_clock import read
from oms_mock.clock import to_wire
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.services import behaviour_updates

blp = blueprint.blueprint_of_fake("control_clock")


@blp.get("/clock")
def tell() -> Response:
    """Tell what time it is in a world."""
    world = arguments.world()
    clock = stored.read(world.controls).clock
    now = to_wire(clock.now(current_oms().clock))
    return document_response({"world": world.name, "now": now, "frozen": clock.frozen is not None})


@blp.put("/clock")
def turn() -> Response:
    """Set a clock to a moment, or so much on; let it stand or go on."""
    document, system = arguments.document(), current_oms().clock
    return _set(lambda kept: read(kept).asked(document, system).kept())


@blp.delete("/clock")
def let_go() -> Response:
    """Let it be the real time again."""
    return _set(lambda _: None)


def _set(change: Callable[[Any], Any]) -> Response:
    """Set a clock; where it goes back, what was let through later than that is let through no more."""
    oms, world = current_oms(), arguments.world()
    before = oms.seconds(world)
    behaviour_updates.edit(oms.store, world.name, stored.CLOCK, change)
    if oms.seconds(oms.store.worlds.open(world.name)) < before:
        oms.live.of(world.name).forget_times()
    return tell()
