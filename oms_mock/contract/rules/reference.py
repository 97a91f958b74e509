"""References: one view of an order shows an object where another shows its id or its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oms_mock.contract.values import digest, instant


class Reference:
    """A value, and what another view may refer to it by: digests of its id, its names and its parts."""

    KEYS = ("id", "pk")
    NAMES = ("name", "enum_value", "code", "number", "email", "title", "slug", "sku")
    __slots__ = ("forms", "is_object", "is_string", "parts")

    def __init__(self, value: Any) -> None:
        self.is_object = isinstance(value, dict)
        self.is_string = isinstance(value, str)
        self.parts: dict[str, int] = {}
        if isinstance(value, dict):
            self.parts = dict(_parts(value))
            self.forms = {
                self.parts[key] for key in (*self.KEYS, *self.NAMES) if key in self.parts and value[key] is not None
            }
            if "first_name" in value and "last_name" in value:
                self.forms.add(hash(f"{value['first_name']} {value['last_name']}"))
        else:
            self.forms = {digest(value) if isinstance(value, list) else hash(_normal(value))}

    def agrees_with(self, other: Reference) -> bool:
        """Return whether both may be the same object."""
        if self.is_object and other.is_object:
            return all(self.parts[key] == other.parts[key] for key in self.parts.keys() & other.parts.keys())
        return bool(self.forms & other.forms)


def _parts(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, int]]:
    for key, part in value.items():
        if isinstance(part, dict):
            yield from _parts(part, f"{prefix}{key}.")
        elif not isinstance(part, list):
            yield f"{prefix}{key}", hash(_normal(part))


def _normal(value: Any) -> str:
    """Write a value so that equal moments, and 5 and "5", become equal strings."""
    moment = instant(value)
    return str(value) if moment is None else str(moment)
