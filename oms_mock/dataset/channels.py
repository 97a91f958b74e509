"""Sales channels with their country, currency, price list and stock list. They do not depend on the seed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from oms_mock.dataset import dates
from oms_mock.dataset.digest import draws

FIRST_LIST = 101


class Row(NamedTuple):
    """A row of the table of channels."""

    id: int
    channel_type: str
    name: str
    country: str
    currency: str
    price_list: str
    stock_list: str
    stock_list_code: str | None
    configuration: dict[str, Any]


class Channel(NamedTuple):
    """The document of a channel, and the values that its orders share."""

    document: dict[str, Any]
    country: str
    currency: str
    price_list: dict[str, Any]
    stock_list: dict[str, Any]


# The vendor's sample has a password and a token in the configuration; here they are canaries.
CHANNELS = (
    Row(
        id=2,
        channel_type="web",
        name="Mock Shop",
        country="tr",
        currency="try",
        price_list="web_fiyat_list",
        stock_list="web_stok_list",
        stock_list_code="web_stok_list",
        configuration={
            "server": "https://shop.example.com/api/v1",
            "password": "OMSMOCK-CANARY-PASSWORD-2",
            "username": "omnitron",
            "sales_url": "https://shop.example.com/",
            "auth_token": "OMSMOCK-CANARY-AUTH-TOKEN-2",
            "feature_flags": {},
            "cancel_mail_subject": "{}",
            "cancel_mail_template_url": "{}",
            "localized_cancel_mail_subject": {},
            "direct_cancel_mail_template_url": "{}",
        },
    ),
    Row(
        id=3,
        channel_type="sales_channel",
        name="Mock Shop Italia",
        country="it",
        currency="eur",
        price_list="listino_italia",
        stock_list="magazzino_italia",
        stock_list_code=None,
        configuration={
            "server": "https://italia.example.com/api/v1",
            "auth_token": "OMSMOCK-CANARY-AUTH-TOKEN-3",
        },
    ),
    Row(
        id=4,
        channel_type="trendyol",
        name="Trendyol",
        country="tr",
        currency="try",
        price_list="trendyol_fiyat_list",
        stock_list="pazaryeri_stok_list",
        stock_list_code="pazaryeri_stok_list",
        configuration={
            "server": "https://trendyol.example.com/api",
            "password": "OMSMOCK-CANARY-PASSWORD-4",
            "username": "mock-shop",
        },
    ),
    Row(
        id=5,
        channel_type="amazon",
        name="Amazon UK",
        country="gb",
        currency="gbp",
        price_list="uk_price_list",
        stock_list="uk_stock_list",
        stock_list_code=None,
        configuration={
            "server": "https://amazon.example.com/api",
            "auth_token": "OMSMOCK-CANARY-AUTH-TOKEN-5",
            "feature_flags": {"fulfilled_by_shop": True},
        },
    ),
)


@lru_cache(maxsize=1)
def channels() -> dict[int, Channel]:
    """Return all channels by id."""
    return {row.id: _channel(row, FIRST_LIST + position) for position, row in enumerate(CHANNELS)}


def _channel(row: Row, list_pk: int) -> Channel:
    created, changed, listed, relisted, stocked, restocked, *_ = draws(0, "channel", row.id)
    return Channel(
        document=_document(row, *dates.long_settled(created, changed)),
        country=row.country,
        currency=row.currency,
        price_list=_price_list(row, list_pk, *dates.long_settled(listed, relisted)),
        stock_list=_stock_list(row, list_pk, *dates.long_settled(stocked, restocked)),
    )


def _document(row: Row, created_date: str, modified_date: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "channel_type": row.channel_type,
        "created_date": created_date,
        "modified_date": modified_date,
        "omnitron_id": row.id,
        "name": row.name,
        "configuration": row.configuration,
        "is_active": True,
    }


def _price_list(row: Row, pk: int, created_date: str, modified_date: str) -> dict[str, Any]:
    return {
        "pk": pk,
        "code": row.price_list,
        "name": row.price_list,
        "currency": row.currency,
        "created_date": created_date,
        "is_auto_sync": row.channel_type != "web",
        "modified_date": modified_date,
    }


def _stock_list(row: Row, pk: int, created_date: str, modified_date: str) -> dict[str, Any]:
    return {
        "pk": pk,
        "code": row.stock_list_code,
        "name": row.stock_list,
        "created_date": created_date,
        "is_auto_sync": row.channel_type != "web",
        "modified_date": modified_date,
    }
