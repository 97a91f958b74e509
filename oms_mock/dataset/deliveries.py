"""Generate the delivery of an order: standard, same day, or click and collect."""

from __future__ import annotations

from typing import NamedTuple

from oms_mock.dataset.digest import below, draws, pick, spread
from oms_mock.dataset.states import STATUSES

SAME_DAY, CLICK_AND_COLLECT = "same_day", "click_and_collect"
TYPES = spread((("standard", 86), (SAME_DAY, 8), (CLICK_AND_COLLECT, 6)))
RANGES = ("09:00-12:00", "12:00-15:00", "15:00-18:00", "18:00-21:00")
RETAIL_STORES = range(301, 307)
CARGO_COMPANIES = range(34, 37)
SHIPPED = frozenset(enum_value for enum_value, _, _ in STATUSES if int(enum_value) >= 500)


class Delivery(NamedTuple):
    """The fields of an order that describe its delivery."""

    delivery_type: str
    delivery_range: str | None
    retail_store: int | None
    cargo_company: int | None
    tracking_number: str | None


def delivery(seed: int, order_id: int, enum_value: str, delivery_type: str | None = None) -> Delivery:
    """Generate the delivery of an order in this state, of the given type if there is one."""
    kind, hours, store, company, waybill, *_ = draws(seed, "delivery", order_id)
    delivery_type = delivery_type or pick(TYPES, kind)
    if delivery_type == CLICK_AND_COLLECT:
        return Delivery(delivery_type, None, pick(RETAIL_STORES, store), None, None)
    cargo_company = pick(CARGO_COMPANIES, company)
    return Delivery(
        delivery_type,
        delivery_range=pick(RANGES, hours) if delivery_type == SAME_DAY else None,
        retail_store=None,
        cargo_company=cargo_company,
        tracking_number=f"{cargo_company}{below(10**10, waybill):010d}" if enum_value in SHIPPED else None,
    )
