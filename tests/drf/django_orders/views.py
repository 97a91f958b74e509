"""The eleven endpoints as views of Django REST framework, over documents in memory."""

# Django REST framework ships no types.
# mypy: disable-error-code="import-untyped, misc"

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import re_path
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ListField, Serializer
from rest_framework.views import APIView

from tests.drf.django_orders.application import LIMITED

DOCUMENTS: dict[str, Any] = {}
"""Lists, and mappings from a key in the URL, by the names that the routes use."""

LARGEST_PULL = 1000
UUID = "[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class IsNotLimited(BasePermission):
    """Accept every user with a token but one."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.username != LIMITED)


class Pages(PageNumberPagination):
    """Pages as in the vendor's documentation."""

    page_size = 10
    page_size_query_param = "limit"
    max_page_size = 100


class Pull(Serializer):
    """The body of a pull."""

    order_numbers = ListField(child=CharField(), max_length=LARGEST_PULL)


class View(APIView):
    """A view of `DOCUMENTS[source]`, with the vendor's heading as its name."""

    permission_classes = (IsNotLimited,)
    heading = ""
    source = ""

    def get_view_name(self) -> str:
        return self.heading

    def get_view_description(self, html: bool = False) -> str:
        return ""


class Constant(View):
    """The whole document."""

    def get(self, request: Request) -> Response:
        return Response(DOCUMENTS[self.source])


class PageOfAll(View):
    """A page of the whole list."""

    def get(self, request: Request, **keys: str) -> Response:
        pages = Pages()
        return pages.get_paginated_response(pages.paginate_queryset(self.rows(**keys), request, self))

    def rows(self) -> list[Any]:
        rows: list[Any] = DOCUMENTS[self.source]
        return rows


class PageOfOrder(PageOfAll):
    """A page of the list of one order."""

    def rows(self, **keys: str) -> list[Any]:
        rows: list[Any] = found(self.source, keys)
        return rows


class Detail(View):
    """One document."""

    def get(self, request: Request, **keys: str) -> Response:
        return Response(found(self.source, keys))


class PullFromOmnitron(View):
    """A pull of numbers that Omnitron does not know."""

    def post(self, request: Request) -> Response:
        body = Pull(data=request.data)
        body.is_valid(raise_exception=True)
        return Response([unknown(number) for number in body.validated_data["order_numbers"]])


def found(source: str, keys: dict[str, str]) -> Any:
    """Return the document of the keys in a URL."""
    place = "/".join(key.lstrip("0").replace("-", "").lower() for key in keys.values())
    if place not in DOCUMENTS[source]:
        raise Http404
    return DOCUMENTS[source][place]


def unknown(number: str) -> dict[str, Any]:
    """Return the result of pulling an unknown number."""
    text = f"Order not found with Order number:{number}"
    return {"order_number": number, "success": False, "errors": [text]}


def route(path: str, view: type[View], heading: str, source: str = "") -> Any:
    """Return the route of an endpoint."""
    return re_path(f"^api/v1/oms/orders/{path}$", view.as_view(heading=heading, source=source))


PK = "(?P<pk>[0-9]+)/"
EVENTS = f"{PK}webhook_events/"
urlpatterns = [
    route("", PageOfAll, "Order List", "orders"),
    route("short/", PageOfAll, "Order List - Short", "short"),
    route("list-simple/", PageOfAll, "Order List - Simple", "simple"),
    route(PK, Detail, "Order Detail", "order"),
    route(f"{PK}short/", Detail, "Order Detail - Short", "order_short"),
    route(EVENTS, PageOfOrder, "Order Webhook Event List", "events"),
    route(f"{EVENTS}short/", PageOfOrder, "Order Webhook Event List - Short", "events_short"),
    route(f"{EVENTS}(?P<event>[0-9]+|{UUID})/", Detail, "Order Webhook Event Details", "event"),
    route("delivery_type_enums/", Constant, "Order Delivery Type Enums", "delivery_types"),
    route("payment_type_enums/", Constant, "Order Payment Type Enums", "payment_types"),
    route("pull_from_omnitron/", PullFromOmnitron, "Order Pull From Omnitron"),
]
