"""Products with their images, and the lists of prices and stock."""

from __future__ import annotations

from random import Random

from tests.django.drf_oms.dates import FOUNDED, later
from tests.django.drf_oms.models import PriceList, Product, ProductImage, StockList

GOODS = ("Linen shirt", "Wool scarf", "Leather belt", "Çini kase", "Canvas bag", "Rain coat", "Felt hat")
COLOURS = {"red": "Kırmızı", "blue": "Mavi", "green": "Yeşil"}


def fill(rng: Random) -> None:
    """Write all of it."""
    for number, currency in enumerate(("try", "eur"), 1):
        dates = {"created_date": FOUNDED, "modified_date": later(rng, FOUNDED, seconds=(60, 9000))}
        PriceList.objects.create(code=f"prices-{currency}", name=f"Prices {number}", currency=currency, **dates)
        StockList.objects.create(code=[None, "depot"][number - 1], name=f"Stock {number}", **dates)
    for number, name in enumerate(GOODS, 1):
        _put(rng, number, name)


def _put(rng: Random, number: int, name: str) -> None:
    colour, label = rng.choice(list(COLOURS.items()))
    created = later(rng, FOUNDED, seconds=(0, 90_000))
    product = Product.objects.create(
        created_date=created,
        modified_date=later(rng, created, seconds=(0, 90_000)),
        omnitron_id=3000 + number,
        name=name,
        base_code=f"JDG-{number:03d}",
        sku=f"JDG-{number:03d}-{colour}",
        barcode=rng.choice([None, f"20{number:011d}"]),
        attributes={"colour": label},
        attributes_kwargs={"colour": {"label": label, "value": colour, "data_type": "dropdown"}},
        remote_modified_date=later(rng, created, seconds=(0, 9000)),
    )
    for order in range(number % 3):
        url = f"https://cdn.example.com/products/{number}/{order}.jpg"
        ProductImage.objects.create(order=order, url=url, product=product)
