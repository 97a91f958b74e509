"""The items of a created or changed order: known items are patched, new items are generated and then patched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oms_mock.dataset.channels import Channel, channels
from oms_mock.dataset.date_shift import shifted
from oms_mock.dataset.items import FIRST_OMNITRON_ID, Purchase, item
from oms_mock.dataset.states import item_states
from oms_mock.services.document_schemas import document_schemas
from oms_mock.services.merge_patch import merge, unusable
from oms_mock.services.order_merge import replace_row, state_finder
from oms_mock.services.views import ITEMS
from oms_mock.spec.json_path import Document, Path

MAX_ITEMS = 1000
APPROVED = "400"
"""The state of items whose order is in a state that items do not have."""


@dataclass(frozen=True)
class ItemEdit:
    """One edit of the items of an order.

    `known` are its items so far, `next_id` takes an id from the world; generated dates are shifted by `days`.
    """

    seed: int
    order: Document
    now: str
    known: list[Document]
    next_id: Callable[[], int]
    days: int = 0

    def apply(self, items: Any) -> Any:
        """Return the items after the edit, in the order of the patch; an item that it omits is dropped.

        A value that is not a list is returned as it is, for the schema to reject. Raises UnusableValueError.
        """
        if not isinstance(items, list):
            return items
        if len(items) > MAX_ITEMS:
            raise unusable((ITEMS,), f"has more than {MAX_ITEMS} items")
        known = {each["id"]: each for each in self.known}
        return [self._item(place, each, known) for place, each in enumerate(items)]

    def _item(self, place: int, patch: Any, known: dict[int, Document]) -> Document:
        path: Path = (ITEMS, place)
        if not isinstance(patch, dict):
            raise unusable(path, "must be an object")
        if "id" not in patch:
            return _patched(self._generated(place), patch, path)
        found = known.pop(patch["id"], None) if isinstance(patch["id"], int) else None
        if found is None:
            raise unusable((*path, "id"), "is not an item of the order, or is named twice: leave it out")
        return _patched(found, patch, path)

    def _generated(self, place: int) -> Document:
        """Generate an item in the state of the order."""
        item_id = self.next_id()
        purchase = Purchase(_channel(self.order), _item_state(self.order), str(self.order["payment_type"]), 0, 0)
        model = item(self.seed, self.order["id"], place + 1, purchase, purchase.enum_value)
        own = {"id": item_id, "omnitron_id": FIRST_OMNITRON_ID + item_id, "parent_omnitron_id": None}
        dated = {"created_date": self.now, "modified_date": self.now}
        return shifted(model, self.days) | own | {"order": self.order["id"]} | dated


def _patched(item: Document, patch: Document, path: Path) -> Document:
    target = replace_row(item, patch, "state", state_finder(item_states()))
    return merge(target, patch, document_schemas().order_item, path)


def _channel(order: Document) -> Channel:
    """Return the channel of an order, or the first known channel if that is unknown."""
    known = channels()
    pk = order["channel"].get("id") if isinstance(order["channel"], dict) else None
    return known.get(pk if isinstance(pk, int) else 0) or next(iter(known.values()))


def _item_state(order: Document) -> str:
    value = order["state"].get("enum_value") if isinstance(order["state"], dict) else None
    return value if isinstance(value, str) and value in item_states() else APPROVED
