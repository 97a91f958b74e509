"""Documents that are given the shapes of a profile: pure, and the same object the same in every order.

A value is changed no oftener than it must be: where a tenth is null and a quarter should be, a sixth of the rest
becomes null. So what belongs together, such as a state and its tracking number, mostly stays together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Any

from oms_mock import clock
from oms_mock.dataset.digest import DRAW_BITS, draws
from oms_mock.spec import path_table
from oms_mock.spec.path_table import Table
from oms_mock.spec.profile_format import OTHER, UNNAMED, Rates, Shape

Document = dict[str, Any]

SAME = {"$.shipping_address": "$.address", "$.billing_address": "$.address", "$.address.customer": "$.customer"}
"""Places of the same things: a customer's document is the same wherever it lies."""
FREE_TEXTS = frozenset(
    ("$.notes", "$.gift_box_note", "$.address.notes", "$.address.line", "$.orderitem_set[*].product.name")
)
"""Texts that may be longer or shorter without ceasing to be what they are."""
PLACEHOLDERS: dict[str, Any] = {
    "string": "oms_mock",
    "integer": 1,
    "number": 0.5,
    "boolean": False,
    "array": [],
    "object": {},
}
"""What stands for a value of which only the type is known."""

NEARLY = 0.01
"""Shares of null that are closer than this are left as they are, unless it is to be never or always."""

_ISTANBUL = timezone(timedelta(hours=3))
_DECIMAL = re.compile(r"(-?[0-9]+)\.([0-9]+)", re.ASCII)


def weighted(rates: Rates, draw: int) -> str | None:
    """Choose one of the values that are named, as often as it came; None if none is."""
    named: list[tuple[str, float]] = sorted(each for each in rates.items() if each[0] != OTHER and each[1] > 0)
    left = draw / (1 << DRAW_BITS) * sum(share for _, share in named)
    for name, share in named:
        left -= share
        if left < 0:
            return name
    return named[-1][0] if named else None


def most_frequent(rates: Rates) -> str | None:
    """Return what came most often; None if nothing came."""
    return max(sorted(rates), key=lambda name: rates[name], default=None)


@dataclass(frozen=True)
class _Change:
    """What becomes of the values at a path. The first draw decides on null, the second on the value."""

    to_null: float = 0.0
    to_value: float = 0.0
    filler: Any = None
    type: str | None = None
    date: str | None = None
    decimal: str | None = None
    lengths: Rates = field(default_factory=dict)
    values: Rates = field(default_factory=dict)

    def of(self, value: Any, first: int, second: int) -> Any:
        """Change a value."""
        if value is None:
            value = self.filler if _happens(self.to_value, first) else None
        elif _happens(self.to_null, first):
            return None
        if isinstance(value, str):
            value = self._text(value, second)
        return _converted(value, self.type)

    def _text(self, text: str, draw: int) -> str:
        if self.date:
            return _dated(text, self.date)
        if self.decimal:
            return _with_places(text, self.decimal)
        if self.values and text not in self.values:
            return weighted(self.values, draw) or text
        if self.lengths and _bucket(text) not in self.lengths:
            return _as_long(text, int(weighted(self.lengths, draw) or len(text)))
        return text


@dataclass(frozen=True)
class _Extra:
    """A key that no schema knows."""

    name: str
    absent: float
    null: float
    value: Any


class Reshaping:
    """Gives documents the shapes that were seen.

    `shapes` are by path below `$`, a document; `table` says what the JSON Schema expects there; `usual` are documents
    as they are without a profile; `full` is one in which nothing is null; `kept` are paths that are left as they
    are but for the form of a date, since the fake cannot do without them.
    """

    def __init__(
        self,
        shapes: Mapping[str, Shape],
        table: Table,
        usual: Iterable[Document],
        full: Document,
        kept: frozenset[str],
    ) -> None:
        self._kept = kept
        self._known = {canonical(path): expectation for path, expectation in table.items()}
        self._usual = _Usual(usual)
        self._fillers = dict(_values(full, "$"))
        self._extras: dict[str, list[_Extra]] = defaultdict(list)
        self._changes: dict[str, _Change] = {}
        together: dict[str, list[Shape]] = defaultdict(list)
        for path, shape in sorted(shapes.items()):
            together[canonical(path)].append(shape)
        for path, seen in together.items():
            if path in self._known:
                change = self._change(path, seen)
                self._changes |= {path: change} if change != _Change() else {}
            elif path_table.parent(path) in self._known and not path.endswith((".*", UNNAMED)):
                self._extras[path_table.parent(path)].append(_extra(path, seen[0]))
        self._on_the_way = {step for path in (*self._changes, *self._extras) for step in _steps(path)}
        self._on_the_way |= {path_table.parent(place) for place, name in SAME.items() if name in self._on_the_way}

    def reshaped(self, seed: int, document: Document) -> Document:
        """Return a document like it, in the shapes that were seen."""
        changed: Document = self._reshaped(seed, document, "$", 0)
        return changed

    def _change(self, path: str, seen: list[Shape]) -> _Change:
        """Decide what has to become of the values at a path: nothing where they are as they were seen."""
        known, values = self._known[path], _mean(each.values for each in seen)
        date = _unless(most_frequent(_mean(each.dates for each in seen)), "utc-6")
        if path in self._kept or path not in self._usual.seen:
            return _Change(date=date)
        types = _mean(each.types for each in seen)
        kind = most_frequent({name: share for name, share in types.items() if name != "null"})
        to_null, to_value = _flips(self._usual.null(path), types.get("null", 0.0)) if types else (0.0, 0.0)
        if known.has_fields:
            to_value = 0.0  # nothing is known of what would be in it
        return _Change(
            to_null,
            to_value,
            filler=_filler(self._fillers.get(path), kind) if to_value else None,
            type=None if kind in known.types else kind,
            date=date,
            decimal=_unless(most_frequent(_mean(each.decimals for each in seen)), str(known.places)),
            lengths=_mean(each.lengths for each in seen) if path in FREE_TEXTS else {},
            values={} if self._usual.texts[path] <= values.keys() else values,
        )

    def _reshaped(self, seed: int, value: Any, path: str, owner: int) -> Any:
        if path in self._changes:
            first, second, *_ = draws(seed, f"profile/{path}", owner)
            value = self._changes[path].of(value, first, second)
        if path not in self._on_the_way:
            return value
        if isinstance(value, list):
            return [self._reshaped(seed, each, f"{path}[*]", owner) for each in value]
        if not isinstance(value, dict):
            return value
        own = value.get("id", value.get("pk"))
        owner = own if isinstance(own, int) and own >= 0 else owner
        below = {name: self._reshaped(seed, each, _below(path, name), owner) for name, each in value.items()}
        return below | dict(self._more(seed, path, owner))

    def _more(self, seed: int, path: str, owner: int) -> Iterator[tuple[str, Any]]:
        for extra in self._extras.get(path, ()):
            first, second, *_ = draws(seed, f"profile/{path}.{extra.name}", owner)
            if not _happens(extra.absent, first):
                yield extra.name, None if _happens(extra.null, second) else extra.value


