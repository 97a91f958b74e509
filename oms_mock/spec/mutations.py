"""Mutations of documents: each one way in which an answer can drift from what was agreed.

Pure: values in, values out. A document is never changed; what lies along the path is copied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID


class Every(Enum):
    """The step of a path that stands for all elements of a list."""

    ELEMENT = "[*]"


ALL: Final = Every.ELEMENT
Path = tuple[str | int | Every, ...]
"""Keys from the root of a document to a value; an integer is one element of a list, ALL every one."""

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
"""Objects whose keys are a deployment's own."""

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
"""Keys that hold the id of another object, each with a key that lies beside it: an image has an `order` too."""

NEW_VALUE = "oms_mock_new_value"
NEW_FIELD = "oms_mock_new_field"

_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{32}")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\*|\d{1,9})\]", re.ASCII)
_PATH = re.compile(rf"\$(?:{_STEP.pattern})*", re.ASCII)


class Place(NamedTuple):
    """A value where it lies; a whole document has neither key nor parent."""

    value: Any
    key: str | int | None = None
    parent: Any = None


@dataclass(frozen=True)
class Mutation:
    """One way to change a value.

    `fits` names the drift kinds and rules that name the change rightly. `change` is
    called with a copy of the parent, and the key.
    """

    name: str
    fits: frozenset[str]
    applies: Callable[[Place], bool]
    change: Callable[[Any, Any], None]


def paths(document: Any) -> Iterator[Path]:
    """Yield every path of a document once, its own `()` first; elements of a list share ALL."""
    yield from dict.fromkeys(_paths(document, ()))


def text(path: Path) -> str:
    """Write a path as findings do: `$.orderitem_set[*].price`."""
    return "$" + "".join(f".{step}" if isinstance(step, str) else _index(step) for step in path)


def parse_path(written: str) -> Path:
    """Read a path as `text` writes it. Raises ValueError."""
    if not _PATH.fullmatch(written):
        raise ValueError(f"{written[:80]!r} is no path: write $, then .key, [*] or [0] for each step")
    return tuple(_step(key, index) for key, index in _STEP.findall(written))


def applies(document: Any, path: Path, mutation: Mutation) -> bool:
    """Whether a mutation changes anything at a path of a document."""
    return mutate(document, path, mutation) is not document


def mutate(document: Any, path: Path, mutation: Mutation) -> Any:
    """Return a document that is changed wherever the path leads and the mutation applies.

    It is the document itself if that is nowhere.
    """
    if path:
        return _mutate(document, path, mutation)
    if not mutation.applies(Place(document)):
        return document
    holder = [document]
    mutation.change(holder, 0)
    return holder[0]


