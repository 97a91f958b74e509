"""`/__admin/orders`: list, read, add, change and delete orders, without faults and without the journal."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import EmptySchema, OrdersSchema
from oms_mock.api import order_query
from oms_mock.drf.responses import body_response, document_response
from oms_mock.errors import InvalidInputError, InvalidPageError, UnusableValueError
from oms_mock.inputs import json_text
from oms_mock.inputs.fields import one_of
from oms_mock.runtime.context import current_context, current_oms
from oms_mock.schemas.orders import OrderDetailSchema
from oms_mock.services import order_edits, orders
from oms_mock.store.listing import Listing

blp = blueprint.fake_blueprint("admin_orders")

TAG = "Orders"
NO_ORDER = {404: "There is no order with this id."}
ERRORS = {**WORLD_LIMIT, 503: "There are too many worlds or too many orders in one, or the database does not respond."}
_STRING = {"type": "string"}
PATCH: dict[str, Any] = {
    "type": "object",
    "description": "Keys of an order. Objects are merged by RFC 7396; null removes a key that may be missing.",
    "properties": {name: {} for name in OrderDetailSchema._declared_fields},
}

SHOWN = 20
"""Orders in a response by default."""
MOST_SHOWN = 100
QUERY: dict[str, tuple[str, dict[str, Any]]] = {
    "limit": ("How many orders.", {"type": "integer", "minimum": 1, "maximum": MOST_SHOWN, "default": SHOWN}),
    "page": ("The number of the page, from 1, or `last`.", {"type": ["integer", "string"], "default": 1}),
    order_query.SORT: ("Keys, separated by commas; `-` for descending: " + ", ".join(order_query.SORTABLE), _STRING),
    **{name: (each.description, each.schema) for name, each in order_query.PARAMETERS.items()},
}


@blp.get("/orders")
@describe(Operation("list_orders", TAG, OrdersSchema, query=QUERY, errors=WORLD_LIMIT))
def listed() -> Response:
    """List orders, the highest id first. Filters are those of the API."""
    listing, limit = _listing(), arguments.number("limit", SHOWN, MOST_SHOWN, least=1)
    world, number = arguments.world(), request.args.get("page", "1")
    try:
        page = orders.page(current_oms().store, world, "full", listing, number, limit)
    except InvalidPageError:
        raise UnusableValueError("page", "is not a page of this list") from None
    results = [json_text.parse(body) for body in page.bodies]
    return document_response({"world": world.name, "count": page.count, "pages": page.pages, "results": results})


@blp.get("/orders/<key:pk>")
@describe(Operation("get_order", TAG, OrderDetailSchema, errors=NO_ORDER | WORLD_LIMIT))
def opened(pk: int) -> Response:
    """Return an order."""
    return body_response(orders.full(current_oms().store, arguments.world(), pk))


def _listing() -> Listing:
    """Return the filters and the sort order of this request. Raises UnusableValueError."""
    for name in request.args:
        if name not in QUERY and name != "world":
            raise UnusableValueError("query", one_of(name, [*QUERY, "world"]))
    try:
        return order_query.listing(current_context())
    except InvalidInputError as error:
        name, messages = next(iter(error.messages.items()))
        raise UnusableValueError(name, str(next(iter(messages)))) from None


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
