"""Two channels, whose secrets are canaries, and the states of orders and items."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType

from tests.django.drf_oms.dates import FOUNDED
from tests.django.drf_oms.deployment import options
from tests.django.drf_oms.models import Channel, Order, OrderItem, State

STATES = (
    ("100", "Cancelled", "İptal Edildi"),
    ("400", "Approved", "Onaylanmış"),
    ("425", "Inactive", "Aktif Olmayan"),
    ("450", "Preparing", "Hazırlanıyor"),
    ("500", "Shipped", "Kargoya Verildi"),
    ("550", "Delivered", "Teslim Edildi"),
)
"""Value, English and Turkish name."""


def fill() -> None:
    """Write all of it."""
    dates = {"created_date": FOUNDED, "modified_date": FOUNDED + timedelta(days=3)}
    for number, (kind, name) in enumerate([("web", "Example Shop"), ("sales_channel", "Example Market")], 1):
        configuration = _configuration(number)
        Channel.objects.create(
            channel_type=kind, name=name, omnitron_id=40 + number, configuration=configuration, **dates
        )
    for model in (Order, OrderItem):
        content_type = ContentType.objects.create(app_label="orders", model=model.__name__.lower())
        for number, (value, english, turkish) in enumerate(STATES):
            translations = {"en-us": {"name": english}, "tr-tr": {"name": turkish}}
            State.objects.create(
                translations=None if options().translations == "null" and number % 2 else translations,
                name=english,
                enum_value=value,
                content_type=content_type,
                **dates,
            )


def _configuration(number: int) -> dict[str, Any]:
    return {
        "server": f"https://channel{number}.example.com/api/v1",
        "username": "deployment",
        "password": f"OMSMOCK-CANARY-password-{number}",
        "auth_token": f"OMSMOCK-CANARY-token-{number}",
        "feature_flags": {},
    }
