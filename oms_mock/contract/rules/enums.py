"""Rules about the two lists of constants: delivery types and payment types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.client.interaction import MISSING, Interaction
from oms_mock.contract.endpoints import DELIVERY_TYPES, ENUMERATIONS, FULL_ORDERS, PAYMENT_TYPES
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import check_sum, place_of, request_of

_OF_ORDERS = ((DELIVERY_TYPES, "delivery_type"), (PAYMENT_TYPES, "payment_type"))
MOST_VALUES = 10_000
"""The most different values of one field that are stored."""


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
        self._seen: dict[str, dict[int, tuple[str, Any]]] = {endpoint.name: {} for endpoint in ENUMERATIONS}

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
                            seen[key] = (place_of(interaction, index), request_of(interaction, index))

    def conclude(self) -> None:
        """Compare the values of orders with the listed ones."""
        for endpoint, name in _OF_ORDERS:
            listed = self._listed.get(endpoint.name)
            for key, (example, request) in self._seen[endpoint.name].items() if listed else ():
                self.test(endpoint)
                if key not in (listed or ()):
                    self.fault(
                        self.UNLISTED,
                        endpoint,
                        expected=f"every {name} of the orders",
                        got="a list without one",
                        example=example,
                        request=request,
                    )
