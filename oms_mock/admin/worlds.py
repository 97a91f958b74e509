"""`/__admin/worlds` and `/__admin/reset`: list, drop and reset worlds."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import EmptySchema, WorldSchema, WorldsSchema
from oms_mock.drf.responses import detail_response, document_response
from oms_mock.errors import UnusableValueError
from oms_mock.runtime.context import current_oms
from oms_mock.store.worlds import DEFAULT_WORLD

blp = blueprint.fake_blueprint("admin_worlds")


TAG = "Worlds"
DROP_ERRORS = {404: "There is no world of this name.", 409: "The default world cannot be dropped."}


@blp.get("/worlds")
@describe(Operation("list_worlds", TAG, WorldsSchema, has_world=False))
def worlds() -> Response:
    """List the named worlds."""
    named = [
        {"name": each.name, "idle": each.idle, "own_orders": each.own_orders} for each in current_oms().worlds.named()
    ]
    return document_response({"worlds": named})


@blp.delete("/worlds/<name>")
@describe(Operation("drop_world", TAG, EmptySchema, errors=DROP_ERRORS, has_world=False))
def drop(name: str) -> Response:
    """Drop a world."""
    if name == DEFAULT_WORLD:
        return detail_response(409, "The default world cannot be dropped: reset it.")
    return (
        document_response({})
        if current_oms().worlds.drop(name)
        else detail_response(404, f"There is no world {name!r}.")
    )


@blp.post("/reset")
@describe(Operation("reset_world", TAG, WorldSchema, body=EmptySchema, is_body_required=False, errors=WORLD_LIMIT))
def reset() -> Response:
    """Reset a world to its initial state."""
    name = arguments.world_name()
    if arguments.document() != {}:
        raise UnusableValueError("$", "must be empty: the query parameter `world` or the token names the world")
    current_oms().worlds.reset(name)
    return document_response({"world": name})
