"""The eleven endpoints."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tests.django.drf_oms.views import OrderViewSet, WebhookEventViewSet

router = SimpleRouter()
router.register("orders", OrderViewSet)
router.register("orders/(?P<order_pk>[0-9]+)/webhook_events", WebhookEventViewSet)

urlpatterns = [path("api/v1/oms/", include(router.urls))]
