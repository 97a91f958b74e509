"""Rules that the shorter views of an order agree with the full one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.endpoints import (
    FULL_ORDERS,
    ORDER_DETAIL,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    Endpoint,
)
from oms_mock.contract.rules.kinds import Kind, contradiction
from oms_mock.contract.rules.reference import Reference
from oms_mock.contract.rules.view_pairs import ViewPairRule

ITEMS = "orderitem_set"
ITEM_COUNT = "order_item_count"

MAX_PENDING_NAMES = 2_000
"""The most names of one field that are stored until another name of the field agrees."""


class ItemCount(ViewPairRule):
    """`order_item_count` is the number of items of the full order."""

    name = "item-count"
    explanation = (
        "`order_item_count`, which the short views have instead of the items, is the number of items of the full order."
    )
    endpoints = (ORDER_LIST_SHORT, ORDER_DETAIL_SHORT)
    needs = "an order in both views, with its order_item_count"
    groups = ((ORDER_LIST, (ORDER_LIST_SHORT,)), (ORDER_DETAIL, (ORDER_DETAIL_SHORT,)))
    COUNT = Kind("item-count-differs", "`order_item_count` is not the number of items of the full order.")
    kinds = (COUNT,)

    def facts(self, endpoint: Endpoint, order: dict[str, Any]) -> Any:
        """Return the number of items, or the stated one."""
        if endpoint in FULL_ORDERS:
            return len(order[ITEMS]) if isinstance(order.get(ITEMS), list) else None
        count = order.get(ITEM_COUNT)
        return count if type(count) is int else None

    def compare(self, endpoint: Endpoint, full: Any, short: Any) -> Iterable[tuple[str, str, str]]:
        """Compare both numbers."""
        if full != short:
            yield _path(endpoint, ITEM_COUNT), f"{full}", f"{short}"


class SharedFields(ViewPairRule):
    """The shorter views agree with the full order on the fields that they share."""

    name = "shared-fields"
    explanation = (
        "The short list, the simple list and the short detail have the values of the full order in all fields that "
        "they share with it. A reference may be an id, a name or an object; it must refer to the same object. "
        "A string in an unknown form is not compared."
    )
    endpoints = (ORDER_LIST_SHORT, ORDER_LIST_SIMPLE, ORDER_DETAIL_SHORT)
    DIFFERS = contradiction("field-differs", "A field of a shorter view has another value than in the full order.")
    kinds = (DIFFERS,)

    def __init__(self) -> None:
        super().__init__()
        self._comparable_names: set[str] = set()
        self._pending_names: dict[str, list[dict[str, Any]]] = {}

    def facts(self, endpoint: Endpoint, order: dict[str, Any]) -> Any:
        """Return each field with what it may be referred to by, as digests."""
        return {name: Reference(value) for name, value in order.items() if name not in {ITEMS, ITEM_COUNT}}

    def compare(self, endpoint: Endpoint, full: Any, short: Any) -> Iterable[tuple[str, str, str]]:
        """Compare the fields that both views have."""
        for name in full.keys() & short.keys():
            if full[name].agrees_with(short[name]):
                if short[name].is_string and full[name].is_object:
                    self._comparable_names.add(_path(endpoint, name))
            else:
                kind = "name " if short[name].is_string and full[name].is_object else ""
                yield (
                    _path(endpoint, name),
                    f"the {kind}of the full order" if kind else "the value of the full order",
                    ("another name" if kind else "another value"),
                )

    def differ(self, endpoint: Endpoint, path: str, expected: str, got: str, *rest: Any) -> None:
        """Report a difference; hold names back until another name of the same field agrees."""
        if got == "another name":
            waiting = self._pending_names.setdefault(path, [])
            if path not in self._comparable_names:
                if len(waiting) < MAX_PENDING_NAMES:
                    waiting.append({"arguments": (endpoint, path, expected, got, *rest)})
                return
        super().differ(endpoint, path, expected, got, *rest)

    def conclude(self) -> None:
        """Report names that differ if others of the same field agree."""
        for path, waiting in self._pending_names.items():
            for each in waiting if path in self._comparable_names else ():
                super().differ(*each["arguments"])


def _path(endpoint: Endpoint, name: str) -> str:
    return redaction.below("$" if endpoint is ORDER_DETAIL_SHORT else "$.results[*]", name)
