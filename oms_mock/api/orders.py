"""Orders: three lists, and one order in two lengths."""

from __future__ import annotations

from flask import Response, g
from flask_smorest import Blueprint

from oms_mock.api import order_query
from oms_mock.drf import pagination
from oms_mock.drf.responses import body_response
from oms_mock.openapi.operations import operation, query_parameter
from oms_mock.runtime.context import current_oms
from oms_mock.schemas.orders import (
    OrderDetailSchema,
    OrderDetailShortSchema,
    OrderListPageSchema,
    OrderShortPageSchema,
    OrderSimplePageSchema,
)
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED, SIBLING
from oms_mock.services import orders
from oms_mock.services.orders import Page
from oms_mock.store.orders import View

blp = Blueprint("orders", __name__, url_prefix="/api/v1/oms/orders")

PAGE_PARAMETERS = [
    query_parameter(pagination.NUMBER, {"type": "string"}, DOCUMENTED, "A number, or `last`."),
    query_parameter(pagination.SIZE, {"type": "string"}, DOCUMENTED, "Rows on a page: 10, at most 100."),
]
LIST_PARAMETERS = [
    *PAGE_PARAMETERS,
    query_parameter(
        order_query.SORT,
        {"type": "string"},
        SIBLING,
        "Comma-separated; `-` before a key for descending: " + ", ".join(order_query.SORTABLE),
    ),
    *(
        query_parameter(name, parameter.schema, parameter.provenance)
        for name, parameter in order_query.PARAMETERS.items()
    ),
]
BAD_FILTER = {400: "A filter has a value that cannot be read."}


@blp.route("/")
@blp.response(200, OrderListPageSchema)
@blp.doc(**operation("order_list", DOCUMENTED, parameters=LIST_PARAMETERS, refusals=BAD_FILTER))
def order_list() -> Response:
    """Order List"""
    return _page("full")


@blp.route("/short/")
@blp.response(200, OrderShortPageSchema)
@blp.doc(**operation("order_list_short", ASSUMED, parameters=LIST_PARAMETERS, refusals=BAD_FILTER))
def order_list_short() -> Response:
    """Order List - Short"""
    return _page("short")


@blp.route("/list-simple/")
@blp.response(200, OrderSimplePageSchema)
@blp.doc(**operation("order_list_simple", ASSUMED, parameters=LIST_PARAMETERS, refusals=BAD_FILTER))
def order_list_simple() -> Response:
    """Order List - Simple"""
    return _page("simple")


@blp.route("/<key:pk>/")
@blp.response(200, OrderDetailSchema)
@blp.doc(**operation("order_detail", SIBLING))
def order_detail(pk: int) -> Response:
    """Order Detail"""
    return body_response(orders.full(current_oms().store, g.world, pk))


@blp.route("/<key:pk>/short/")
@blp.response(200, OrderDetailShortSchema)
@blp.doc(**operation("order_detail_short", ASSUMED))
def order_detail_short(pk: int) -> Response:
    """Order Detail - Short"""
    return body_response(orders.short(current_oms().store, g.world, pk))


def _page(view: View) -> Response:
    def turn() -> Page:
        oms = current_oms()
        listing = order_query.asked_listing()
        size = pagination.asked_size(oms.config)
        return orders.page(oms.store, g.world, view, listing, pagination.asked_page(), size)

    return pagination.respond(turn)
