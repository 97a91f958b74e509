"""The catalogue of mutations: every way in which a response can be made to drift from its JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from oms_mock.spec.mutation_conditions import (
    DATE,
    DECIMAL,
    UUID_HEX,
    Node,
    has_primary_key,
    has_several_elements,
    is_boolean,
    is_container,
    is_date,
    is_decimal,
    is_enumerated,
    is_filled_list,
    is_filled_object,
    is_link,
    is_list,
    is_not_null,
    is_null,
    is_number,
    is_object,
    is_page,
    is_plain_value,
    is_property,
    is_string,
    is_uuid,
)
from oms_mock.spec.mutations import Mutation

NEW_VALUE: Final = "oms_mock_new_value"
NEW_FIELD: Final = "oms_mock_new_field"


def _remove(parent: dict[str, Any], key: str) -> None:
    del parent[key]


def _rename(parent: dict[str, Any], key: str) -> None:
    first, *others = key.split("_")
    name = first + "".join(other.capitalize() for other in others) if any(others) else f"{key}_new"
    renamed = {name if each == key else each: value for each, value in parent.items()}
    parent.clear()
    parent.update(renamed)


def _different(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000_000
    if DATE.fullmatch(value):
        return f"{value[:14]}{(int(value[14:16]) + 1) % 60:02}{value[16:]}"
    if DECIMAL.fullmatch(value):
        return re.sub(r"(\d)", r"1\1", value, count=1)
    return value[1:] + value[:1] if UUID_HEX.fullmatch(value) else f"{value}x"


def _new_value(value: str) -> str:
    return "999" if value.isdigit() else NEW_VALUE


def _key_of(value: dict[str, Any]) -> Any:
    return value["id"] if "id" in value else value["pk"]


def _name_or_json(value: dict[str, Any] | list[Any]) -> str:
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else json.dumps(value)


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _with_offset(value: str) -> str:
    return _moment(value).astimezone(timezone(timedelta(hours=3))).isoformat()


def _epoch(value: str) -> int:
    return int(_moment(value).timestamp())


def _with_milliseconds(value: str) -> str:
    whole, _, fraction = value[:-1].partition(".")
    return f"{whole}.{fraction[:3]:0<3}Z"


def _replaces(name: str, fits: str, where: Callable[[Node], bool], new: Callable[[Any], Any]) -> Mutation:
    """Return a mutation that replaces the value with a new one."""

    def change(parent: Any, key: Any) -> None:
        parent[key] = new(parent[key])

    return Mutation(name, frozenset(fits.split()), where, change)


_TYPE = "type-changed"
_FORMAT = "format-drift"
_NUMERIC = "type-changed format-drift"
_ELEMENTS = "item-count page-totals page-links page-order same-orders same-document unique envelope"
_VALUES = f"{_ELEMENTS} links shared-fields opens status event-opens event-fields event-owner event-count enum-covers"

CATALOGUE: tuple[Mutation, ...] = (
    Mutation("remove", frozenset(("missing-field",)), is_property, _remove),
    Mutation("rename", frozenset(("missing-field",)), is_property, _rename),
    _replaces("null", "null-drift", is_not_null, lambda _: None),
    _replaces("number-to-text", _NUMERIC, is_number, str),
    _replaces("number-to-list", _TYPE, is_number, lambda value: [value]),
    _replaces("number-to-object", _TYPE, is_number, lambda value: {"id": value}),
    _replaces("text-to-number", _NUMERIC, is_string, lambda value: int(value) if value.isdecimal() else len(value)),
    _replaces("text-to-list", _TYPE, is_string, lambda value: [value]),
    _replaces("text-to-object", _TYPE, is_string, lambda value: {"value": value, "label": value}),
    _replaces("boolean-to-text", _TYPE, is_boolean, lambda value: str(value).lower()),
    _replaces("boolean-to-number", _TYPE, is_boolean, int),
    _replaces("object-to-key", _TYPE, has_primary_key, _key_of),
    _replaces("object-to-text", _TYPE, is_object, _name_or_json),
    _replaces("object-to-list", _TYPE, is_object, lambda value: [value]),
    _replaces(
        "list-to-object",
        _TYPE,
        is_list,
        lambda value: {str(index): each for index, each in enumerate(value)},
    ),
    _replaces("list-to-first", _TYPE, is_filled_list, lambda value: value[0]),
    _replaces("list-to-text", _TYPE, is_list, _name_or_json),
    _replaces("null-to-object", _TYPE, is_null, lambda _: {"id": 1}),
    _replaces("null-to-list", _TYPE, is_null, lambda _: []),
    _replaces("null-to-number", _TYPE, is_null, lambda _: 1),
    _replaces("null-to-boolean", _TYPE, is_null, lambda _: False),
    _replaces("null-to-text", f"{_TYPE} {_FORMAT}", is_null, lambda _: "oms_mock"),
    _replaces("decimal-to-number", _NUMERIC, is_decimal, float),
    _replaces("decimal-one-place-fewer", _FORMAT, is_decimal, lambda value: value[:-1].removesuffix(".")),
    _replaces("decimal-one-place-more", _FORMAT, is_decimal, lambda value: f"{value}0"),
    _replaces("decimal-without-places", _FORMAT, is_decimal, lambda value: value.partition(".")[0]),
    _replaces("decimal-with-comma", _FORMAT, is_decimal, lambda value: value.replace(".", ",")),
    _replaces("decimal-with-unit", _FORMAT, is_decimal, lambda value: f"{value} TRY"),
    _replaces("date-without-zone", _FORMAT, is_date, lambda value: value[:-1]),
    _replaces("date-with-offset", _FORMAT, is_date, _with_offset),
    _replaces("date-with-zero-offset", _FORMAT, is_date, lambda value: f"{value[:-1]}+00:00"),
    _replaces("date-with-space", _FORMAT, is_date, lambda value: value.replace("T", " ")),
    _replaces("date-with-milliseconds", _FORMAT, is_date, _with_milliseconds),
    _replaces("date-only", _FORMAT, is_date, lambda value: value[:10]),
    _replaces("date-day-first", _FORMAT, is_date, lambda value: f"{_moment(value):%d.%m.%Y %H:%M}"),
    _replaces("date-to-epoch", _NUMERIC, is_date, _epoch),
    _replaces("date-to-epoch-text", _FORMAT, is_date, lambda value: str(_epoch(value))),
    _replaces("date-in-month-thirteen", _FORMAT, is_date, lambda value: f"{value[:5]}13{value[7:]}"),
    _replaces("uuid-with-dashes", _FORMAT, is_uuid, lambda value: str(UUID(value))),
    _replaces("empty-list", _ELEMENTS, is_filled_list, lambda _: []),
    _replaces("drop-last", _ELEMENTS, has_several_elements, lambda value: value[:-1]),
    _replaces("repeat-first", _ELEMENTS, is_filled_list, lambda value: [value[0], *value]),
    _replaces("empty-object", "missing-field", is_filled_object, lambda _: {}),
    _replaces("wrap", "envelope-change missing-field type-changed", is_container, lambda value: {"data": value}),
    _replaces("unwrap", "envelope-change", is_page, lambda value: value["results"]),
    _replaces("break-link", "links", is_link, _different),
    _replaces("new-value", "enum-growth enum-covers", is_enumerated, _new_value),
    _replaces("another-value", _VALUES, is_plain_value, _different),
    _replaces("extra-field", "unknown-field", is_object, lambda value: {**value, NEW_FIELD: NEW_FIELD}),
)
"""Every mutation. Names are stable: users write them in fault rules."""

BY_NAME = {mutation.name: mutation for mutation in CATALOGUE}