def canonical(path: str) -> str:
    """Return the path under which a thing is known, wherever it lies."""
    for place, name in SAME.items():
        if path == place or path.startswith((f"{place}.", f"{place}[")):
            path = name + path.removeprefix(place)
    return path


def _below(path: str, name: str) -> str:
    child = f"{path}.{name}"
    return SAME.get(child, child)


def _happens(share: float, draw: int) -> bool:
    return draw < share * (1 << DRAW_BITS)


def _unless(name: str | None, usual: str) -> str | None:
    return None if name == usual else name


def _flips(usual: float, wanted: float) -> tuple[float, float]:
    """Tell how often a value becomes null, and null a value, so that null is as frequent as wanted."""
    if abs(usual - wanted) < NEARLY and wanted not in {0.0, 1.0}:
        return 0.0, 0.0
    return (
        max(0.0, (wanted - usual) / (1 - usual)) if usual < 1 else 0.0,
        max(0.0, (usual - wanted) / usual) if usual else 0.0,
    )


def _filler(value: Any, kind: str | None) -> Any:
    """Fill with what a full document has there, or with a placeholder."""
    return PLACEHOLDERS.get(kind or "string") if value is None else value


def _mean(rates: Iterable[Rates]) -> Rates:
    several = [each for each in rates if each]
    total: dict[str, float] = defaultdict(float)
    for each in several:
        for name, share in each.items():
            total[name] += share
    return {name: share / len(several) for name, share in total.items()}


def _steps(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path_table.parent(path)


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _values(child, _below(path, name))
    elif isinstance(value, list):
        for each in value:
            yield from _values(each, f"{path}[*]")


class _Usual:
    """What documents are like without a profile."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.seen: Counter[str] = Counter()
        self.texts: dict[str, set[str]] = defaultdict(set)
        self._nulls: Counter[str] = Counter()
        for document in documents:
            for path, value in _values(document, "$"):
                self.seen[path] += 1
                self._nulls[path] += value is None
                if isinstance(value, str):
                    self.texts[path].add(value)

    def null(self, path: str) -> float:
        """The share of null."""
        return self._nulls[path] / self.seen[path]


def _extra(path: str, shape: Shape) -> _Extra:
    kinds = {name: share for name, share in shape.types.items() if name != "null"}
    name = path.rpartition(".")[2]
    return _Extra(name, shape.absent, shape.null, PLACEHOLDERS.get(most_frequent(kinds) or ""))


_CONVERSIONS: dict[tuple[type, str], Callable[[Any], Any]] = {
    (bool, "integer"): int,
    (bool, "string"): lambda value: str(value).lower(),
    (int, "string"): str,
    (str, "integer"): lambda text: int(text) if text.isascii() and text.isdigit() else text,
    (str, "number"): lambda text: float(text) if _DECIMAL.fullmatch(text) else text,
}


def _converted(value: Any, kind: str | None) -> Any:
    convert = _CONVERSIONS.get((type(value), kind or ""))
    return convert(value) if convert else value


def _dated(text: str, form: str) -> str:
    whole, _, fraction = text.removesuffix("Z").partition(".")
    if form.startswith("utc-"):
        digits = int(form.removeprefix("utc-"))
        return f"{whole}.{fraction[:digits]:0<{digits}}Z" if digits else f"{whole}Z"
    others = {
        "offset": lambda: clock.from_wire(text).astimezone(_ISTANBUL).isoformat(),
        "no zone": lambda: text.removesuffix("Z"),
        "space": lambda: text.replace("T", " "),
        "date only": lambda: text[:10],
    }
    return others[form]() if form in others else text


def _with_places(text: str, form: str) -> str:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return text
    if form == "comma":
        return text.replace(".", ",")
    if not form.isdigit():
        return text
    places = int(form)
    return f"{match[1]}.{match[2][:places]:0<{places}}" if places else match[1]


def _bucket(text: str) -> str:
    return str(len(text) if len(text) <= 1 else 1 << (len(text) - 1).bit_length())


def _as_long(text: str, longest: int) -> str:
    """Repeat or cut a text, so that its length is the power of two asked for, or less by up to a quarter."""
    wanted = longest - longest // 4
    repeated = f"{text or 'oms_mock'} " * (wanted // max(len(text), 1) + 1)
    return repeated[:wanted].rstrip().ljust(longest // 2 + 1, "…") if longest > 1 else repeated[:longest]
