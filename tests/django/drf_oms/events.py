"""Webhook events: none to three an order, delivered or not."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from tests.django.drf_oms.dates import later
from tests.django.drf_oms.models import Order, Webhook, WebhookEvent

LIFE = ("order.created", "order.status.transitioned", "order.status.delivered")
REPLIES: tuple[dict[str, Any], ...] = (
    {"delivered": True, "response_http_status": 200, "response_content": "ok", "retry_count": 0},
    {"delivered": False, "response_http_status": 503, "response_content": "busy", "retry_count": 3},
    {"delivered": False, "response_http_status": None, "response_content": None, "retry_count": 0},
)


def fill(rng: Random) -> None:
    """Write the hooks and the events of every order."""
    hooks = [_hook(event_type, secret) for event_type, secret in zip(LIFE, (None, "signing", None), strict=True)]
    events = []
    for order in Order.objects.order_by("id"):
        moment = order.created_date
        for hook in hooks[: rng.randint(0, len(hooks))]:
            moment = later(rng, moment, seconds=(1, 3600))
            events.append(_event(rng, order, hook, moment))
    WebhookEvent.objects.bulk_create(events)


def _hook(event_type: str, secret: str | None) -> Webhook:
    return Webhook.objects.create(
        event_type=event_type,
        target_url="https://hooks.example.com/oms",
        secret_key=secret and f"OMSMOCK-CANARY-{secret}",
        additional_headers={"X-Shop": "deployment"} if secret else None,
        retry_countdown_config={"strategy": "fixed", "countdown": 60},
    )


def _event(rng: Random, order: Order, hook: Webhook, moment: datetime) -> WebhookEvent:
    uuid = f"{rng.getrandbits(128):032x}"
    return WebhookEvent(
        webhook=hook,
        created_date=moment,
        modified_date=later(rng, moment, seconds=(0, 30)),
        uuid=uuid,
        request_payload={
            "event": {"type": hook.event_type, "uuid": uuid},
            "payload": {"id": order.pk, "number": order.number, "payment_type": order.payment_type},
        },
        order=order,
        **rng.choice(REPLIES),
    )
