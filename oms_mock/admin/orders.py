"""`/__admin/orders`: let an order come, change, or go."""

from __future__ import annotations

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.services import order_edits

blp = blueprint.blueprint_of_fake("control_orders")


@blp.post("/orders")
def add() -> Response:
    """Make an order: what the body does not say is made up."""
    oms, world = current_oms(), arguments.world()
    return document_response(order_edits.add(oms.store, world, oms.clock_of(world), arguments.document()), 201)


@blp.patch("/orders/<key:pk>")
def change(pk: int) -> Response:
    """Change an order by a merge patch."""
    oms, world = current_oms(), arguments.world()
    return document_response(order_edits.change(oms.store, world, oms.clock_of(world), pk, arguments.document()))


@blp.delete("/orders/<key:pk>")
def delete(pk: int) -> Response:
    """Delete an order."""
    order_edits.delete(current_oms().store, arguments.world(), pk)
    return document_response({})
