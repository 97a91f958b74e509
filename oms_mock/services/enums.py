"""Enumerations of the OMS.

The vendor's documentation says that they are hard-coded and lists no members. Its samples show `credit_card` and
`standard`; the other members are those of Akinon's Commerce platform.
"""

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
    """Return the members of an enumeration in the form in which Akinon's Commerce returns its own."""
    return [{"value": value, "label": label} for value, label in enum.items()]
