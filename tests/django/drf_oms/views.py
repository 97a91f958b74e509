"""The endpoints, by the vendor's headings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from tests.django.drf_oms import enums, pull, serializers
from tests.django.drf_oms.deployment import options
from tests.django.drf_oms.models import DeliveryType, Order, PaymentType, WebhookEvent

ADDRESS = ("city", "country", "township", "district", "customer")
JOINED = (
    *("state", "channel", "customer"),
    *(f"{address}__{part}" for address in ("shipping_address", "billing_address") for part in ADDRESS),
)
FETCHED = (
    *(f"orderitem_set__{part}" for part in ("state", "price_list", "stock_list")),
    "orderitem_set__product__productimage_set",
)


class OrderViewSet(ReadOnlyModelViewSet):
    """Order List and Order Detail."""

    queryset = Order.objects.order_by("-id").select_related(*JOINED).prefetch_related(*FETCHED)
    serializer_class = serializers.OrderSerializer
    lookup_value_regex = "[0-9]+"

    @action(
        detail=False,
        serializer_class=serializers.OrderShortSerializer,
        queryset=Order.objects.order_by("-id")
        .select_related("state", "channel")
        .annotate(order_item_count=Count("orderitem")),
    )
    def short(self, request: Request) -> Response:
        """Order List - Short"""
        return self.list(request)

    @action(
        detail=False,
        url_path="list-simple",
        serializer_class=serializers.OrderSimpleSerializer,
        queryset=Order.objects.order_by("-id"),
    )
    def list_simple(self, request: Request) -> Response:
        """Order List - Simple"""
        return self.list(request)

    @action(detail=True, url_path="short", serializer_class=serializers.OrderDetailShortSerializer)
    def detail_short(self, request: Request, pk: str) -> Response:
        """Order Detail - Short"""
        return self.retrieve(request, pk=pk)

    @action(detail=False)
    def delivery_type_enums(self, request: Request) -> Response:
        """Order Delivery Type Enums"""
        return Response(enums.shown(DeliveryType, mixed="map"))

    @action(detail=False)
    def payment_type_enums(self, request: Request) -> Response:
        """Order Payment Type Enums"""
        return Response(enums.shown(PaymentType, mixed="strings"))

    @action(detail=False, methods=["post"], serializer_class=serializers.PullSerializer)
    def pull_from_omnitron(self, request: Request) -> Response:
        """Order Pull From Omnitron"""
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        outcomes = [(number, pull.pull(number)) for number in body.validated_data["order_numbers"]]
        return Response(pull.FORMS[options().pull_form](outcomes))


class WebhookEventViewSet(ReadOnlyModelViewSet):
    """Order Webhook Event List and Details: oldest first."""

    queryset = WebhookEvent.objects.order_by("id").select_related("webhook")
    serializer_class = serializers.WebhookEventSerializer
    lookup_value_regex = "[0-9]+"

    def get_queryset(self) -> QuerySet[WebhookEvent]:
        return super().get_queryset().filter(order_id=self.kwargs["order_pk"])

    def paginate_queryset(self, queryset: QuerySet[WebhookEvent]) -> list[WebhookEvent] | None:
        return super().paginate_queryset(queryset) if options().webhook_envelope else None

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        get_object_or_404(Order.objects.all(), pk=self.kwargs["order_pk"])
        return super().list(request)

    @action(detail=False, serializer_class=serializers.WebhookEventShortSerializer)
    def short(self, request: Request, order_pk: str) -> Response:
        """Order Webhook Event List - Short"""
        return self.list(request)
