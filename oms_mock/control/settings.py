"""`/__admin/settings`: what may be pulled into a world, and how often it lets itself be asked."""

from __future__ import annotations

from flask import Response

from oms_mock.api.answers import document_response
from oms_mock.api.context import current_oms
from oms_mock.control import asked, surface
from oms_mock.services import settings

blp = surface.blueprint_of_fake("control_settings")


@blp.get("/settings")
def tell() -> Response:
    """Tell what a world is set to."""
    world = asked.world()
    return document_response({"world": world.name, "settings": settings.read(current_oms().store, world)})


@blp.patch("/settings")
def change() -> Response:
    """Set a world to what the body says; null is what its scenario says."""
    world = asked.world()
    changed = settings.change(current_oms().store, world, asked.document())
    return document_response({"world": world.name, "settings": changed})
