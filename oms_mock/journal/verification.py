"""Verify how many requests match, and find the most similar request if too few do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import ValidationError, validates_schema

from oms_mock.inputs.documents import DocumentSchema, load
from oms_mock.inputs.fields import Duration, Part, WholeNumber
from oms_mock.journal import description
from oms_mock.journal.entries import Entry
from oms_mock.journal.matching import Matcher, MatcherSchema, Mismatch
from oms_mock.spec.plural import counted

MOST = 2**63 - 1
MOST_DIFFERENCES = 20
"""That are reported for the most similar request."""

LONGEST_WAIT = 20.0
DEFAULT_WAIT = 2.0
"""Seconds that an expectation with an upper limit waits for requests in flight, unless it says otherwise."""

_LONGEST_TARGET = 200


@dataclass(frozen=True)
class Expectation:
    """How many requests must match; `at_most` None is any number.

    `wait` is how many seconds it may take until the result is certain. With `only_for_requests_in_flight` the result is
    certain once all requests that can match have a response.
    """

    matcher: Matcher
    at_least: int = 1
    at_most: int | None = None
    wait: float = 0
    only_for_requests_in_flight: bool = False

    def __str__(self) -> str:
        """Write `GET /api/v1/oms/orders/, query limit '2': at least once`."""
        return f"{self.matcher}: {self._times()}"

    def allows(self, count: int) -> bool:
        """Return whether this number of requests meets the expectation."""
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)

    def _times(self) -> str:
        if self.at_most is None:
            return f"at least {times(self.at_least)}" if self.at_least else "any number of times"
        if self.at_least == self.at_most:
            return "never" if self.at_most == 0 else f"exactly {times(self.at_most)}"
        if self.at_least == 0:
            return f"at most {times(self.at_most)}"
        return f"{self.at_least} to {times(self.at_most)}"


@dataclass(frozen=True)
class Verification:
    """The result of a verification: the matching requests, and the most similar one if the expectation is not met.

    `in_flight` of all requests have no response yet, and `undecided` of those can still match.
    """

    expectation: Expectation
    count: int
    of: int
    in_flight: int = 0
    undecided: int = 0
    nearest: Entry | None = field(default=None, repr=False)
    differences: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether the expectation is met, also if all undecided requests match."""
        return self.expectation.allows(self.count) and self.expectation.allows(self.count + self.undecided)

    @property
    def is_final(self) -> bool:
        """Whether waiting for other requests cannot change the result, or is not wanted."""
        expectation = self.expectation
        is_exceeded = expectation.at_most is not None and self.count > expectation.at_most
        return self.verified or is_exceeded or (expectation.only_for_requests_in_flight and not self.undecided)

    def lines(self, world: str, forgotten: int) -> Iterator[str]:
        """Write the expectation, the number of matching requests of a world, and the most similar request."""
        yield f"expected: {self.expectation}"
        among = f"{counted(self.of, 'request')} of the world {world}"
        yield f"seen: {times(self.count)}, among {among}{f'; {forgotten:,} older are forgotten' if forgotten else ''}"
        if self.undecided:
            yield f"in flight: {counted(self.undecided, 'request')} that can still match; wait longer with wait: '10s'"
        if self.nearest:
            name = "nearest" if self.differences else "the last of them"
            yield f"{name}: {_described(self.nearest)}"
        yield from (f"  {difference}" for difference in self.differences)


class ExpectationSchema(DocumentSchema):
    """How many requests must match: `times`, or `at_least` (by default 1) and `at_most`.

    With `wait` the response is sent as soon as the result is certain. Without it only an upper limit waits, for
    requests in flight.
    """

    matcher = Part(MatcherSchema, required=True, metadata={"description": "Which requests; {} matches all."})
    times = WholeNumber(0, MOST, metadata={"description": "Exactly this number."})
    at_least = WholeNumber(0, MOST, metadata={"description": "This number or more."})
    at_most = WholeNumber(0, MOST, metadata={"description": "This number or fewer."})
    wait = Duration(
        longest=LONGEST_WAIT,
        metadata={
            "description": "How long to wait for a certain result: 2s by default with an upper limit, 0s otherwise."
        },
    )

    @validates_schema
    def _consistent(self, data: dict[str, Any], **_: Any) -> None:
        if "times" in data and data.keys() & {"at_least", "at_most"}:
            raise ValidationError("cannot be combined with at_least or at_most", "times")
        if "at_most" in data and data.get("at_least", 0) > data["at_most"]:
            raise ValidationError("must not be more than at_most", "at_least")


def read(document: Any) -> Expectation:
    """Return the expectation that a document describes. Raises UnusableValueError."""
    given = load(ExpectationSchema(), document)
    if "times" in given:
        at_least = at_most = given["times"]
    else:
        at_most = given.get("at_most")
        at_least = given.get("at_least", 1 if at_most is None else 0)
    if "wait" in given:
        return Expectation(given["matcher"], at_least, at_most, given["wait"])
    wait = 0 if at_most is None else DEFAULT_WAIT
    return Expectation(given["matcher"], at_least, at_most, wait, only_for_requests_in_flight=True)


def verify(expectation: Expectation, entries: Sequence[Entry]) -> Verification:
    """Compare an expectation with the requests of a world, oldest first."""
    matcher = expectation.matcher
    found = [entry for entry in entries if matcher.matches(entry)]
    in_flight = [entry for entry in entries if entry["status"] is None]
    undecided = [entry for entry in in_flight if not matcher.matches(entry) and matcher.may_match(entry)]
    verdict = Verification(expectation, len(found), len(entries), len(in_flight), len(undecided))
    if verdict.verified:
        return verdict
    if len(found) >= expectation.at_least:  # so there are too many
        return replace(verdict, nearest=(undecided or found)[-1])
    others = [each for each in ((entry, *_differences(expectation, entry)) for entry in entries) if each[2]]
    if not others:
        return verdict
    # Of two that are equally similar, the newer one.
    nearest, _, differences = min(reversed(others), key=lambda each: each[1])
    return replace(verdict, nearest=nearest, differences=_few(differences))


def times(count: int) -> str:
    """Write `never`, `once`, `3 times`."""
    return {0: "never", 1: "once"}.get(count, f"{count:,} times")


def _differences(expectation: Expectation, entry: Entry) -> tuple[float, list[Mismatch]]:
    differences = list(expectation.matcher.differences(entry))
    return sum(each.weight for each in differences), differences


def _few(differences: list[Mismatch]) -> tuple[str, ...]:
    described = [str(each) for each in differences[:MOST_DIFFERENCES]]
    more = len(differences) - len(described)
    return (*described, f"and {more:,} more") if more else tuple(described)


def _described(entry: Entry) -> str:
    result = "in flight" if entry["status"] is None else f"status {entry['status']}"
    return f"request {entry['id']}, {entry['method']} {description.target(entry, _LONGEST_TARGET)}; {result}"
