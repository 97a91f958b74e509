"""The field that a finding is about: the same name for it in every view that has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    ENUMERATIONS,
    EVENT_DETAIL,
    EVENT_LISTS,
    LISTS,
    PAYMENT_TYPES,
    PULL,
    Endpoint,
)
from oms_mock.contract.findings import Finding

ORDER, EVENT, CONSTANT, OUTCOME = "order", "event", "constant", "outcome"
"""The objects that responses are made of."""

_LISTED = {
    ("value-not-listed", DELIVERY_TYPES.name): "delivery_type",
    ("value-not-listed", PAYMENT_TYPES.name): "payment_type",
}
"""Findings about a list of constants that are about a field of orders."""
_SUBJECTS = {
    **dict.fromkeys((*EVENT_LISTS, EVENT_DETAIL), EVENT),
    **dict.fromkeys(ENUMERATIONS, CONSTANT),
    PULL: OUTCOME,
}
_ROW = re.compile(r"\$(?:\.results)?\[\*\]\.")


@dataclass(frozen=True)
class Field:
    """A field of an object: `customer.email` of an order."""

    subject: str
    name: str

    @property
    def leaf(self) -> str:
        """The last step: `email`."""
        return self.name.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The steps before the last one: `customer`, or an empty string."""
        return self.name.rpartition(".")[0]

    @property
    def owner(self) -> str:
        """What has the field, in one word: `address` for `shipping_address.line` and `billing_address.line`."""
        words = self.parent.rpartition(".")[2].removesuffix("[*]").removesuffix("_set").rpartition("_")
        return words[2] or self.subject

    @property
    def wholes(self) -> Iterator[Field]:
        """Fields that have it as a part, from the nearest: `customer` for `customer.email`."""
        parent = self.parent
        while parent:
            yield Field(self.subject, parent.removesuffix("[*]"))
            parent = parent.rpartition(".")[0]


def field_of(finding: Finding) -> Field | None:
    """Return the field of an object that a finding is about; None if it is about a response or a page."""
    if name := _LISTED.get((finding.kind, finding.endpoint.name)):
        return Field(ORDER, name)
    beginning = _beginning(finding.endpoint, finding.path)
    name = finding.path[len(beginning) :]
    return Field(_SUBJECTS.get(finding.endpoint, ORDER), name) if beginning and name else None


def _beginning(endpoint: Endpoint, path: str) -> str:
    """Return the part of a path that leads to an object."""
    if endpoint in (*LISTS, *ENUMERATIONS, PULL):
        row = _ROW.match(path)
        return row[0] if row else ""
    return "$." if path.startswith("$.") else ""
