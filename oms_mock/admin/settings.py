"""`/__admin/settings`: what may be pulled into a world, and how often it lets itself be asked."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.services import settings

blp = blueprint.blueprint_of_fake("control_settings")


@blp.get("/settings")
def tell() -> Response:
    """Tell what a world is set to."""
    world = arguments.world()
    return document_response({"world": world.name, "settings": settings.read(current_oms().store, world)})


@blp.patch("/settings")
def change() -> Response:
    """Set a world to what the body says; null is what its scenario says."""
    world = arguments.world()
    changed = settings.change(current_oms().store, world, arguments.document())
    return document_response({"world": world.name, "settings": changed})
