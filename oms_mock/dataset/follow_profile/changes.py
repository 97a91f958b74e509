"""Changes of single values: to null or from null, to another type, format, length or constant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any

from oms_mock import clock
from oms_mock.dataset.follow_profile.rates import happens, weighted
from oms_mock.spec.profile_format import Rates

_ISTANBUL = timezone(timedelta(hours=3))
_DECIMAL = re.compile(r"(-?[0-9]+)\.([0-9]+)", re.ASCII)


@dataclass(frozen=True)
class ValueChange:
    """The change of the values at one path. The first draw decides on null, the second on the value."""

    to_null: float = 0.0
    to_value: float = 0.0
    filler: Any = None
    type: str | None = None
    date: str | None = None
    decimal: str | None = None
    lengths: Rates = field(default_factory=dict)
    values: Rates = field(default_factory=dict)

    def apply(self, value: Any, first: int, second: int) -> Any:
        """Return the changed value."""
        if value is None:
            value = self.filler if happens(self.to_value, first) else None
        elif happens(self.to_null, first):
            return None
        if isinstance(value, str):
            value = self._changed_string(value, second)
        return _converted(value, self.type)

    def _changed_string(self, string: str, draw: int) -> str:
        if self.date:
            return _with_date_format(string, self.date)
        if self.decimal:
            return _with_decimal_format(string, self.decimal)
        if self.values and string not in self.values:
            return weighted(self.values, draw) or string
        if self.lengths and _length_class(string) not in self.lengths:
            return _with_length(string, int(weighted(self.lengths, draw) or len(string)))
        return string


_CONVERSIONS: dict[tuple[type, str], Callable[[Any], Any]] = {
    (bool, "integer"): int,
    (bool, "string"): lambda value: str(value).lower(),
    (int, "string"): str,
    (str, "integer"): lambda string: int(string) if string.isascii() and string.isdigit() else string,
    (str, "number"): lambda string: float(string) if _DECIMAL.fullmatch(string) else string,
}


def _converted(value: Any, kind: str | None) -> Any:
    convert = _CONVERSIONS.get((type(value), kind or ""))
    return convert(value) if convert else value


def _with_date_format(date: str, form: str) -> str:
    seconds, _, fraction = date.removesuffix("Z").partition(".")
    if form.startswith("utc-"):
        digits = int(form.removeprefix("utc-"))
        return f"{seconds}.{fraction[:digits]:0<{digits}}Z" if digits else f"{seconds}Z"
    others = {
        "offset": lambda: clock.from_wire(date).astimezone(_ISTANBUL).isoformat(),
        "no zone": lambda: date.removesuffix("Z"),
        "space": lambda: date.replace("T", " "),
        "date only": lambda: date[:10],
    }
    return others[form]() if form in others else date


def _with_decimal_format(decimal: str, form: str) -> str:
    match = _DECIMAL.fullmatch(decimal)
    if match is None:
        return decimal
    if form == "comma":
        return decimal.replace(".", ",")
    if not form.isdigit():
        return decimal
    places = int(form)
    return f"{match[1]}.{match[2][:places]:0<{places}}" if places else match[1]


def _length_class(string: str) -> str:
    """Return the class that a profile counts a string in: 0, 1, or the next power of two."""
    return str(len(string) if len(string) <= 1 else 1 << (len(string) - 1).bit_length())


def _with_length(string: str, longest: int) -> str:
    """Repeat or cut a string to a length between half of `longest` and all of it; usually three quarters."""
    wanted = longest - longest // 4
    repeated = f"{string or 'oms_mock'} " * (wanted // max(len(string), 1) + 1)
    return repeated[:wanted].rstrip().ljust(longest // 2 + 1, "…") if longest > 1 else repeated[:longest]
