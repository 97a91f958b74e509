"""Constants of the OMS. The vendor's page says that they are hard-coded and shows none: only
`credit_card` and `standard` were ever seen, the rest are the platform's values (domain.md §3)."""

from __future__ import annotations

PAYMENT_TYPES = {
    "credit_card": "Credit Card",
    "funds_transfer": "Funds Transfer",
    "redirection": "Redirection",
    "pay_on_delivery": "Pay on Delivery",
    "bkm_express": "BKM Express",
    "credit_payment": "Credit Payment",
    "masterpass": "Masterpass",
    "loyalty_money": "Loyalty Money",
    "gpay": "Garanti Pay",
}

DELIVERY_TYPES = {
    "standard": "Standard",
    "same_day": "Same Day",
    "click_and_collect": "Click and Collect",
}


def members(enum: dict[str, str]) -> list[dict[str, str]]:
    """Show an enumeration as Akinon's Commerce shows its own."""
    return [{"value": value, "label": label} for value, label in enum.items()]
