"""Generate the items of an order."""

from __future__ import annotations

from typing import Any, NamedTuple

from oms_mock.dataset import dates, money
from oms_mock.dataset.catalogue import attributes_kwargs, product, products_of
from oms_mock.dataset.channels import Channel
from oms_mock.dataset.digest import below, draws, pick, spread
from oms_mock.dataset.states import item_states

FIRST_OMNITRON_ID = 1_000_000
INACTIVE = "425"
CREDIT_CARD = "credit_card"

COUNTS = spread(((1, 50), (2, 25), (3, 13), (4, 7), (5, 5)))

# Percent of the retail price: reductions before the sale, and discounts. The sum is below 100.
MARKDOWNS = spread(((0, 6), (10, 1), (25, 2), (50, 1)))
DISCOUNTS = spread(((0, 5), (5, 1), (10, 2), (20, 1), (30, 1)))
INSTALMENT_INTEREST = spread(((None, 14), (2, 1), (5, 1)))

ATTRIBUTES: tuple[dict[str, str], ...] = spread((({}, 18), ({"gift_wrap": "1"}, 1), ({"engraving": "A&B"}, 1)))
DATA_TYPES = {"gift_wrap": "dropdown", "engraving": "valuelabel"}


class Purchase(NamedTuple):
    """The values that the items of an order share. The instants are those of the order."""

    channel: Channel
    enum_value: str
    payment_type: str
    created: int
    modified: int


def items(seed: int, order_id: int, purchase: Purchase, how_many: int | None = None) -> list[dict[str, Any]]:
    """Generate the items of an order; `how_many` replaces the generated number.

    They are in the state of the order, except that one of them is sometimes inactive.
    """
    count, inactive, *_ = draws(seed, "order.items", order_id)
    out = 1 + below(40, inactive)
    return [
        item(seed, order_id, j, purchase, INACTIVE if j == out else purchase.enum_value)
        for j in range(1, 1 + (pick(COUNTS, count) if how_many is None else how_many))
    ]


def item_id(order_id: int, j: int) -> int:
    """Return the id of item j (from 1) of an order."""
    return order_id * 1000 + j


def item(seed: int, order_id: int, j: int, purchase: Purchase, enum_value: str) -> dict[str, Any]:
    """Generate item j (from 1) of an order, in the given state."""
    channel = purchase.channel
    own_id = item_id(order_id, j)
    which, markdown, discount, tax, net, interest, extra, image, bundle, late, later, *_ = draws(
        seed, "orderitem", own_id
    )
    sold = product(seed, pick(products_of(channel.country), which))
    retail = sold.retail_cents
    discounted = money.share(retail, pick(DISCOUNTS, discount))
    price = retail - discounted - money.share(retail, pick(MARKDOWNS, markdown))
    tax_cents = money.included_tax(price, sold.tax_percent)
    percent = pick(INSTALMENT_INTEREST, interest) if purchase.payment_type == CREDIT_CARD else None
    attributes = pick(ATTRIBUTES, extra)
    images = sold.document["productimage_set"]
    item_created = purchase.created + 5 + below(900_000, late)
    return {
        "id": own_id,
        "state": item_states()[enum_value],
        "product": sold.document,
        "created_date": dates.wire(item_created),
        "modified_date": dates.wire(max(purchase.modified, item_created) + 8 + below(30, later)),
        "omnitron_id": FIRST_OMNITRON_ID + own_id,
        "net_amount": money.wire(price),
        "price": money.wire(price),
        "price_currency": channel.currency,
        "retail_price": money.wire(retail),
        "tax_rate": money.wire(sold.tax_percent * 100),
        "tax_amount": money.wire(tax_cents) if below(4, tax) else None,
        "discount_amount": money.wire(discounted),
        "without_net_amount": money.wire(price - tax_cents) if below(4, net) == 0 else None,
        "installment_interest_amount": None if percent is None else money.wire(money.share(price, percent)),
        "attributes": attributes,
        "attributes_kwargs": attributes_kwargs(attributes, DATA_TYPES),
        "image": images[0]["url"] if images and below(3, image) == 0 else None,
        "price_list": channel.price_list,
        "stock_list": channel.stock_list,
        "extra_field": {"price_extra_field": {}, "stock_extra_field": {}},
        "parent_omnitron_id": _parent_omnitron_id(order_id, j, bundle),
        "order": order_id,
    }


def _parent_omnitron_id(order_id: int, j: int, bundle: int) -> int | None:
    """Return the first item as the parent of some later items, which then form a bundle."""
    return FIRST_OMNITRON_ID + item_id(order_id, 1) if j > 1 and below(8, bundle) == 0 else None
