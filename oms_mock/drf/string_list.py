"""Validate a body with one list of strings, as a DRF serializer with a `ListField(child=CharField())` does."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from oms_mock.errors import InvalidInputError

REQUIRED = "This field is required."


def validate(data: Any, field: str, most: int) -> list[str]:
    """Return the strings of a field of a parsed body, stripped. Raises InvalidInputError."""
    values = _values(data, field)
    if values is None:
        raise InvalidInputError({field: ["This field may not be null."]})
    if not isinstance(values, list):
        kind = type(values).__name__
        raise InvalidInputError({field: [f'Expected a list of items but got type "{kind}".']})
    if len(values) > most:
        raise InvalidInputError({field: [f"Ensure this field has no more than {most} elements."]})
    problems = {str(index): why for index, value in enumerate(values) if (why := _problem(value))}
    if problems:
        raise InvalidInputError({field: problems})
    return [str(value).strip() for value in values]


def _values(data: Any, field: str) -> Any:
    """Return the value of the field, as the serializer's ListField finds it."""
    if isinstance(data, MultiDict):
        data = {field: values} if (values := data.getlist(field) or _indexed(data, field)) else {}
    if data is None:
        raise InvalidInputError({"non_field_errors": ["No data provided"]})
    if not isinstance(data, dict):
        text = f"Invalid data. Expected a dictionary, but got {type(data).__name__}."
        raise InvalidInputError({"non_field_errors": [text]})
    if field not in data:
        raise InvalidInputError({field: [REQUIRED]})
    return data[field]


def _indexed(form: MultiDict[str, Any], field: str) -> list[Any]:
    """Return the values of `field[0]=…&field[1]=…`."""
    found = {}
    for key, value in form.items():
        index = key.removeprefix(f"{field}[").removesuffix("]")
        if key == f"{field}[{index}]" and index.isdecimal() and len(index) < 6:
            found[int(index)] = value
    return [found[index] for index in sorted(found)]


def _problem(value: Any) -> list[str]:
    """Return what is wrong with one element, as DRF's CharField reports it."""
    if value is None:
        return ["This field may not be null."]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ["Not a valid string."]
    text = str(value).strip()
    if not text:
        return ["This field may not be blank."]
    if "\0" in text:
        return ["Null characters are not allowed."]
    for character in text:
        if "\ud800" <= character <= "\udfff":
            return [f"Surrogate characters are not allowed: U+{ord(character):X}."]
    return []
