"""Orders and their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.django.drf_oms.dates import FOUNDED, later
from tests.django.drf_oms.models import (
    Channel,
    Customer,
    DeliveryType,
    Order,
    OrderItem,
    PaymentType,
    PriceList,
    Product,
    State,
    StockList,
)

CENT = Decimal("0.01")
CARGO_COMPANIES = (34, 35)
FIRST_ID = 501


@dataclass(frozen=True)
class Shop:
    """What an order refers to, read once."""

    channels: list[Channel]
    customers: dict[int, list[Customer]]
    order_states: list[State]
    item_states: dict[str, State]
    products: list[Product]
    lists: dict[Channel, tuple[PriceList, StockList]]

    @classmethod
    def read(cls) -> Shop:
        """Read it from the database that is current."""
        channels = list(Channel.objects.order_by("id"))
        states = State.objects.order_by("id").select_related("content_type")
        return cls(
            channels=channels,
            customers={
                channel.pk: list(channel.customer_set.order_by("id").prefetch_related("address_set"))
                for channel in channels
            },
            order_states=[state for state in states if state.content_type.model == "order"],
            item_states={state.enum_value: state for state in states if state.content_type.model == "orderitem"},
            products=list(Product.objects.order_by("id")),
            lists=dict(zip(channels, zip(PriceList.objects.all(), StockList.objects.all(), strict=True), strict=True)),
        )


def fill(rng: Random, *, count: int) -> None:
    """Write orders with one to five items each; their ids have gaps."""
    shop, orders, items = Shop.read(), list[Order](), list[OrderItem]()
    for index in range(count):
        before = orders[-1] if orders else None
        channel, number = _identity(rng, shop, index, before=before)
        order = make_order(rng, shop, index, channel=channel, number=number, before=before)
        orders.append(order)
        items += [make_item(rng, shop, order, position) for position in range(rng.randint(1, 5))]
    Order.objects.bulk_create(orders)
    OrderItem.objects.bulk_create(items)


def _identity(rng: Random, shop: Shop, index: int, *, before: Order | None) -> tuple[Channel, str]:
    # Numbers are unique within a channel only: each seventh order has that of the one before, in the other channel.
    if before and index % 7 == 6:
        return next(other for other in shop.channels if other != before.channel), before.number
    channel = rng.choice(shop.channels)
    return channel, f"77{index:014d}" if channel.channel_type == "web" else f"MP-{index:07d}"


def make_order(rng: Random, shop: Shop, index: int, *, channel: Channel, number: str, before: Order | None) -> Order:
    """Make an order of a channel's customer, placed after the one before."""
    placed = later(rng, before.date_placed if before else FOUNDED, seconds=(600, 40_000))
    return Order(
        id=before.pk + rng.randint(1, 3) if before else FIRST_ID,
        state=rng.choice(shop.order_states),
        omnitron_id=60_000 + index,
        number=number,
        date_placed=placed,
        **_parties(rng, shop, channel),
        **_copied(rng, placed),
        **_extras(rng, index),
    )


def _parties(rng: Random, shop: Shop, channel: Channel) -> dict[str, Any]:
    customer = rng.choice(shop.customers[channel.pk])
    home, office = customer.address_set.all()
    return {
        "channel": channel,
        "customer": customer,
        "shipping_address": home,
        "billing_address": rng.choice([home, office]),
    }


def _copied(rng: Random, placed: datetime) -> dict[str, datetime]:
    created = later(rng, placed, seconds=(7, 25))
    untouched = created + timedelta(microseconds=25)
    return {
        "created_date": created,
        "modified_date": rng.choice([untouched, later(rng, created, seconds=(60, 300_000))]),
    }


def _extras(rng: Random, index: int) -> dict[str, Any]:
    boxed = rng.random() < 0.3
    return {
        # The first two as on the vendor's page, so that its values occur in any data.
        "payment_type": rng.choice(PaymentType.values) if index > 1 else PaymentType.CREDIT_CARD,
        "delivery_type": rng.choice(DeliveryType.values) if index > 1 else DeliveryType.STANDARD,
        "retail_store": rng.choice([None, 12]),
        "delivery_range": rng.choice([None, "10:00-14:00"]),
        "tracking_number": rng.choice([None, f"TRACK{index:08d}"]),
        "has_gift_box": boxed,
        "gift_box_note": rng.choice([None, "Happy birthday"]) if boxed else None,
        "notes": rng.choice([None, "Leave it at the door"]),
        "segment": rng.choice([None, "gold"]),
        "cargo_company": rng.choice([None, *CARGO_COMPANIES]),
    }


def make_item(rng: Random, shop: Shop, order: Order, position: int) -> OrderItem:
    """Make an item of an order that need not be written yet; an approved order may have inactive ones."""
    price_list, stock_list = shop.lists[order.channel]
    first_id = 10 * order.omnitron_id
    value = rng.choice(["400", "425"]) if order.state.enum_value == "400" else order.state.enum_value
    return OrderItem(
        order_id=order.pk,
        state=shop.item_states[value],
        product=rng.choice(shop.products),
        created_date=order.created_date + timedelta(milliseconds=20),
        modified_date=later(rng, order.created_date, seconds=(1, 9000)),
        omnitron_id=first_id + position,
        price_currency=price_list.currency,
        price_list=price_list,
        stock_list=stock_list,
        attributes=rng.choice([{}, {"engraving": "Ω"}]),
        image=rng.choice([None, "https://cdn.example.com/items/1.jpg"]),
        extra_field={"price_extra_field": {}, "stock_extra_field": {}},
        parent_omnitron_id=rng.choice([None, first_id]) if position else None,
        **_amounts(rng),
    )


def _amounts(rng: Random) -> dict[str, Decimal | None]:
    retail = Decimal(rng.randrange(1000, 200_000)) / 100
    discount = (retail * rng.choice([0, 10, 25]) / 100).quantize(CENT)
    price, rate = retail - discount, rng.choice([Decimal(8), Decimal(20)])
    tax = (price * rate / (100 + rate)).quantize(CENT)
    return {
        "net_amount": price,
        "price": price,
        "retail_price": retail,
        "tax_rate": rate,
        "tax_amount": rng.choice([None, tax]),
        "discount_amount": discount,
        "without_net_amount": rng.choice([None, price - tax]),
        "installment_interest_amount": rng.choice([None, Decimal(0)]),
    }
