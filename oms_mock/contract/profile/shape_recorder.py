"""Record the shapes of responses without storing them, in memory that does not grow with the responses.

Only counts by path are stored. A value is stored if the JSON Schemas describe its field as one with constants, and if
it looks like a constant; a key is stored if it looks like an identifier. Keys and values that no schema knows are named
only if they occurred several times, since what one order has may be personal data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import MISSING, Interaction
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.schema.drift import type_of
from oms_mock.spec import path_table
from oms_mock.spec.path_table import Expected, Table
from oms_mock.spec.profile_format import OTHER, UNNAMED, EndpointShapes, Profile, Rates, Shape, rate

ENOUGH = 3
"""How often a key or a value that no schema knows must occur before it is named."""
MOST_NAMES = 50
"""The most values of a field, and unknown keys of an object, that are named."""
MOST_COUNTED = 1_000
"""The most values, and unknown keys, that are counted."""
LONGEST_EXACT = 8
"""Lists up to this length are counted by their exact length; longer ones, and strings, by powers of two."""
PAGE_LINKS = frozenset(("$.next", "$.previous"))
"""Fields of an envelope that contain the address of the deployment."""

_CONSTANT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}|[0-9]{1,4}", re.ASCII)
_DATE = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:(?P<gap>[T ])[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_DECIMALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-?[0-9]+", re.ASCII), "0"),
    (re.compile(r"-?[0-9.]+,[0-9]+", re.ASCII), "comma"),
)
_PLACES = re.compile(r"-?[0-9]+\.([0-9]{1,20})", re.ASCII)


def date_form(text: str) -> str:
    """Return the format of a date: `utc-6` is in UTC with six decimal places of a second."""
    match = _DATE.fullmatch(text)
    if match is None:
        return "number" if text.isascii() and text.isdigit() else "other"
    if match["gap"] is None:
        return "date only"
    if match["gap"] == " ":
        return "space"
    if match["zone"] is None:
        return "no zone"
    return f"utc-{len(match['fraction'] or '')}" if match["zone"] == "Z" else "offset"


def decimal_form(text: str) -> str:
    """Return the format of a decimal: the number of its decimal places."""
    if places := _PLACES.fullmatch(text):
        return str(len(places[1]))
    return next((name for pattern, name in _DECIMALS if pattern.fullmatch(text)), "other")


def length_of(value: str | list[Any]) -> str:
    """Round a length up to a power of two; the length of a short list is exact."""
    length = len(value)
    if length <= (1 if isinstance(value, str) else LONGEST_EXACT):
        return str(length)
    return str(1 << (length - 1).bit_length())


class _Tally:
    """Counts of what was seen at a path."""

    __slots__ = ("dates", "decimals", "lengths", "types", "values")

    def __init__(self) -> None:
        self.types: Counter[str] = Counter()
        self.lengths: Counter[str] = Counter()
        self.decimals: Counter[str] = Counter()
        self.dates: Counter[str] = Counter()
        self.values: Counter[str] = Counter()


class Recorder:
    """Counts the shapes of interactions, and returns them as a profile."""

    def __init__(self, redactor: Redactor = Redactor()) -> None:  # noqa: B008
        self._redactor = redactor
        self._responses: Counter[str] = Counter()
        self._tallies: dict[str, dict[str, _Tally]] = {}
        self._tables: dict[str, Table] = {}

    def see(self, interaction: Interaction) -> None:
        """Count the shape of an ordinary response; ignore any other."""
        if interaction.body is MISSING:
            return
        label = interaction.endpoint.label
        self._responses[label] += 1
        table = self._tables.setdefault(label, path_table.of(interaction.endpoint.document))
        walk = _Walk(table, self._tallies.setdefault(label, {}), self._redactor)
        walk.look(interaction.body, "$")

    def profile(self, recorded: str) -> Profile:
        """Return what was recorded so far as the profile of a day."""
        endpoints = {
            label: EndpointShapes(responses, dict(_shapes(self._tables[label], self._tallies[label])))
            for label, responses in self._responses.items()
        }
        return Profile(recorded, endpoints)


class _Walk:
    """A walk through one body, along the paths that its document knows."""

    def __init__(self, table: Table, tallies: dict[str, _Tally], redactor: Redactor) -> None:
        self._table, self._tallies, self._redactor = table, tallies, redactor

    def look(self, value: Any, path: str) -> None:
        """Count a value, and the values inside it if a schema describes them."""
        tally = self._tallies.setdefault(path, _Tally())
        tally.types[type_of(value)] += 1
        known = self._table.get(path)
        if known is None:
            return
        if isinstance(value, str):
            self._count_text(tally, known, value, path)
        elif isinstance(value, list):
            tally.lengths[length_of(value)] += 1
            if f"{path}[*]" in self._table:
                for each in value:
                    self.look(each, f"{path}[*]")
        elif isinstance(value, dict) and (known.is_free or known.has_fields):
            for name, child in value.items():
                self.look(child, self._below(path, known, name))

    def _count_text(self, tally: _Tally, known: Expected, text: str, path: str) -> None:
        if known.known is not None:
            tally.values[self._constant(tally, known.known, text)] += 1
        elif known.is_date:
            tally.dates[date_form(text)] += 1
        elif known.places is not None:
            tally.decimals[decimal_form(text)] += 1
        elif path not in PAGE_LINKS:
            tally.lengths[length_of(text)] += 1

    def _constant(self, tally: _Tally, known: frozenset[str], text: str) -> str:
        if text in known or text in tally.values:
            return text
        is_one = _CONSTANT.fullmatch(text) and (text.isdigit() or self._is_name(text))
        return text if is_one and len(tally.values) < MOST_COUNTED else OTHER

    def _below(self, path: str, known: Expected, name: str) -> str:
        child = redaction.below(path, name)
        if child in self._table or child in self._tallies:
            return child
        if known.is_free:
            return f"{path}.*"
        has_room = len(self._tallies) < len(self._table) + MOST_COUNTED
        return child if has_room and self._is_name(name) else f"{path}.{UNNAMED}"

    def _is_name(self, name: str) -> bool:
        return redaction.key(name) == name == self._redactor.mask(name)


def _shapes(table: Table, tallies: dict[str, _Tally]) -> Iterator[tuple[str, Shape]]:
    """Yield the shape of every path; unknown keys that are too rare or too many share one."""
    for path, known in table.items():
        holder = tallies.get(path_table.parent(path))
        if path not in tallies and known.is_required and holder and holder.types["object"]:
            yield path, Shape(holder.types["object"], absent=1.0)
    unnamed: dict[str, _Tally] = {}
    named = _named(table, tallies)
    for path, tally in tallies.items():
        if path in table or path in named or path.endswith((".*", UNNAMED)):
            yield path, _shape(path, tally, tallies, table.get(path))
        else:
            together = f"{path_table.parent(path)}.{UNNAMED}"
            unnamed.setdefault(together, _Tally()).types += tally.types
    for path, tally in unnamed.items():
        tally.types += tallies[path].types if path in tallies else Counter()
        yield path, _shape(path, tally, tallies, None)


def _named(table: Table, tallies: dict[str, _Tally]) -> frozenset[str]:
    """Choose the unknown keys that are named: the most frequent ones of each object."""
    of_object: dict[str, list[tuple[int, str]]] = {}
    for path, tally in tallies.items():
        if path not in table and not path.endswith((".*", UNNAMED)):
            parent = path_table.parent(path)
            seen = tally.types.total()
            if seen >= min(ENOUGH, tallies[parent].types["object"]):
                of_object.setdefault(parent, []).append((-seen, path))
    return frozenset(path for found in of_object.values() for _, path in sorted(found)[:MOST_NAMES])


def _shape(path: str, tally: _Tally, tallies: Mapping[str, _Tally], known: Expected | None) -> Shape:
    seen = tally.types.total()
    is_key = "." in path and not path.endswith((".*", "[*]"))
    of = tallies[path_table.parent(path)].types["object"] if is_key else seen
    return Shape(
        of,
        absent=rate(max(of - seen, 0), of),  # an object may have several unnamed keys
        types=_rates(tally.types),
        lengths=_rates(tally.lengths),
        decimals=_rates(tally.decimals),
        dates=_rates(tally.dates),
        values=_rates(_constants(tally.values, known.known or frozenset() if known else frozenset())),
    )


def _constants(counted: Counter[str], known: frozenset[str]) -> Counter[str]:
    """Keep known values and frequent ones, the most frequent first; count the others as one."""
    often = [text for text, times in counted.items() if text != OTHER and (text in known or times >= ENOUGH)]
    named = sorted(often, key=lambda text: (text not in known, -counted[text], text))[:MOST_NAMES]
    frequent = Counter({text: counted[text] for text in named})
    frequent[OTHER] = counted.total() - frequent.total()
    return +frequent


def _rates(counted: Counter[str]) -> Rates:
    total = counted.total()
    return {name: rate(times, total) for name, times in counted.items()}
