"""Merging a patch into an order, except its items, while the parts of the order stay consistent.

A patch names what changes, and related values follow unless the patch sets them too:

- a known state or channel, named by its `id` (a state also by its `enum_value`), replaces the whole object;
- the customer inside an address that belongs to the customer of the order changes with it;
- both addresses change together when they are the same address;
- customers move to the channel that the order moves to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from oms_mock.dataset.channels import channels
from oms_mock.dataset.date_shift import shifted
from oms_mock.dataset.states import order_states
from oms_mock.services.document_schemas import document_schemas
from oms_mock.services.merge_patch import merge
from oms_mock.spec.json_path import Document

FindRow = Callable[[Document], Document | None]
"""Returns the known row that a partial document names, if any."""

ADDRESSES = ("shipping_address", "billing_address")


def merged(before: Document, patch: Document, days: int = 0) -> Document:
    """Return an order with a patch merged into it; a channel has dates shifted by `days`. Raises UnusableValueError."""
    target = replace_row(before, patch, "state", state_finder(order_states()))
    target = replace_row(target, patch, "channel", partial(_find_channel, days=days))
    after = merge(target, _for_both_addresses(before, patch), document_schemas().order)
    channel = after["channel"].get("id") if isinstance(after["channel"], dict) else None
    if isinstance(channel, int) and channel != before["channel"]["id"]:
        _move_to_channel(after, patch, channel)
    for address in ADDRESSES:
        if _has_key(patch.get(address), "customer"):
            continue
        if _owner(before, address) == before["customer"]["pk"] and isinstance(after[address], dict):
            after[address] = after[address] | {"customer": after["customer"]}
    return after


def replace_row(before: Document, patch: Document, key: str, find: FindRow) -> Document:
    """Return the document with the known row that the patch names at `key`, unless it has that row already."""
    given = patch.get(key)
    row = find(given) if isinstance(given, dict) else None
    return before if row is None or row["id"] == before[key]["id"] else before | {key: row}


def state_finder(rows: dict[str, Document]) -> FindRow:
    """Return a function that finds a state by its `enum_value`, or else by its `id`."""
    by_id = {row["id"]: row for row in rows.values()}

    def find(given: Document) -> Document | None:
        if isinstance(value := given.get("enum_value"), str):
            return rows.get(value)
        return by_id.get(pk) if isinstance(pk := given.get("id"), int) else None

    return find


def _find_channel(given: Document, days: int) -> Document | None:
    pk = given.get("id")
    known = channels().get(pk) if isinstance(pk, int) else None
    return known and shifted(known.document, days)


def _for_both_addresses(before: Document, patch: Document) -> Document:
    """Apply a patch of one address to both when they are the same address and the patch sets no other id."""
    given = [name for name in ADDRESSES if isinstance(patch.get(name), dict)]
    are_the_same = before[ADDRESSES[0]]["id"] == before[ADDRESSES[1]]["id"]
    if not are_the_same or len(given) != 1 or "id" in patch[given[0]]:
        return patch
    return patch | dict.fromkeys(ADDRESSES, patch[given[0]])


def _move_to_channel(order: Document, patch: Document, channel: int) -> None:
    """Set the channel of every customer in an order that moved to another channel."""
    moved = {"channel": channel}
    if not _has_key(patch.get("customer"), "channel") and isinstance(order["customer"], dict):
        order["customer"] = order["customer"] | moved
    for name in ADDRESSES:
        address = order[name]
        if isinstance(address, dict) and not _has_key(patch.get(name), "customer"):
            order[name] = address | {"customer": address["customer"] | moved}


def _has_key(patch: Any, key: str) -> bool:
    return isinstance(patch, dict) and key in patch


def _owner(order: Document, address: str) -> Any:
    return order[address]["customer"]["pk"]
