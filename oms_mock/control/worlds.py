"""`/__admin/worlds` and `/__admin/reset`: what worlds there are, begin one anew, end one."""

from __future__ import annotations

from typing import cast

from flask import Response, current_app

from oms_mock.api.answers import document_response, refusal
from oms_mock.api.context import current_oms
from oms_mock.control import asked, surface
from oms_mock.control.guard import Guard
from oms_mock.store.worlds import DEFAULT_WORLD

EXTENSION = "oms_mock.control"


def guard() -> Guard:
    """Return the guard of the app that serves this request."""
    return cast(Guard, current_app.extensions[EXTENSION])


blp = surface.blueprint("control", guard)


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
    """Let a world be as it was born: that of the token if one is sent, else `?world=`, else the default one."""
    name = asked.world_name()
    current_oms().worlds.reset(name)
    return document_response({"world": name})
