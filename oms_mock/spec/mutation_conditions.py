"""Conditions of mutations: which values a mutation applies to, by the value, its key and its parent."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

FREE_FORM = frozenset(
    (
        "attributes",
        "attributes_kwargs",
        "config",
        "configuration",
        "extra_attributes",
        "feature_flags",
        "localized_cancel_mail_subject",
        "price_extra_field",
        "request_payload",
        "stock_extra_field",
        "webhook",
    )
)
"""Keys of objects that hold whatever the deployment defines."""

ENUMERATED = frozenset(
    (
        "address_type",
        "channel_type",
        "client_type",
        "currency",
        "data_type",
        "delivery_type",
        "enum_class",
        "enum_value",
        "payment_type",
        "price_currency",
    )
)
"""Keys whose values come from a list of constants."""

LINK_KEYS = {"order": "net_amount", "product": "url", "country": "pk", "city": "pk", "township": "pk", "channel": "pk"}
"""Keys that hold the id of another object, each with the sibling key that tells it apart.

The `order` of an image is a position, not a link."""

DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
DECIMAL: Final = re.compile(r"-?\d+\.\d+", re.ASCII)
UUID_HEX: Final = re.compile(r"[0-9a-f]{32}")


class Node(NamedTuple):
    """A value with its key and its parent; a document itself has neither."""

    value: Any
    key: str | int | None = None
    parent: Any = None


def is_string(place: Node) -> bool:
    """Match a string."""
    return isinstance(place.value, str)


def is_date(place: Node) -> bool:
    """Match a date and time in UTC, as Django REST framework writes it."""
    return isinstance(place.value, str) and DATE.fullmatch(place.value) is not None


def is_decimal(place: Node) -> bool:
    """Match a decimal string."""
    return isinstance(place.value, str) and DECIMAL.fullmatch(place.value) is not None


def is_uuid(place: Node) -> bool:
    """Match a UUID without dashes."""
    return isinstance(place.value, str) and UUID_HEX.fullmatch(place.value) is not None


def is_number(place: Node) -> bool:
    """Match an integer."""
    return isinstance(place.value, int) and not isinstance(place.value, bool)


def is_boolean(place: Node) -> bool:
    """Match true and false."""
    return isinstance(place.value, bool)


def is_null(place: Node) -> bool:
    """Match null."""
    return place.value is None


def is_not_null(place: Node) -> bool:
    """Match anything but null."""
    return place.value is not None


def is_object(place: Node) -> bool:
    """Match an object."""
    return isinstance(place.value, dict)


def is_list(place: Node) -> bool:
    """Match a list."""
    return isinstance(place.value, list)


def is_container(place: Node) -> bool:
    """Match an object or a list."""
    return isinstance(place.value, dict | list)


def is_filled_list(place: Node) -> bool:
    """Match a list that has elements."""
    return isinstance(place.value, list) and bool(place.value)


def has_several_elements(place: Node) -> bool:
    """Match a list of two elements or more."""
    return isinstance(place.value, list) and len(place.value) > 1


def is_filled_object(place: Node) -> bool:
    """Match an object that has keys, all of them fixed by the API."""
    return isinstance(place.value, dict) and bool(place.value) and place.key not in FREE_FORM


def is_page(place: Node) -> bool:
    """Match a page of a list."""
    return isinstance(place.value, dict) and "results" in place.value


def has_primary_key(place: Node) -> bool:
    """Match an object with an id."""
    return isinstance(place.value, dict) and ("id" in place.value or "pk" in place.value)


def is_property(place: Node) -> bool:
    """Match a value of an object."""
    return isinstance(place.parent, dict)


def is_enumerated(place: Node) -> bool:
    """Match a string from a list of constants."""
    return isinstance(place.value, str) and place.key in ENUMERATED


def is_link(place: Node) -> bool:
    """Match the id of another object."""
    beside = LINK_KEYS.get(place.key) if isinstance(place.key, str) else None
    return beside is not None and is_number(place) and beside in place.parent


def is_plain_value(place: Node) -> bool:
    """Match a boolean, an integer or a string that has no meaning of its own."""
    return isinstance(place.value, bool | int | str) and not is_enumerated(place) and not is_link(place)
