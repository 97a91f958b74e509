"""The rule that an opened order equals its row in the list."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import FIRST_WALK, Interaction, Purpose
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST
from oms_mock.contract.plan.requests import limit_of
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.detail_opens import listing
from oms_mock.contract.rules.kinds import contradiction
from oms_mock.contract.rules.responses import where
from oms_mock.contract.rules.suspicions import Occasion
from oms_mock.contract.values import added, check_sum, id_of, version_of


class SameDocument(Rule):
    """An opened order equals its row in the list."""

    name = "same-document"
    explanation = (
        "An opened order is equal to its row in the order list, in every field that both have. "
        "If `modified_date` differs, the order has changed in between, and the requests are repeated."
    )
    endpoints = (ORDER_DETAIL,)
    unit = "orders"
    needs = "an order that was listed and opened"
    DIFFERS = contradiction("detail-differs", "A field of an opened order has another value than in the list.")
    kinds = (DIFFERS,)

    def __init__(self, *, precise: bool = False) -> None:
        super().__init__()
        self._kept = _Records()
        self._precise: dict[int, dict[str, int]] | None = {} if precise else None
        self._limit = 1

    def fresh(self) -> SameDocument:
        """Return a rule that compares the few repeated orders value by value."""
        return SameDocument(precise=True)

    def see(self, interaction: Interaction) -> None:
        """Keep checksums of the rows of a list, or compare an opened order with them."""
        if interaction.endpoint is ORDER_LIST and interaction.request.purpose is Purpose.WALK:
            self._limit = limit_of(interaction.request) or self._limit
            if interaction.request.walk == FIRST_WALK:
                self._keep(interaction.rows)
        if interaction.endpoint is ORDER_DETAIL and interaction.rows:
            self._compare(interaction)

    def _keep(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            key = id_of(row)
            if key is None:
                continue
            self._kept.add(key, version_of(row), row)
            if self._precise is not None:
                self._precise[key] = dict(_leaves(row, "$"))

    def _compare(self, interaction: Interaction) -> None:
        order = interaction.rows[0]
        key = id_of(order)
        place = self._kept.find(key) if key is not None else None
        if key is None or place is None:
            return
        self.test(ORDER_DETAIL)
        differing = self._kept.differences(place, order)
        if not differing:
            return
        if self._precise is None:
            self._count(interaction, differing, ((key, self._kept.version(place)),))
            return
        ours = self._precise[key]
        paths = _topmost({path for path, value in _leaves(order, "$") if ours.get(path, value) != value})
        self._count(interaction, paths or differing, (), explained=not paths)

    def _count(
        self,
        interaction: Interaction,
        paths: Iterable[str],
        seen: tuple[tuple[int, int], ...],
        *,
        explained: bool = False,
    ) -> None:
        for path in paths:
            self.fault(
                self.DIFFERS,
                ORDER_DETAIL,
                path=path,
                expected="the value of the order list",
                got="another value",
                example=where(interaction.request),
                request=interaction.request,
                subject=interaction.request.pk,
                occasion=Occasion((*listing(interaction, ORDER_LIST, self._limit), interaction.request), seen),
                explained=explained,
            )


FIELDS = (
    "state", "commands", "orderitem_set", "customer", "shipping_address", "billing_address", "channel",
    "payment_type", "retail_store", "delivery_range", "client_type", "delivery_type", "created_date",
    "modified_date", "omnitron_id", "number", "date_placed", "tracking_number", "has_gift_box",
    "gift_box_note", "notes", "segment", "cargo_company",
)  # fmt: skip
"""The keys of an order apart from its id."""
_ABSENT = 0
_OBJECT = -1
"""Stands for an object in the place of a checksum; no checksum is negative."""


class _Records:
    """Keep 62 bytes an order: its id, when it was last changed, 16 bits of each field, and its place by id."""

    def __init__(self) -> None:
        self._ids = array("I")
        self._versions = array("q")
        self._sums = array("H")
        self._by_id = array("I")

    def add(self, key: int, version: int, order: dict[str, Any]) -> None:
        self._ids = added(self._ids, key)
        self._versions.append(version)
        self._sums.extend(_sums(order))

    def find(self, key: int) -> int | None:
        """Return the place of an order, the last one if it was listed twice; None if it was not listed."""
        if len(self._by_id) < len(self._ids):
            self._by_id = array("I", sorted(range(len(self._ids)), key=self._ids.__getitem__))
        at = bisect_right(self._by_id, key, key=self._ids.__getitem__) - 1
        return self._by_id[at] if at >= 0 and self._ids[self._by_id[at]] == key else None

    def version(self, place: int) -> int:
        return self._versions[place]

    def differences(self, place: int, order: dict[str, Any]) -> list[str]:
        start = place * len(FIELDS)
        kept = self._sums[start : start + len(FIELDS)]
        return [
            f"$.{name}"
            for name, ours, theirs in zip(FIELDS, kept, _sums(order), strict=True)
            if ours != theirs and _ABSENT not in {ours, theirs}
        ]


def _sums(order: dict[str, Any]) -> list[int]:
    return [(check_sum(order[name]) % 0xFFFF) + 1 if name in order else _ABSENT for name in FIELDS]


def _leaves(value: Any, path: str) -> Iterable[tuple[str, int]]:
    """Yield a checksum of every value by path.

    Of an object only its type is stored. Elements of a list share paths; their places are part of the checksum.
    """
    if isinstance(value, dict):
        yield path, _OBJECT
        for key, child in value.items():
            yield from _leaves(child, redaction.below(path, key))
    elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield path, check_sum([_OBJECT, len(value)])
        merged: dict[str, int] = {}
        for place, each in enumerate(value):
            for below, leaf in _leaves(each, f"{path}[*]"):
                merged[below] = zlib.crc32(f"{place}:{leaf}".encode(), merged.get(below, 0))
        yield from merged.items()
    else:
        yield path, check_sum(value)


def _topmost(paths: set[str]) -> list[str]:
    """Leave out paths below other paths: if an object became null, its fields are not reported one by one."""
    return sorted(path for path in paths if not any(path.startswith((f"{each}.", f"{each}[")) for each in paths))
