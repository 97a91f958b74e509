"""Rules about the two lists of constants: delivery types and payment types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import MISSING, Interaction, Request
from oms_mock.contract.endpoints import DELIVERY_TYPES, ENUMERATIONS, FULL_ORDERS, ORDER_LIST, PAYMENT_TYPES, Endpoint
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import check_sum, place_of, request_of
from oms_mock.spec import path_table

_OF_ORDERS = ((DELIVERY_TYPES, "delivery_type"), (PAYMENT_TYPES, "payment_type"))
MOST_VALUES = 10_000
"""The most different values of one field that are stored."""
MOST_NAMED = 3
"""The most values that a finding names."""


def values(body: Any) -> Iterator[Any]:
    """Yield the values of an enumeration in any of its forms: objects, strings, or a map of value to label."""
    for member in body if isinstance(body, list | dict) else ():
        yield member.get("value", MISSING) if isinstance(member, dict) else member


def sums(body: Any) -> list[int]:
    """Return a checksum of each value of an enumeration."""
    return [check_sum(value) for value in values(body) if value is not MISSING]


class EnumConstant(Rule):
    """Two requests return the same constants."""

    name = "enum-constant"
    explanation = (
        "The vendor's documentation says that the delivery types and payment types remain constant: they are "
        "hard-coded. Two requests return the same constants, in any order."
    )
    endpoints = ENUMERATIONS
    needs = "two responses"
    CHANGED = Kind("enum-not-constant", "Two requests returned different constants.", certain=True)
    kinds = (CHANGED,)

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, int] = {}

    def see(self, interaction: Interaction) -> None:
        """Compare with the first response."""
        body, endpoint = interaction.body, interaction.endpoint
        if endpoint not in ENUMERATIONS or body is MISSING:
            return
        seen = check_sum(sorted(map(check_sum, values_of(body))))
        if endpoint.name not in self._first:
            self._first[endpoint.name] = seen
            return
        self.test(endpoint)
        if self._first[endpoint.name] != seen:
            self.fault(
                self.CHANGED,
                endpoint,
                expected="the same constants as in the first response",
                got="other constants",
                request=interaction.request,
            )


def values_of(body: Any) -> list[Any]:
    """Return the members of a list of constants as they are."""
    return body if isinstance(body, list) else [body]


class EnumValues(Rule):
    """There are constants, each once."""

    name = "enum-values"
    explanation = "The lists of delivery types and payment types are not empty, and have no value twice."
    endpoints = ENUMERATIONS
    EMPTY = Kind("enum-empty", "The list of constants is empty.")
    TWICE = Kind("enum-value-twice", "The list of constants has a value twice.", Provenance.CONVENTION)
    kinds = (EMPTY, TWICE)

    def see(self, interaction: Interaction) -> None:
        """Check a list of constants."""
        if interaction.endpoint not in ENUMERATIONS or interaction.body is MISSING:
            return
        self.test(interaction.endpoint)
        seen = sums(interaction.body)
        if interaction.body in ([], {}):
            self.fault_in_response(self.EMPTY, interaction, expected="at least one value", got="none")
        elif len(set(seen)) < len(seen):
            self.fault_in_response(self.TWICE, interaction, expected="every value once", got="a value twice")


@dataclass(frozen=True)
class _Seen:
    """A value of a field of orders: its name, if that may be shown, and the first order with it."""

    shown: str | None
    example: str
    request: Request

    @classmethod
    def of(cls, interaction: Interaction, index: int, name: str) -> _Seen:
        """Return the value of a field in a row."""
        known = path_table.of(ORDER_LIST.document)[f"$.results[*].{name}"].known
        shown = redaction.constant(interaction.rows[index][name], known or ())
        return cls(shown, place_of(interaction, index), request_of(interaction, index))


class EnumCovers(Rule):
    """The constants cover every value that orders have."""

    name = "enum-covers"
    explanation = (
        "Every delivery type and payment type of an order is one of the constants that the deployment lists. "
        "Otherwise a client that fills a filter from the list never finds these orders."
    )
    endpoints = ENUMERATIONS
    unit = "values"
    needs = "constants, and an order"
    UNLISTED = Kind(
        "value-not-listed",
        "An order has a type that is not in the list of constants.",
        severity=Severity.ERROR,
        certain=True,
    )
    kinds = (UNLISTED,)

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[str, set[int]] = {}
        self._seen: dict[str, dict[int, _Seen]] = {endpoint.name: {} for endpoint in ENUMERATIONS}

    def see(self, interaction: Interaction) -> None:
        """Keep the listed values and those of orders."""
        if interaction.endpoint in ENUMERATIONS and interaction.body is not MISSING:
            self._listed.setdefault(interaction.endpoint.name, set()).update(sums(interaction.body))
        elif interaction.endpoint in FULL_ORDERS:
            for index, row in enumerate(interaction.rows):
                for endpoint, name in _OF_ORDERS:
                    seen = self._seen[endpoint.name]
                    value = row.get(name)
                    if isinstance(value, str) and len(seen) < MOST_VALUES:
                        key = check_sum(value)
                        if key not in seen:
                            seen[key] = _Seen.of(interaction, index, name)

    def conclude(self) -> None:
        """Compare the values of orders with the listed ones."""
        for endpoint, name in _OF_ORDERS:
            if listed := self._listed.get(endpoint.name):
                seen = self._seen[endpoint.name]
                self.tested[endpoint.name] += len(seen)
                self._report(endpoint, name, [each for key, each in seen.items() if key not in listed])

    def _report(self, endpoint: Endpoint, name: str, unlisted: list[_Seen]) -> None:
        for each in unlisted:
            self.fault(
                self.UNLISTED,
                endpoint,
                expected=f"every {name} of the orders",
                got=f"a list without {_named(unlisted)}",
                example=each.example,
                request=each.request,
            )


def _named(unlisted: list[_Seen]) -> str:
    """Return the values that a list lacks, as far as they may be shown."""
    shown = sorted(each.shown for each in unlisted if each.shown)
    if not shown:
        return "one"
    more = f" and {len(unlisted) - MOST_NAMED} more" if len(unlisted) > MOST_NAMED else ""
    return ", ".join(shown[:MOST_NAMED]) + more