def _paths(value: Any, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _paths(child, (*path, key))
    elif isinstance(value, list):
        for child in value:
            yield from _paths(child, (*path, ALL))


def _index(step: int | Every) -> str:
    return step.value if isinstance(step, Every) else f"[{step}]"


def _step(key: str, index: str) -> str | int | Every:
    return key or (ALL if index == ALL.value.strip("[]") else int(index))


def _mutate(value: Any, path: Path, mutation: Mutation) -> Any:
    keys, rest = _keys(value, path[0]), path[1:]
    changed = value
    for key in reversed(keys):  # so that taking an element out moves none that is still to come
        if not rest and not mutation.applies(Place(value[key], key, value)):
            continue
        child = _mutate(value[key], rest, mutation) if rest else None
        if rest and child is value[key]:
            continue
        changed = value.copy() if changed is value else changed
        if rest:
            changed[key] = child
        else:
            mutation.change(changed, key)
    return changed


def _keys(value: Any, step: str | int | Every) -> list[Any]:
    if isinstance(value, list):
        return list(range(len(value))) if step is ALL else [step] if step in range(len(value)) else []
    return [step] if isinstance(value, dict) and step in value else []


def _is_text(place: Place) -> bool:
    return isinstance(place.value, str)


def _is_date(place: Place) -> bool:
    return isinstance(place.value, str) and _DATE.fullmatch(place.value) is not None


def _is_decimal(place: Place) -> bool:
    return isinstance(place.value, str) and _DECIMAL.fullmatch(place.value) is not None


def _is_uuid(place: Place) -> bool:
    return isinstance(place.value, str) and _UUID.fullmatch(place.value) is not None


def _is_number(place: Place) -> bool:
    return isinstance(place.value, int) and not isinstance(place.value, bool)


def _is_boolean(place: Place) -> bool:
    return isinstance(place.value, bool)


def _is_null(place: Place) -> bool:
    return place.value is None


def _is_something(place: Place) -> bool:
    return place.value is not None


def _is_object(place: Place) -> bool:
    return isinstance(place.value, dict)


def _is_list(place: Place) -> bool:
    return isinstance(place.value, list)


def _is_container(place: Place) -> bool:
    return isinstance(place.value, dict | list)


def _is_filled_list(place: Place) -> bool:
    return isinstance(place.value, list) and bool(place.value)


def _is_long_list(place: Place) -> bool:
    return isinstance(place.value, list) and len(place.value) > 1


def _is_filled_record(place: Place) -> bool:
    return isinstance(place.value, dict) and bool(place.value) and place.key not in FREE_FORM


def _is_page(place: Place) -> bool:
    return isinstance(place.value, dict) and "results" in place.value


def _has_key(place: Place) -> bool:
    return isinstance(place.value, dict) and ("id" in place.value or "pk" in place.value)


def _has_name(place: Place) -> bool:
    return isinstance(place.parent, dict)


def _is_enumerated(place: Place) -> bool:
    return isinstance(place.value, str) and place.key in ENUMERATED


def _is_link(place: Place) -> bool:
    beside = LINK_KEYS.get(place.key) if isinstance(place.key, str) else None
    return beside is not None and _is_number(place) and beside in place.parent


def _is_free(place: Place) -> bool:
    return isinstance(place.value, bool | int | str) and not _is_enumerated(place) and not _is_link(place)


def _remove(parent: dict[str, Any], key: str) -> None:
    del parent[key]


def _rename(parent: dict[str, Any], key: str) -> None:
    first, *others = key.split("_")
    name = first + "".join(other.capitalize() for other in others) if any(others) else f"{key}_new"
    renamed = {name if each == key else each: value for each, value in parent.items()}
    parent.clear()
    parent.update(renamed)


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000_000
    if _DATE.fullmatch(value):
        return f"{value[:14]}{(int(value[14:16]) + 1) % 60:02}{value[16:]}"
    if _DECIMAL.fullmatch(value):
        return re.sub(r"(\d)", r"1\1", value, count=1)
    return value[1:] + value[:1] if _UUID.fullmatch(value) else f"{value}x"


def _new_value(value: str) -> str:
    return "999" if value.isdigit() else NEW_VALUE


def _key_of(value: dict[str, Any]) -> Any:
    return value["id"] if "id" in value else value["pk"]


def _in_words(value: dict[str, Any] | list[Any]) -> str:
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


def _sets(name: str, fits: str, where: Callable[[Place], bool], new: Callable[[Any], Any]) -> Mutation:
    """Make a mutation that puts a new value into the place of the old one."""

    def change(parent: Any, key: Any) -> None:
        parent[key] = new(parent[key])

    return Mutation(name, frozenset(fits.split()), where, change)


_TYPE = "type-changed"
_FORMAT = "format-drift"
_NUMERIC = "type-changed format-drift"
_ELEMENTS = "item-count page-totals page-links page-order same-orders same-document unique envelope"
_VALUES = f"{_ELEMENTS} links shared-fields opens status event-opens event-fields event-owner event-count enum-covers"

CATALOGUE: tuple[Mutation, ...] = (
    Mutation("remove", frozenset(("missing-field",)), _has_name, _remove),
    Mutation("rename", frozenset(("missing-field",)), _has_name, _rename),
    _sets("null", "null-drift", _is_something, lambda _: None),
    _sets("number-to-text", _NUMERIC, _is_number, str),
    _sets("number-to-list", _TYPE, _is_number, lambda value: [value]),
    _sets("number-to-object", _TYPE, _is_number, lambda value: {"id": value}),
    _sets("text-to-number", _NUMERIC, _is_text, lambda value: int(value) if value.isdecimal() else len(value)),
    _sets("text-to-list", _TYPE, _is_text, lambda value: [value]),
    _sets("text-to-object", _TYPE, _is_text, lambda value: {"value": value, "label": value}),
    _sets("boolean-to-text", _TYPE, _is_boolean, lambda value: str(value).lower()),
    _sets("boolean-to-number", _TYPE, _is_boolean, int),
    _sets("object-to-key", _TYPE, _has_key, _key_of),
    _sets("object-to-text", _TYPE, _is_object, _in_words),
    _sets("object-to-list", _TYPE, _is_object, lambda value: [value]),
    _sets("list-to-object", _TYPE, _is_list, lambda value: {str(index): each for index, each in enumerate(value)}),
    _sets("list-to-first", _TYPE, _is_filled_list, lambda value: value[0]),
    _sets("list-to-text", _TYPE, _is_list, _in_words),
    _sets("null-to-object", _TYPE, _is_null, lambda _: {"id": 1}),
    _sets("null-to-list", _TYPE, _is_null, lambda _: []),
    _sets("null-to-number", _TYPE, _is_null, lambda _: 1),
    _sets("null-to-boolean", _TYPE, _is_null, lambda _: False),
    _sets("null-to-text", f"{_TYPE} {_FORMAT}", _is_null, lambda _: "oms_mock"),
    _sets("decimal-to-number", _NUMERIC, _is_decimal, float),
    _sets("decimal-one-place-fewer", _FORMAT, _is_decimal, lambda value: value[:-1].removesuffix(".")),
    _sets("decimal-one-place-more", _FORMAT, _is_decimal, lambda value: f"{value}0"),
    _sets("decimal-without-places", _FORMAT, _is_decimal, lambda value: value.partition(".")[0]),
    _sets("decimal-with-comma", _FORMAT, _is_decimal, lambda value: value.replace(".", ",")),
    _sets("decimal-with-unit", _FORMAT, _is_decimal, lambda value: f"{value} TRY"),
    _sets("date-without-zone", _FORMAT, _is_date, lambda value: value[:-1]),
    _sets("date-with-offset", _FORMAT, _is_date, _with_offset),
    _sets("date-with-zero-offset", _FORMAT, _is_date, lambda value: f"{value[:-1]}+00:00"),
    _sets("date-with-space", _FORMAT, _is_date, lambda value: value.replace("T", " ")),
    _sets("date-with-milliseconds", _FORMAT, _is_date, _with_milliseconds),
    _sets("date-only", _FORMAT, _is_date, lambda value: value[:10]),
    _sets("date-day-first", _FORMAT, _is_date, lambda value: f"{_moment(value):%d.%m.%Y %H:%M}"),
    _sets("date-to-epoch", _NUMERIC, _is_date, _epoch),
    _sets("date-to-epoch-text", _FORMAT, _is_date, lambda value: str(_epoch(value))),
    _sets("date-in-month-thirteen", _FORMAT, _is_date, lambda value: f"{value[:5]}13{value[7:]}"),
    _sets("uuid-with-dashes", _FORMAT, _is_uuid, lambda value: str(UUID(value))),
    _sets("empty-list", _ELEMENTS, _is_filled_list, lambda _: []),
    _sets("drop-last", _ELEMENTS, _is_long_list, lambda value: value[:-1]),
    _sets("repeat-first", _ELEMENTS, _is_filled_list, lambda value: [value[0], *value]),
    _sets("empty-object", "missing-field", _is_filled_record, lambda _: {}),
    _sets("wrap", "envelope-change missing-field type-changed", _is_container, lambda value: {"data": value}),
    _sets("unwrap", "envelope-change", _is_page, lambda value: value["results"]),
    _sets("break-link", "links", _is_link, _another),
    _sets("new-value", "enum-growth enum-covers", _is_enumerated, _new_value),
    _sets("another-value", _VALUES, _is_free, _another),
    _sets("extra-field", "unknown-field", _is_object, lambda value: {**value, NEW_FIELD: NEW_FIELD}),
)
"""Every mutation there is. Names are stable: people write them into configuration."""

BY_NAME = {mutation.name: mutation for mutation in CATALOGUE}
