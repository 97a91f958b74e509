"""Compare two profiles of a deployment, and name the differences by kinds of drift.

What the JSON Schemas forbid, and the first profile does not have, is drift however rare it is. A share that depends on
the sample has drifted if the change is larger than sampling explains: more than `LEAST`, and more than `DEVIATIONS`
standard errors, which happens by chance once in 15,000 times. Since the items of an order are not independent, nothing
counts more often than there are rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from oms_mock.contract.endpoints import ENDPOINTS, EVENT_DETAIL, LISTS, Endpoint
from oms_mock.contract.profile.shape_recorder import PAGE_LINKS
from oms_mock.spec import path_table
from oms_mock.spec.drift_kinds import (
    ENUM_GROWTH,
    ENVELOPE_CHANGE,
    FORMAT_DRIFT,
    MISSING_FIELD,
    NULL_DRIFT,
    TYPE_CHANGED,
    UNKNOWN_FIELD,
)
from oms_mock.spec.path_table import Expected
from oms_mock.spec.profile_format import OTHER, UNNAMED, EndpointShapes, Profile, Rates, Shape

DEVIATIONS = 4.0
LEAST = 0.05
ENOUGH_STRINGS = 8
"""How many strings must be known before another length is a difference."""

ENVELOPE = frozenset(("$", "$.count", "$.next", "$.previous", "$.results"))
AGREED_DATES = frozenset(("utc-6", "utc-0"))
DATE_WORDS = {
    "utc-0": "in UTC without a fraction",
    "offset": "with a numeric offset",
    "no zone": "without a zone",
    "space": "with a space instead of T",
    "date only": "without a time",
    "number": "a number in text",
    "other": "no date",
}
DECIMAL_WORDS = {"0": "without places", "1": "with 1 place", "comma": "with a comma", "other": "no decimal"}


@dataclass(frozen=True)
class Difference:
    """One difference: what was at a path, and what is there now."""

    kind: str
    endpoint: str
    path: str
    was: str
    now: str


def differences(before: Profile, after: Profile) -> list[Difference]:
    """Return the differences by endpoint and path. An endpoint without responses in one profile is not compared."""
    return [each for endpoint in ENDPOINTS for each in _of_endpoint(endpoint, before, after)]


def differ(was: float, of: int, now: float, of_now: int) -> bool:
    """Return whether two shares differ by more than chance explains: a pooled test of two proportions, at 4 sigma."""
    if not of or not of_now or abs(was - now) < LEAST:
        return False
    pooled = (was * of + now * of_now) / (of + of_now)
    return abs(was - now) > DEVIATIONS * sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_now))


def _of_endpoint(endpoint: Endpoint, before: Profile, after: Profile) -> Iterator[Difference]:
    was, now = before.endpoints.get(endpoint.label), after.endpoints.get(endpoint.label)
    if was and now:
        yield from _Comparison(endpoint, was, now).differences()
    elif was and endpoint is not EVENT_DETAIL:
        yield Difference(ENVELOPE_CHANGE, endpoint.label, "$", "a response", "none that can be read")


class _Comparison:
    """The comparison of one endpoint."""

    def __init__(self, endpoint: Endpoint, was: EndpointShapes, now: EndpointShapes) -> None:
        self._endpoint, self._was, self._now = endpoint, was, now
        self._table = path_table.of(endpoint.document)
        self._rows, self._rows_now = _rows(was), _rows(now)

    def differences(self) -> Iterator[Difference]:
        """Yield the differences by path."""
        for path in sorted(self._was.paths.keys() | self._now.paths.keys()):
            for kind, was, now in self._at(path):
                yield Difference(self._kind(kind, path), self._endpoint.label, path, was, now)

    def _at(self, path: str) -> Iterator[tuple[str, str, str]]:
        known = self._table.get(path)
        was, now = self._shape(self._was, path), self._shape(self._now, path)
        if was is None or now is None or (known is None and path.endswith(".*")):
            return  # its parent was not seen, or may contain anything
        yield from self._presence(path, known, was, now)
        if was.present and now.present:
            yield from self._types(path, known or Expected(), was, now)
            yield from self._forms(known or Expected(), was, now)
            yield from self._values(known or Expected(), was, now)

    def _kind(self, kind: str, path: str) -> str:
        is_around = path == "$" or (self._endpoint in LISTS and path in ENVELOPE)
        return ENVELOPE_CHANGE if is_around else kind

    @staticmethod
    def _shape(shapes: EndpointShapes, path: str) -> Shape | None:
        """Return the shape of a path; of a missing one, how often it could have occurred."""
        if path in shapes.paths or path.endswith(("[*]", ".*", "$")):
            return shapes.paths.get(path)
        holder = shapes.paths.get(path_table.parent(path))
        objects = round(holder.present * holder.types.get("object", 0)) if holder else 0
        return Shape(objects, absent=1.0) if objects else None

    def _differ(self, was: float, of: int, now: float, of_now: int) -> bool:
        return differ(was, min(of, self._rows), now, min(of_now, self._rows_now))

    def _presence(self, path: str, known: Expected | None, was: Shape, now: Shape) -> Iterator[tuple[str, str, str]]:
        changed = self._differ(was.absent, was.of, now.absent, now.of)
        is_news = not was.present and known is None and not path.endswith(UNNAMED)
        if was.absent < now.absent and (changed or (known and known.is_required and not was.absent)):
            yield MISSING_FIELD, _share("there", 1 - was.absent), _share("there", 1 - now.absent)
        elif was.absent > now.absent and not was.present and (changed or is_news):
            yield UNKNOWN_FIELD, "not there", _share("there", 1 - now.absent)

    def _types(self, path: str, known: Expected, was: Shape, now: Shape) -> Iterator[tuple[str, str, str]]:
        if path in PAGE_LINKS and {*was.types, *now.types} <= {"null", "string"}:
            return  # null on the first or the last page
        if any(self._is_news(known, name, was, now) for name in now.types.keys() - {"null"}):
            yield TYPE_CHANGED, _words(was.types), _words(now.types)
        changed = self._differ(was.null, was.present, now.null, now.present)
        if changed or (now.null and not was.null and "null" not in known.types):
            yield NULL_DRIFT, _share("null", was.null), _share("null", now.null)

    def _is_news(self, known: Expected, name: str, was: Shape, now: Shape) -> bool:
        """Return whether a type is new, and is not documented or too frequent to have been missed by chance."""
        if name in was.types or (name == "integer" and "number" in was.types):
            return False
        if name not in known.types:
            return True
        return was.null < 1 and self._differ(0.0, was.present, now.types[name], now.present)

    def _forms(self, known: Expected, was: Shape, now: Shape) -> Iterator[tuple[str, str, str]]:
        places = {str(known.places)}
        for before, after, agreed, words in (
            (was.dates, now.dates, AGREED_DATES, DATE_WORDS),
            (was.decimals, now.decimals, places, DECIMAL_WORDS),
        ):
            strings, strings_now = _strings(was), _strings(now)
            news = [
                name
                for name, share in sorted(after.items())
                if (before and name not in before and name not in agreed)
                or (share > before.get(name, 0) and self._differ(before.get(name, 0), strings, share, strings_now))
            ]
            if before and news:
                yield FORMAT_DRIFT, _forms_in_words(before, words), _forms_in_words(after, words)
        if _are_apart(was, now):
            yield FORMAT_DRIFT, _lengths_in_words(was), _lengths_in_words(now)

    def _values(self, known: Expected, was: Shape, now: Shape) -> Iterator[tuple[str, str, str]]:
        if known.known is None or not was.values:
            return
        odd = was.values.keys() - known.known
        news = sorted(now.values.keys() - was.values.keys() - known.known - {OTHER})
        if news:
            shares = ", ".join(f"{name} ({_percent(now.values[name])})" for name in news)
            yield ENUM_GROWTH, "no such value", shares
        others = 0.0 if news or OTHER in was.values else now.values.get(OTHER, 0.0)
        # A rare value may be named in one recording and too rare for a name in the other.
        if others and (not odd or self._differ(0.0, _strings(was), others, _strings(now))):
            yield ENUM_GROWTH, "no such value", f"values that are not named ({_percent(others)})"


def _rows(shapes: EndpointShapes) -> int:
    """Return the number of rows of lists, or of opened objects."""
    found = (shapes.paths[path].of for path in ("$.results[*]", "$[*]", "$") if path in shapes.paths)
    return next(found, 0)


def _strings(shape: Shape) -> int:
    return round(shape.present * shape.types.get("string", 0))


def _are_apart(was: Shape, now: Shape) -> bool:
    """Return whether no string has a length that occurred before."""
    has_enough = min(_strings(was), _strings(now)) >= ENOUGH_STRINGS
    return has_enough and bool(was.lengths and now.lengths) and not was.lengths.keys() & now.lengths.keys()


def _share(word: str, share: float) -> str:
    if share in {0.0, 1.0}:
        return f"{'always' if share else 'never'} {word}"
    return f"{word} in {_percent(share)}"


def _words(types: Rates) -> str:
    return " or ".join(sorted(types, key=lambda name: (-types[name], name)))


def _forms_in_words(forms: Rates, words: dict[str, str]) -> str:
    named = sorted(forms, key=lambda name: (-forms[name], name))
    return ", ".join(f"{_form_in_words(name, words)} ({_percent(forms[name])})" for name in named)


def _form_in_words(name: str, words: dict[str, str]) -> str:
    if name in words:
        return words[name]
    zone, _, digits = name.rpartition("-")
    return f"in UTC with {digits} digits of a second" if zone else f"with {name} places"


def _lengths_in_words(shape: Shape) -> str:
    return f"texts of at most {max(map(int, shape.lengths))} characters"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f} %" if percent >= 1 else f"{percent:.2g} %"
