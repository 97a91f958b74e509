"""Generate the products: each is a pure function of (seed, index), with names in the language of its country."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from oms_mock.dataset import dates
from oms_mock.dataset.digest import below, draws, pick, spread, uuid4_hex

SIZE = 120
FIRST_PRODUCT = 1001
FIRST_IMAGE = 2001
FIRST_OMNITRON_ID = 20001
MOST_IMAGES = 4

# The product with an index is sold in the country at index % 3.
COUNTRIES = ("tr", "it", "gb")


class Article(NamedTuple):
    """A row of the table of articles, with the name in each country."""

    kind: str
    tax: int  # a position in TAX_RATES
    euro_cents: int
    names: dict[str, str]


class Product(NamedTuple):
    """The document of a product, and its price and tax rate for order items."""

    document: dict[str, Any]
    retail_cents: int
    tax_percent: int


def article(kind: str, tax: int, euro_cents: int, tr: str, it: str, gb: str) -> Article:
    """Build one row of the table."""
    return Article(kind, tax, euro_cents, {"tr": tr, "it": it, "gb": gb})


# fmt: off
ARTICLES = (
    article("wear", 0, 2490,
         "Organik Pamuk Bisiklet Yaka Tişört", "Maglietta girocollo in cotone biologico",
         "Organic Cotton Crew Neck T-Shirt"),
    article("wear", 0, 4990, "Keten Gömlek", "Camicia di lino", "Linen Shirt"),
    article("wear", 0, 7990, "Yün Kazak", "Maglione di lana", "Wool Jumper"),
    article("wear", 0, 5990, "Yüksek Bel Kot Pantolon", "Jeans a vita alta", "High-Rise Jeans"),
    article("wear", 0, 6490, "Çiçekli Elbise", "Vestito a fiori", "Floral Dress"),
    article("wear", 0, 12990, "Su Geçirmez Mont", "Giacca impermeabile", "Waterproof Jacket"),
    article("wear", 0, 8990,
         "Deri Spor Ayakkabı", "Scarpe da ginnastica in pelle", "Leather Trainers"),
    article("wear", 0, 990, "Üçlü Çorap Seti", "Set di tre paia di calzini", "Three-Pack Socks"),
    article("home", 0, 3990,
         "Seramik Kahve Fincanı Takımı", "Servizio da caffè in ceramica", "Ceramic Coffee Cup Set"),
    article("home", 0, 14990,
         "Pamuklu Nevresim Takımı", "Completo copripiumino di cotone", "Cotton Duvet Cover Set"),
    article("home", 0, 2990, "Banyo Havlusu", "Telo da bagno", "Bath Towel"),
    article("home", 0, 9990, "Masa Lambası", "Lampada da tavolo", "Desk Lamp"),
    article("home", 0, 11990,
         "Deri Omuz Çantası", "Borsa a tracolla in pelle", "Leather Shoulder Bag"),
    article("home", 1, 19990, "Bebek Oto Koltuğu", "Seggiolino auto", "Child Car Seat"),
    article("home", 1, 4490, "Isı Yalıtım Perdesi", "Tenda termica", "Insulating Curtain"),
    article("food", 1, 1290,
         "Süzme Çiçek Balı 850 g", "Miele millefiori 850 g", "Wildflower Honey 850 g"),
    article("food", 2, 1890,
         "Sızma Zeytinyağı 1 L", "Olio extravergine di oliva 1 L", "Extra Virgin Olive Oil 1 L"),
    article("food", 2, 890,
         "Öğütülmüş Filtre Kahve 250 g", "Caffè macinato per filtro 250 g",
         "Ground Filter Coffee 250 g"),
    article("food", 2, 690, "Kuru Kayısı 500 g", "Albicocche secche 500 g", "Dried Apricots 500 g"),
    article("food", 2, 590, "Kırmızı Mercimek 1 kg", "Lenticchie rosse 1 kg", "Red Lentils 1 kg"),
)
# fmt: on

# Percent: standard, reduced, lowest.
TAX_RATES = {"tr": (20, 10, 1), "it": (22, 10, 4), "gb": (20, 5, 0)}
# The value of 100 euro cents in cents of the currency of the country.
EXCHANGE = {"tr": 1800, "it": 100, "gb": 85}

COLOURS = {
    "tr": ("Siyah", "Beyaz", "Lacivert", "Kırmızı", "Yeşil", "Gümüş"),
    "it": ("Nero", "Bianco", "Blu notte", "Rosso", "Verde", "Grigio perla"),
    "gb": ("Black", "White", "Navy", "Red", "Green", "Silver Grey"),
}
ORIGINS = {
    "tr": ("Türkiye", "İtalya", "Portekiz"),
    "it": ("Turchia", "Italia", "Portogallo"),
    "gb": ("Turkey", "Italy", "United Kingdom"),
}
WEAR_SIZES = ("XS", "S", "M", "L", "XL", "XXL")
DATA_TYPES = {
    "integration_color": "dropdown",
    "integration_size": "dropdown",
    "origin": "valuelabel",
}
EXTRA_ATTRIBUTES: tuple[dict[str, Any], ...] = spread(
    (
        ({}, 6),
        ({"care": "30 °C"}, 1),
        ({"season": "2021-2", "is_new": True}, 1),
        ({"weight": "0.45"}, 1),
    )
)


def products_of(country: str) -> range:
    """Return the indices of the products that are sold in a country."""
    return range(COUNTRIES.index(country), SIZE, len(COUNTRIES))


@lru_cache(maxsize=16 * SIZE)
def product(seed: int, index: int) -> Product:
    """Generate the product with this index, 0 <= index < SIZE."""
    country = COUNTRIES[index % len(COUNTRIES)]
    which, colour, size, origin, price, images, ean, extra, created, changed, remote, *_ = draws(seed, "product", index)
    row = pick(ARTICLES, which)
    attributes = _attributes(
        row.kind,
        pick(COLOURS[country], colour),
        pick(WEAR_SIZES, size),
        pick(ORIGINS[country], origin),
    )
    created_date, modified_date = dates.long_settled(created, changed)
    base_code = f"MCK-{index + 1:03d}"
    document = {
        "id": FIRST_PRODUCT + index,
        "productimage_set": [_image(seed, index, order) for order in range(below(MOST_IMAGES + 1, images))],
        "created_date": created_date,
        "modified_date": modified_date,
        "omnitron_id": FIRST_OMNITRON_ID + index,
        "name": _joined(" - ", row.names[country], attributes.get("integration_color")),
        "base_code": base_code,
        "sku": _joined("-", base_code, attributes.get("integration_size")),
        "barcode": _barcode(index, below(10_000, ean)) if index % 5 else None,
        "attributes": attributes,
        "attributes_kwargs": attributes_kwargs(attributes, DATA_TYPES),
        "extra_attributes": pick(EXTRA_ATTRIBUTES, extra),
        "remote_modified_date": dates.long_settled(created, remote)[1],
    }
    cents = row.euro_cents * (90 + below(21, price)) * EXCHANGE[country] // 10_000
    return Product(document, _rounded_price(cents), TAX_RATES[country][row.tax])


def attributes_kwargs(attributes: dict[str, str], data_types: dict[str, str]) -> dict[str, Any]:
    """Return the long form of attributes, as the vendor's sample shows both forms."""
    return {key: {"label": text, "value": text, "data_type": data_types[key]} for key, text in attributes.items()}


