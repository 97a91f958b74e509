"""Reshape documents so that nulls, formats, types, lengths and unknown keys are as frequent as in a profile.

Pure functions of (seed, profile, document): the same object is reshaped to the same object in every order. Values are
changed as rarely as possible. If a tenth of the values is null and a quarter should be, a sixth of the others becomes
null. So related values, such as a state and its tracking number, mostly stay consistent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oms_mock.dataset.digest import draws
from oms_mock.dataset.follow_profile.changes import ValueChange
from oms_mock.dataset.follow_profile.rates import happens, mean, most_frequent, null_changes
from oms_mock.spec import path_table
from oms_mock.spec.json_path import Document
from oms_mock.spec.path_table import Table
from oms_mock.spec.profile_format import UNNAMED, Shape

SAME_OBJECT = {
    "$.shipping_address": "$.address",
    "$.billing_address": "$.address",
    "$.address.customer": "$.customer",
}
"""Paths of the same object, each with its canonical path: a customer is the same document wherever it occurs."""
FREE_TEXTS = frozenset(
    ("$.notes", "$.gift_box_note", "$.address.notes", "$.address.line", "$.orderitem_set[*].product.name")
)
"""Strings whose length may change without changing their meaning."""
PLACEHOLDERS: dict[str, Any] = {
    "string": "oms_mock",
    "integer": 1,
    "number": 0.5,
    "boolean": False,
    "array": [],
    "object": {},
}
"""Values where only the type is known."""


@dataclass(frozen=True)
class _UnknownKey:
    """A key that is in no schema, with the shares of documents that lack it or have null."""

    name: str
    absent: float
    null: float
    value: Any


class Reshaper:
    """Reshapes documents to the shapes of a profile.

    `shapes` are the shapes by path, with `$` for the document; `table` is what the JSON Schema expects by path;
    `usual` are documents without a profile; `full` is a document in which nothing is null. Of the paths in `kept`,
    which the fake needs, only the date format changes.
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
        self._usual = _Statistics(usual)
        self._fillers = dict(_values(full, "$"))
        self._unknown_keys: dict[str, list[_UnknownKey]] = defaultdict(list)
        self._changes: dict[str, ValueChange] = {}
        by_canonical_path: dict[str, list[Shape]] = defaultdict(list)
        for path, shape in sorted(shapes.items()):
            by_canonical_path[canonical(path)].append(shape)
        for path, seen in by_canonical_path.items():
            if path in self._known:
                change = self._change(path, seen)
                self._changes |= {path: change} if change != ValueChange() else {}
            elif path_table.parent(path) in self._known and not path.endswith((".*", UNNAMED)):
                self._unknown_keys[path_table.parent(path)].append(_unknown_key(path, seen[0]))
        self._ancestors = {step for path in (*self._changes, *self._unknown_keys) for step in _with_ancestors(path)}
        self._ancestors |= {path_table.parent(place) for place, name in SAME_OBJECT.items() if name in self._ancestors}

    def reshape(self, seed: int, document: Document) -> Document:
        """Return a reshaped copy of a document."""
        changed: Document = self._reshaped(seed, document, "$", 0)
        return changed

    def _change(self, path: str, seen: list[Shape]) -> ValueChange:
        """Return the change that makes the values at a path as frequent as in the profile; none if they are already."""
        known, values = self._known[path], mean(each.values for each in seen)
        date = _unless(most_frequent(mean(each.dates for each in seen)), "utc-6")
        if path in self._kept or path not in self._usual.seen:
            return ValueChange(date=date)
        types = mean(each.types for each in seen)
        kind = most_frequent({name: share for name, share in types.items() if name != "null"})
        to_null, to_value = null_changes(self._usual.null(path), types.get("null", 0.0)) if types else (0.0, 0.0)
        if known.has_fields:
            to_value = 0.0  # the content of the object would be unknown
        return ValueChange(
            to_null,
            to_value,
            filler=_filler(self._fillers.get(path), kind) if to_value else None,
            type=None if kind in known.types else kind,
            date=date,
            decimal=_unless(most_frequent(mean(each.decimals for each in seen)), str(known.places)),
            lengths=mean(each.lengths for each in seen) if path in FREE_TEXTS else {},
            values={} if self._usual.strings[path] <= values.keys() else values,
        )

    def _reshaped(self, seed: int, value: Any, path: str, owner: int) -> Any:
        if path in self._changes:
            first, second, *_ = draws(seed, f"profile/{path}", owner)
            value = self._changes[path].apply(value, first, second)
        if path not in self._ancestors:
            return value
        if isinstance(value, list):
            return [self._reshaped(seed, each, f"{path}[*]", owner) for each in value]
        if not isinstance(value, dict):
            return value
        own = value.get("id", value.get("pk"))
        owner = own if isinstance(own, int) and own >= 0 else owner
        below = {name: self._reshaped(seed, each, _below(path, name), owner) for name, each in value.items()}
        return below | dict(self._with_unknown_keys(seed, path, owner))

    def _with_unknown_keys(self, seed: int, path: str, owner: int) -> Iterator[tuple[str, Any]]:
        for key in self._unknown_keys.get(path, ()):
            first, second, *_ = draws(seed, f"profile/{path}.{key.name}", owner)
            if not happens(key.absent, first):
                yield key.name, None if happens(key.null, second) else key.value


def canonical(path: str) -> str:
    """Return the canonical path of an object that occurs at several paths."""
    for place, name in SAME_OBJECT.items():
        if path == place or path.startswith((f"{place}.", f"{place}[")):
            path = name + path.removeprefix(place)
    return path


def _below(path: str, name: str) -> str:
    child = f"{path}.{name}"
    return SAME_OBJECT.get(child, child)


def _unless(name: str | None, usual: str) -> str | None:
    return None if name == usual else name


def _filler(value: Any, kind: str | None) -> Any:
    """Return the value of the full document, or a placeholder if that has none."""
    return PLACEHOLDERS.get(kind or "string") if value is None else value


def _with_ancestors(path: str) -> Iterator[str]:
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


class _Statistics:
    """Counts of the values of documents without a profile, by path."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.seen: Counter[str] = Counter()
        self.strings: dict[str, set[str]] = defaultdict(set)
        self._nulls: Counter[str] = Counter()
        for document in documents:
            for path, value in _values(document, "$"):
                self.seen[path] += 1
                self._nulls[path] += value is None
                if isinstance(value, str):
                    self.strings[path].add(value)

    def null(self, path: str) -> float:
        """Return the share of null."""
        return self._nulls[path] / self.seen[path]


def _unknown_key(path: str, shape: Shape) -> _UnknownKey:
    kinds = {name: share for name, share in shape.types.items() if name != "null"}
    name = path.rpartition(".")[2]
    return _UnknownKey(name, shape.absent, shape.null, PLACEHOLDERS.get(most_frequent(kinds) or ""))
