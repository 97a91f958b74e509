"""Enumerations that are not constant, or not of what the orders hold."""

from __future__ import annotations

from itertools import count
from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import DELIVERY_TYPES, ORDERS, PAYMENT_TYPES, Healthy, fault, on, with_document
from tests.recall.harness import Ask


@on(PAYMENT_TYPES)
def no_payment_types(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """There is no payment type."""
    return []


@on(DELIVERY_TYPES)
def delivery_types_are_an_empty_object(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """There is no delivery type, and the map of them is empty."""
    return {}


class PaymentTypesChange:
    """Every second time, the last payment type is not there."""

    def __init__(self) -> None:
        self._requests = count()

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(PAYMENT_TYPES)(self._drop)(exchange, healthy)

    def _drop(self, members: Any, exchange: Exchange, healthy: Healthy) -> Any:
        return members[:-1] if next(self._requests) % 2 else None


class DeliveryTypesAreRelabelled:
    """Every time, the labels are other ones."""

    def __init__(self) -> None:
        self._requests = count()

    def __call__(self, exchange: Exchange, healthy: Healthy) -> Exchange | None:
        return on(DELIVERY_TYPES)(self._label)(exchange, healthy)

    def _label(self, members: Any, exchange: Exchange, healthy: Healthy) -> Any:
        number = next(self._requests)
        return [{**member, "label": f"{member['label']} {number}"} for member in members]


@on(PAYMENT_TYPES)
def used_payment_type_missing(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A payment type that every order has is not listed."""
    return [member for member in members if member["value"] != "credit_card"]


@on(DELIVERY_TYPES)
def used_delivery_type_missing(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A delivery type that every order has is not listed."""
    return [member for member in members if member["value"] != "standard"]


@on(PAYMENT_TYPES)
def payment_types_in_upper_case(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The payment types are written otherwise than in the orders."""
    return [{**member, "value": member["value"].upper()} for member in members]


@on(PAYMENT_TYPES)
def payment_type_twice(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """A payment type is listed twice, with two labels."""
    return [*members, {**members[0], "label": "Card"}]


@on(DELIVERY_TYPES)
def delivery_types_without_labels(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The delivery types have no labels."""
    return [{"value": member["value"]} for member in members]


@on(DELIVERY_TYPES)
def delivery_types_are_numbers(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The delivery types are numbers of rows."""
    return [{**member, "value": place} for place, member in enumerate(members)]


@on(PAYMENT_TYPES)
def payment_types_are_a_page(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The payment types come in a page."""
    return {"count": len(members), "next": None, "previous": None, "results": members}


@on(DELIVERY_TYPES)
def delivery_types_are_404(members: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The delivery types are taken for an order, and not found."""
    return with_document(exchange, {"detail": "Not found."}, 404)


_PAYMENT = Ask(f"{ORDERS}payment_type_enums/")
_DELIVERY = Ask(f"{ORDERS}delivery_type_enums/")
_G = "enumerations"
FAULTS = (
    fault(_G, no_payment_types, "enum-values enum-covers", _PAYMENT),
    fault(_G, delivery_types_are_an_empty_object, "enum-values enum-covers", _DELIVERY),
    fault(_G, PaymentTypesChange, "enum-constant", _PAYMENT, _PAYMENT),
    fault(_G, DeliveryTypesAreRelabelled, "enum-constant", _DELIVERY, _DELIVERY),
    fault(_G, used_payment_type_missing, "enum-covers", _PAYMENT),
    fault(_G, used_delivery_type_missing, "enum-covers", _DELIVERY),
    fault(_G, payment_types_in_upper_case, "enum-covers", _PAYMENT),
    fault(_G, payment_type_twice, "enum-values unique", _PAYMENT),
    fault(_G, delivery_types_without_labels, "missing-field", _DELIVERY),
    fault(_G, delivery_types_are_numbers, "type-changed enum-covers", _DELIVERY),
    fault(_G, payment_types_are_a_page, "type-changed envelope-change enum-covers", _PAYMENT),
    fault(_G, delivery_types_are_404, "status undocumented-status", _DELIVERY),
)
