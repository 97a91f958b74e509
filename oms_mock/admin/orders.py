"""`/__admin/orders`: add, change and delete orders."""

from __future__ import annotations

from typing import Any

from flask import Response

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import EmptySchema
from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms
from oms_mock.schemas.orders import OrderDetailSchema
from oms_mock.services import order_edits

blp = blueprint.fake_blueprint("admin_orders")

TAG = "Orders"
NO_ORDER = {404: "There is no order with this id."}
ERRORS = {**WORLD_LIMIT, 503: "There are too many worlds or too many orders in one, or the database does not respond."}
PATCH: dict[str, Any] = {
    "type": "object",
    "description": "Keys of an order. Objects are merged by RFC 7396; null removes a key that may be missing.",
    "properties": {name: {} for name in OrderDetailSchema._declared_fields},
}


@blp.post("/orders")
@describe(
    Operation(
        "add_order",
        TAG,
        OrderDetailSchema,
        201,
        body=PATCH,
        is_body_required=False,
        examples={"a generated order": {}, "an order with a note": {"notes": "call first"}},
        errors=ERRORS,
    )
)
def add() -> Response:
    """Add an order. Keys that the body does not have are generated."""
    oms, world = current_oms(), arguments.world()
    return document_response(order_edits.add(oms.store, world, oms.clock_of(world), arguments.document()), 201)


@blp.patch("/orders/<key:pk>")
@describe(
    Operation(
        "change_order",
        TAG,
        OrderDetailSchema,
        body=PATCH,
        examples={"a note": {"notes": "call first"}},
        errors=NO_ORDER | ERRORS,
    )
)
def change(pk: int) -> Response:
    """Change an order by a JSON merge patch."""
    oms, world = current_oms(), arguments.world()
    return document_response(order_edits.change(oms.store, world, oms.clock_of(world), pk, arguments.document()))


@blp.delete("/orders/<key:pk>")
@describe(Operation("delete_order", TAG, EmptySchema, errors=NO_ORDER | ERRORS))
def delete(pk: int) -> Response:
    """Delete an order."""
    oms, world = current_oms(), arguments.world()
    order_edits.delete(oms.store, world, pk, oms.clock_of(world))
    return document_response({})