def _attributes(kind: str, colour: str, size: str, origin: str) -> dict[str, str]:
    return {
        "wear": {"integration_color": colour, "integration_size": size},
        "home": {"integration_color": colour, "origin": origin},
        "food": {"origin": origin},
    }[kind]


def _joined(separator: str, text: str, detail: str | None) -> str:
    return text if detail is None else text + separator + detail


def _image(seed: int, index: int, order: int) -> dict[str, Any]:
    a, b, c, d, *_ = draws(seed, "productimage", index * MOST_IMAGES + order)
    omnitron_id = FIRST_OMNITRON_ID + index
    name = UUID(uuid4_hex(a, b, c, d))
    return {
        "order": order,
        "id": FIRST_IMAGE + index * MOST_IMAGES + order,
        "url": f"https://cdn.example.com/products/2021/09/07/{omnitron_id}/{name}.jpg",
        "product": FIRST_PRODUCT + index,
    }


def _barcode(index: int, tail: int) -> str:
    """Return an EAN-13 with the prefix 200, which is reserved for use inside a shop and so names no real article."""
    digits = f"200{index:05d}{tail:04d}"
    weighted = sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))
    return f"{digits}{-weighted % 10}"


def _rounded_price(cents: int) -> int:
    """Return a price that ends on 90, as prices in shops do."""
    return max(cents - cents % 100 + 90, 90)
