"""`/__admin/orders`: let an order come, change, or go."""

from __future__ import annotations

from flask import Response

from oms_mock.api.answers import document_response
from oms_mock.api.context import current_oms
from oms_mock.control import asked, surface
from oms_mock.services import changing

blp = surface.blueprint_of_fake("control_orders")


@blp.post("/orders")
def add() -> Response:
    """Make an order: what the body does not say is made up."""
    oms, world = current_oms(), asked.world()
    return document_response(changing.add(oms.store, world, oms.clock_of(world), asked.document()), 201)


@blp.patch("/orders/<key:pk>")
def change(pk: int) -> Response:
    """Change an order by a merge patch."""
    oms, world = current_oms(), asked.world()
    return document_response(changing.change(oms.store, world, oms.clock_of(world), pk, asked.document()))


@blp.delete("/orders/<key:pk>")
def delete(pk: int) -> Response:
    """Delete an order."""
    changing.delete(current_oms().store, asked.world(), pk)
    return document_response({})
