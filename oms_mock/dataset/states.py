"""The states of orders and of order items. They do not depend on the seed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from oms_mock.dataset import dates

ORDER_CONTENT_TYPE = 2
ITEM_CONTENT_TYPE = 3

# OrderStatus has twenty members, of which eighteen are known. The ids of item states begin after twenty.
ITEM_OFFSET = 20

# enum_value, English and Turkish name, in order of rank. The vendor's sample shows the names of 400 and 425; the other
# Turkish names are translations.
STATUSES = (
    ("50", "Cancellation Waiting", "İptal Bekliyor"),
    ("100", "Canceled", "İptal Edildi"),
    ("200", "Waiting", "Bekliyor"),
    ("300", "Payment Waiting", "Ödeme Bekleniyor"),
    ("350", "Confirmation Waiting", "Onay Bekliyor"),
    ("400", "Approved", "Onaylanmış"),
    ("425", "Inactive", "Aktif Olmayan"),
    ("450", "Preparing", "Hazırlanıyor"),
    ("500", "Shipped", "Kargoya Verildi"),
    ("510", "Shipped and Informed", "Kargoya Verildi ve Bilgilendirildi"),
    ("520", "Ready for Pickup", "Teslim Almaya Hazır"),
    ("540", "Attempted Delivery", "Teslimat Denendi"),
    ("544", "Review Started", "İnceleme Başladı"),
    ("545", "Review Waiting", "İnceleme Bekliyor"),
    ("546", "Waiting for Payment", "Ödeme Bekliyor"),
    ("547", "Paid", "Ödendi"),
    ("550", "Delivered", "Teslim Edildi"),
    ("600", "Refunded", "İade Edildi"),
)

# The vendor's sample shows the rows 6 and 27; the dates of the others are interpolated from these two.
FIRST_KNOWN, LAST_KNOWN = 6, 27
CREATED = (
    datetime(2021, 6, 30, 14, 43, 26, 601899, tzinfo=UTC),
    datetime(2021, 6, 30, 14, 43, 26, 792596, tzinfo=UTC),
)
MODIFIED = (
    datetime(2022, 10, 14, 10, 39, 33, 629710, tzinfo=UTC),
    datetime(2022, 10, 14, 10, 39, 33, 571042, tzinfo=UTC),
)


@lru_cache(maxsize=1)
def order_states() -> dict[str, dict[str, Any]]:
    """Return the states of orders by enum_value."""
    return dict(_rows(0, ORDER_CONTENT_TYPE))


@lru_cache(maxsize=1)
def item_states() -> dict[str, dict[str, Any]]:
    """Return the states of order items by enum_value."""
    return dict(_rows(ITEM_OFFSET, ITEM_CONTENT_TYPE))


def _rows(offset: int, content_type: int) -> Iterable[tuple[str, dict[str, Any]]]:
    for rank, (enum_value, english, turkish) in enumerate(STATUSES, start=1):
        yield (
            enum_value,
            {
                "id": rank + offset,
                "created_date": _between(CREATED, rank + offset),
                "modified_date": _between(MODIFIED, rank + offset),
                "translations": {"en-us": {"name": english}, "tr-tr": {"name": turkish}},
                "name": english,
                "config": {},
                "enum_class": "OrderStatus",
                "enum_value": enum_value,
                "content_type": content_type,
            },
        )


def _between(known: tuple[datetime, datetime], row_id: int) -> str:
    first, last = ((date - dates.OPENING) // dates.MICROSECOND for date in known)
    return dates.wire(first + (last - first) * (row_id - FIRST_KNOWN) // (LAST_KNOWN - FIRST_KNOWN))
