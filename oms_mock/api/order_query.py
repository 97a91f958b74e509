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
    """A filter: what it compares, how its value is parsed, the provenance of its name, and its description."""

    column: str
    comparison: Comparison
    parse: Callable[[str], Any]
    schema: dict[str, Any]
    provenance: Provenance
    description: str


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


_COMPARISONS: dict[Comparison, str] = {
    "gt": "greater than this value",
    "gte": "this value or greater",
    "lt": "less than this value",
    "lte": "this value or less",
}
_TIMES: dict[Comparison, str] = {
    "gt": "after this time",
    "gte": "at this time or after it",
    "lt": "before this time",
    "lte": "at this time or before it",
}
_WITHOUT_ZONE = "A time without a zone is in UTC."


def _ids() -> dict[str, Parameter]:
    return {
        f"id__{comparison}": Parameter("id", comparison, _key, INTEGER, SIBLING, f"The id of the order: {text}.")
        for comparison, text in _COMPARISONS.items()
    }


def _dates(column: str, what: str) -> dict[str, Parameter]:
    return {
        f"{column}__{comparison}": Parameter(
            column, comparison, _moment, DATE_TIME, ASSUMED, f"{what} {text}. {_WITHOUT_ZONE}"
        )
        for comparison, text in _TIMES.items()
    }


PARAMETERS: dict[str, Parameter] = {
    "state": Parameter("state", "eq", _key, INTEGER, SIBLING, "The id of the state."),
    "state__enum_value": Parameter(
        "state_enum_value", "eq", _text, STRING, SIBLING, "The `enum_value` of the state, such as 400 for Approved."
    ),
    "number": Parameter("number", "startswith", _text, STRING, SIBLING, "The beginning of the order number."),
    "omnitron_id": Parameter("omnitron_id", "eq", _key, INTEGER, SIBLING, "The id of the order in Omnitron."),
    "channel": Parameter("channel", "eq", _key, INTEGER, SIBLING, "The id of the channel."),
    "customer__email": Parameter(
        "customer_email", "eq", _text, STRING, ASSUMED, "The e-mail address of the customer, with upper and lower case."
    ),
    "payment_type": Parameter("payment_type", "eq", _text, STRING, ASSUMED, "A value that `payment_type_enums` lists."),
    "delivery_type": Parameter(
        "delivery_type", "eq", _text, STRING, SIBLING, "A value that `delivery_type_enums` lists."
    ),
    "pk__in": Parameter(
        "id", "in", _keys, INTEGERS, SIBLING, f"Ids of orders, separated by commas; at most {MAX_KEYS}."
    ),
    **_ids(),
    **_dates("created_date", "Created"),
    **_dates("modified_date", "Modified"),
    **_dates("date_placed", "Placed"),
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
