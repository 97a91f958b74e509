"""Orders: three lists, and two details."""

from __future__ import annotations

from flask import Blueprint, Response

from oms_mock import urls
from oms_mock.api import order_query
from oms_mock.drf import pagination
from oms_mock.drf.responses import body_response
from oms_mock.openapi.operations import describe, operation, query_parameter
from oms_mock.runtime.context import current_context
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

blp = Blueprint("orders", __name__, url_prefix=urls.ORDERS)

PAGE = {"anyOf": [{"type": "integer", "minimum": 1}, {"const": "last"}]}
PAGE_PARAMETERS = [
    query_parameter(pagination.NUMBER, PAGE, DOCUMENTED, "A number from 1, or `last`."),
    query_parameter(pagination.SIZE, {"type": "integer", "minimum": 1}, DOCUMENTED, "Rows on a page: 10, at most 100."),
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
        query_parameter(name, parameter.schema, parameter.provenance, parameter.description)
        for name, parameter in order_query.PARAMETERS.items()
    ),
]
BAD_FILTER = {400: "A filter has an invalid value."}


@blp.get("/")
@describe(OrderListPageSchema, operation("order_list", DOCUMENTED, parameters=LIST_PARAMETERS, errors=BAD_FILTER))
def order_list() -> Response:
    """Order List

    Return a page of the orders. Without `sort` the highest id is first.
    """
    return _page("full")


@blp.get("/short/")
@describe(OrderShortPageSchema, operation("order_list_short", ASSUMED, parameters=LIST_PARAMETERS, errors=BAD_FILTER))
def order_list_short() -> Response:
    """Order List - Short

    Return a page of the orders with ids in place of related objects, and the number of items in place of the items.
    """
    return _page("short")


@blp.get("/list-simple/")
@describe(OrderSimplePageSchema, operation("order_list_simple", ASSUMED, parameters=LIST_PARAMETERS, errors=BAD_FILTER))
def order_list_simple() -> Response:
    """Order List - Simple

    Return a page of the orders with flat values only, for business intelligence.
    """
    return _page("simple")


@blp.get("/<key:pk>/")
@describe(OrderDetailSchema, operation("order_detail", SIBLING))
def order_detail(pk: int) -> Response:
    """Order Detail

    Return an order with its items, customer, addresses and channel.
    """
    context = current_context()
    return body_response(orders.full(context.oms.store, context.world, pk))


@blp.get("/<key:pk>/short/")
@describe(OrderDetailShortSchema, operation("order_detail_short", ASSUMED))
def order_detail_short(pk: int) -> Response:
    """Order Detail - Short

    Return an order with the number of items in place of the items.
    """
    context = current_context()
    return body_response(orders.short(context.oms.store, context.world, pk))


def _page(view: View) -> Response:
    context = current_context()
    oms, config = context.oms, context.oms.config

    def load() -> Page:
        listing, number = order_query.listing(context), pagination.page_number(context)
        size = pagination.page_size(context, config.page_size, config.max_page_size)
        return orders.page(oms.store, context.world, view, listing, number, size)

    return pagination.respond(context, oms.pages, context.world, load)
