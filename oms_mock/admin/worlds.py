"""`/__admin/worlds` and `/__admin/reset`: what worlds there are, begin one anew, end one."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.drf.responses import document_response, refusal
from oms_mock.errors import UnusableValueError
from oms_mock.runtime.context import current_oms
from oms_mock.store.worlds import DEFAULT_WORLD

blp = blueprint.blueprint_of_fake("control")


@blp.get("/worlds")
def worlds() -> Response:
    """List the named worlds: for how many seconds nobody has used them, and how many orders are their own."""
    named = [
        {"name": each.name, "idle": each.idle, "own_orders": each.own_orders} for each in current_oms().worlds.named()
    ]
    return document_response({"worlds": named})


@blp.delete("/worlds/<name>")
def drop(name: str) -> Response:
    """End a world."""
    if name == DEFAULT_WORLD:
        return refusal(409, "The default world cannot be dropped: reset it.")
    return document_response({}) if current_oms().worlds.drop(name) else refusal(404, f"There is no world {name!r}.")


@blp.post("/reset")
def reset() -> Response:
    """Let a world be as it was born."""
    name = arguments.world_name()
    if arguments.document() != {}:
        raise UnusableValueError("$", "a reset takes no document: ?world= names the world, or the token does.")
    current_oms().worlds.reset(name)
    return document_response({"world": name})
