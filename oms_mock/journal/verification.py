"""Verification: how often requests were expected, how often they were seen, and which one is nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from oms_mock.errors import UnusableValueError
from oms_mock.journal import matching
from oms_mock.journal.entries import Entry
from oms_mock.journal.matching import Difference, Matcher

KEYS = ("matcher", "times", "at_least", "at_most")
MOST_DIFFERENCES = 20
"""That are told of the nearest request."""

_LONGEST_TARGET = 200


@dataclass(frozen=True)
class Expectation:
    """Requests, and how many of them there have to be; `at_most` None is any number."""

    matcher: Matcher
    at_least: int = 1
    at_most: int | None = None

    def __str__(self) -> str:
        """Write `GET /api/v1/oms/orders/, query limit '2': at least once`."""
        return f"{self.matcher}: {self._how_often()}"

    def allows(self, count: int) -> bool:
        """Tell whether there may be as many."""
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)

    def _how_often(self) -> str:
        if self.at_most is None:
            return f"at least {times(self.at_least)}" if self.at_least else "any number of times"
        if self.at_least == self.at_most:
            return "never" if self.at_most == 0 else f"exactly {times(self.at_most)}"
        if self.at_least == 0:
            return f"at most {times(self.at_most)}"
        return f"{self.at_least} to {times(self.at_most)}"


@dataclass(frozen=True)
class Verdict:
    """Whether an expectation was met, by how many requests, and which one is nearest to it where it was not."""

    expectation: Expectation
    count: int
    of: int
    nearest: Entry | None = field(default=None, repr=False)
    differences: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether there were as many as expected."""
        return self.expectation.allows(self.count)

    def lines(self, world: str, forgotten: int) -> Iterator[str]:
        """Say for a person what was expected, how often it was seen in a world, and what was nearest."""
        yield f"expected: {self.expectation}"
        among = f"{self.of:,} request{'' if self.of == 1 else 's'} of the world {world}"
        yield f"seen: {times(self.count)}, among {among}{f'; {forgotten:,} older are forgotten' if forgotten else ''}"
        if self.nearest:
            name = "nearest" if self.differences else "the last of them"
            yield f"{name}: {_told(self.nearest)}"
        yield from (f"  {difference}" for difference in self.differences)


def read(value: Any, operations: Collection[str]) -> Expectation:
    """Read what is expected. Raises UnusableValueError."""
    given = matching.fields(value, KEYS, "$")
    if "matcher" not in given:
        raise UnusableValueError("$.matcher", "say which requests are meant; {} are all.")
    if "times" in given and len(given) > 2:
        raise UnusableValueError("$.times", "it goes with neither at_least nor at_most.")
    numbers = {name: _number(given[name], f"$.{name}") for name in KEYS[1:] if name in given}
    at_least, at_most = numbers.get("at_least"), numbers.get("at_most")
    if "times" in numbers:
        at_least = at_most = numbers["times"]
    if at_least is None:
        at_least = 1 if at_most is None else 0
    if at_most is not None and at_least > at_most:
        raise UnusableValueError("$.at_least", "it is more than at_most.")
    return Expectation(matching.read(given["matcher"], operations, "$.matcher"), at_least, at_most)


def verify(expectation: Expectation, entries: Sequence[Entry]) -> Verdict:
    """Compare an expectation with what was asked, oldest first."""
    found = [entry for entry in entries if expectation.matcher.matches(entry)]
    verdict = Verdict(expectation, len(found), len(entries))
    if verdict.verified:
        return verdict
    if len(found) > expectation.at_least:
        return Verdict(expectation, len(found), len(entries), found[-1])
    others = [each for each in ((entry, *_differences(expectation, entry)) for entry in entries) if each[2]]
    if not others:
        return verdict
    # Of two that are equally near, the newer one.
    nearest, _, differences = min(reversed(others), key=lambda each: each[1])
    return Verdict(expectation, len(found), len(entries), nearest, _few(differences))


def times(count: int) -> str:
    """Write `never`, `once`, `3 times`."""
    return {0: "never", 1: "once"}.get(count, f"{count:,} times")


def _differences(expectation: Expectation, entry: Entry) -> tuple[float, list[Difference]]:
    differences = list(expectation.matcher.differences(entry))
    return sum(each.weight for each in differences), differences


def _few(differences: list[Difference]) -> tuple[str, ...]:
    told = [str(each) for each in differences[:MOST_DIFFERENCES]]
    more = len(differences) - len(told)
    return (*told, f"and {more:,} more") if more else tuple(told)


def _told(entry: Entry) -> str:
    query = urlencode(entry["query"], doseq=True, safe="*@:/[],")
    target = f"{entry['path']}?{query}" if query else entry["path"]
    return f"request {entry['id']}, {entry['method']} {target[:_LONGEST_TARGET]}, answered {entry['status']}"


def _number(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnusableValueError(where, "write a whole number.")
    return value
