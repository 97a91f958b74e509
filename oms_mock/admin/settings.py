"""`/__admin/settings`: read and change the settings of a world."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import SettingsResponseSchema
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.services import settings

blp = blueprint.fake_blueprint("admin_settings")


TAG = "Settings"
EXAMPLES = {"throttle": {"throttle": "60/min"}, "back to the scenario": {"throttle": None, "allowed_channels": None}}


@blp.get("/settings")
@describe(Operation("get_settings", TAG, SettingsResponseSchema, errors=WORLD_LIMIT))
def show() -> Response:
    """Return the settings of a world."""
    world = arguments.world()
    return document_response({"world": world.name, "settings": settings.read(current_oms().store, world)})


@blp.patch("/settings")
@describe(
    Operation(
        "change_settings",
        TAG,
        SettingsResponseSchema,
        body=settings.SettingsSchema,
        examples=EXAMPLES,
        errors=WORLD_LIMIT,
    )
)
def change() -> Response:
    """Change settings of a world; null resets one to the value of the scenario."""
    world = arguments.world()
    changed = settings.change(current_oms().store, world, arguments.document())
    return document_response({"world": world.name, "settings": changed})
