"""Order Pull From Omnitron: what Omnitron has, what forbids a pull, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from django.db import transaction

from tests.django.drf_oms import sales
from tests.django.drf_oms.deployment import CURRENT
from tests.django.drf_oms.models import Channel, OmnitronOrder, Order

MIN_ORDER_OMNITRON_ID = 1000
OFFERS = (
    ("8800000000000001", 80_001, 41, 34),
    ("8800000000000002", 80_002, 42, 35),
    ("8800000000000003", 999, 41, 34),
    ("8800000000000004", 80_004, 43, 34),
    ("8800000000000005", 80_005, 41, 99),
)
"""Number, Omnitron's id, Omnitron's id of the channel, cargo company: two that can be pulled, and one for each of the
last three refusals."""

Outcomes = list[tuple[str, str | None]]
"""Numbers, each with the reason why it was not pulled."""


def fill() -> None:
    """Write what Omnitron offers."""
    OmnitronOrder.objects.bulk_create(
        OmnitronOrder(number=number, omnitron_id=omnitron_id, channel_omnitron_id=channel, cargo_company=cargo)
        for number, omnitron_id, channel, cargo in OFFERS
    )


def pull(number: str) -> str | None:
    """Pull an order, or return the reason why not."""
    with transaction.atomic(using=CURRENT.get().alias):
        if known := Order.objects.filter(number=number).select_related("channel").first():
            return f"Order number: {number} already exists in {known.channel.name} channel!"
        offer = OmnitronOrder.objects.filter(number=number).first()
        if offer is None:
            return f"Order not found with Order number:{number}"
        refusal = _refusal(offer)
        if refusal is None:
            _open(offer)
        return refusal


def _refusal(offer: OmnitronOrder) -> str | None:
    if offer.omnitron_id < MIN_ORDER_OMNITRON_ID:
        # The blank at the end is the vendor's.
        return (
            f"Order create operation does not allowed! Because of Order ID: {offer.omnitron_id} "
            f"lower than MIN_ORDER_OMNITRON_ID: {MIN_ORDER_OMNITRON_ID} "
        )
    if not Channel.objects.filter(omnitron_id=offer.channel_omnitron_id).exists():
        return (
            f"Order create operation does not allowed! Because of Channel ID:{offer.channel_omnitron_id} "
            f"provided with Order ID:{offer.omnitron_id} does not allowed in the system."
        )
    if offer.cargo_company not in sales.CARGO_COMPANIES:
        return (
            f"Cargo company:{offer.cargo_company} provided with order number:{offer.number} "
            "does not exists in the system."
        )
    return None


def _open(offer: OmnitronOrder) -> None:
    rng, shop = Random(offer.omnitron_id), sales.Shop.read()
    channel = Channel.objects.get(omnitron_id=offer.channel_omnitron_id)
    newest = Order.objects.order_by("id").last()
    order = sales.make_order(rng, shop, 0, channel=channel, number=offer.number, before=newest)
    order.omnitron_id, order.cargo_company = offer.omnitron_id, offer.cargo_company
    order.save(force_insert=True)
    sales.make_item(rng, shop, order, 0).save()


FORMS: dict[str, Callable[[Outcomes], Any]] = {
    "map": lambda outcomes: {
        number: {"success": False, "errors": [reason]} if reason else {"success": True} for number, reason in outcomes
    },
    "list": lambda outcomes: [
        {"number": number, "success": reason is None, "errors": [reason] if reason else []}
        for number, reason in outcomes
    ],
}
