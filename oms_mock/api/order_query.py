"""Filters and sorting of the order lists, as one table.

The vendor documents none for orders. The names are those of the sibling lists (packages, transfers).
They behave as in django-filter: unknown parameters and blank values are ignored, invalid values are rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oms_mock import clock
from oms_mock.drf.context import RequestContext
from oms_mock.errors import InvalidInputError
from oms_mock.schemas.provenance import ASSUMED, SIBLING, Provenance
from oms_mock.store.listing import Comparison, Filter, Listing

SORT = "sort"
SORTABLE = ("id", "created_date", "modified_date", "date_placed")
MAX_KEYS = 1000
MAX_LENGTH = 1000

LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Parameter:
    """A filter: what it compares, how its value is parsed, and the provenance of its name."""

    column: str
    comparison: Comparison
    parse: Callable[[str], Any]
    schema: dict[str, Any]
    provenance: Provenance


def _key(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise ValueError("Enter a number.") from None
    return max(-LARGEST_KEY, min(number, LARGEST_KEY))


def _keys(text: str) -> tuple[int, ...]:
    parts = text.split(",")
    if len(parts) > MAX_KEYS:
        raise ValueError(f"Ensure this list has at most {MAX_KEYS} items.")
    return tuple(_key(part) for part in parts if part.strip())


def _text(text: str) -> str:
    text = text.strip()
    if "\0" in text:
        raise ValueError("Null characters are not allowed.")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"Ensure this value has at most {MAX_LENGTH} characters.")
    return text


def _moment(text: str) -> int:
    try:
        return clock.to_microseconds(text.strip())
    except (ValueError, OverflowError):
        raise ValueError("Enter a valid date/time.") from None


INTEGER = {"type": "integer"}
STRING = {"type": "string"}
INTEGERS = {"type": "string", "pattern": "^-?[0-9]+(,-?[0-9]+)*$"}
DATE_TIME = {"type": "string", "format": "date-time"}


def _range(column: str, parse: Callable[[str], Any], schema: dict[str, Any]) -> dict[str, Parameter]:
    comparisons: tuple[Comparison, ...] = ("gt", "gte", "lt", "lte")
    provenance = SIBLING if column == "id" else ASSUMED
    return {
        f"{column}__{comparison}": Parameter(column, comparison, parse, schema, provenance)
        for comparison in comparisons
    }


PARAMETERS: dict[str, Parameter] = {
    "state": Parameter("state", "eq", _key, INTEGER, SIBLING),
    "state__enum_value": Parameter("state_enum_value", "eq", _text, STRING, SIBLING),
    "number": Parameter("number", "startswith", _text, STRING, SIBLING),
    "omnitron_id": Parameter("omnitron_id", "eq", _key, INTEGER, SIBLING),
    "channel": Parameter("channel", "eq", _key, INTEGER, SIBLING),
    "customer__email": Parameter("customer_email", "eq", _text, STRING, ASSUMED),
    "payment_type": Parameter("payment_type", "eq", _text, STRING, ASSUMED),
    "delivery_type": Parameter("delivery_type", "eq", _text, STRING, SIBLING),
    "pk__in": Parameter("id", "in", _keys, INTEGERS, SIBLING),
    **_range("id", _key, INTEGER),
    **_range("created_date", _moment, DATE_TIME),
    **_range("modified_date", _moment, DATE_TIME),
    **_range("date_placed", _moment, DATE_TIME),
}


def listing(context: RequestContext) -> Listing:
    """Return the filters and the sort order of a request. Raises InvalidInputError."""
    filters: list[Filter] = []
    messages: dict[str, list[str] | dict[str, list[str]]] = {}
    for name in PARAMETERS.keys() & context.parameters().keys():
        try:
            _add_filter(filters, PARAMETERS[name], context.last_value(name) or "")
        except ValueError as error:
            messages[name] = [str(error)]
    if messages:
        raise InvalidInputError(dict(sorted(messages.items())))
    return Listing(tuple(sorted(filters, key=repr)), _sort(context.last_value(SORT) or ""))


def _add_filter(filters: list[Filter], parameter: Parameter, text: str) -> None:
    if text.strip():
        filters.append(Filter(parameter.column, parameter.comparison, parameter.parse(text)))


def _sort(text: str) -> tuple[str, ...]:
    """Return the sort keys. Unknown ones are dropped, as in DRF's OrderingFilter."""
    keys = (part.strip() for part in text.split(",")[: 2 * len(SORTABLE)])
    return tuple(key for key in keys if key.removeprefix("-") in SORTABLE) or ("-id",)
