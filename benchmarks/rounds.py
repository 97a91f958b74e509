"""Comparisons in rounds: A B, then B A, one right after the other; a disturbed pair is taken again.

A machine drifts by a third within minutes, so only ratios of neighbours mean anything.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

DISTURBED = 0.15
"""Cores that others kept busy."""

REPEATS = 3
STARVED = 0.85
"""A server that uses less of its core than this was not asked fast enough."""


@dataclass(frozen=True)
class Reading:
    """A value; how many cores others kept busy meanwhile, and how much of its own the measured one used."""

    value: float
    others: float = 0.0
    busy: float = 1.0


@dataclass(frozen=True)
class Pair:
    """Two readings taken one right after the other."""

    subject: Reading
    peer: Reading

    @property
    def ratio(self) -> float:
        """The subject's value as a multiple of the peer's."""
        return self.subject.value / self.peer.value

    @property
    def others(self) -> float:
        """How many cores others kept busy, in the worse of the two."""
        return max(self.subject.others, self.peer.others)


@dataclass(frozen=True)
class Limit:
    """What a ratio may be. Exactly one of the two is given."""

    at_least: float | None = None
    at_most: float | None = None

    def kept(self, ratio: float) -> bool:
        """Tell whether a ratio is within the limit."""
        return (self.at_least is None or ratio >= self.at_least) and (self.at_most is None or ratio <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"


@dataclass(frozen=True)
class Comparison:
    """A subject, the peer beside which it is measured, and the limit of their ratio."""

    subject: str
    peer: str
    unit: str
    measure_subject: Callable[[], Reading]
    measure_peer: Callable[[], Reading]
    limit: Limit | None = None


@dataclass
class Result:
    """The pairs that a comparison gave."""

    comparison: Comparison
    pairs: list[Pair] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """One per round."""
        return [pair.ratio for pair in self.pairs]

    @property
    def median(self) -> float:
        """The ratio that counts."""
        return statistics.median(self.ratios)

    @property
    def disturbed(self) -> int:
        """How many pairs others disturbed, each time they were taken."""
        return sum(pair.others > DISTURBED for pair in self.pairs)

    @property
    def starved(self) -> bool:
        """Whether the peer could have done more: the client was the limit."""
        return statistics.median(pair.peer.busy for pair in self.pairs) < STARVED

    @property
    def limited(self) -> bool:
        """Whether there is a limit at all."""
        return self.comparison.limit is not None

    @property
    def inconclusive(self) -> bool:
        """Whether others disturbed most pairs: a starved client makes everything look alike, ratios near 1."""
        return self.disturbed * 2 > len(self.pairs)

    @property
    def missed(self) -> bool:
        """Whether the median is beyond the limit, in a run that can tell."""
        limit = self.comparison.limit
        return limit is not None and not self.inconclusive and not limit.kept(self.median)


def on_stderr(progress: str) -> None:
    """Say how it goes."""
    print(progress, file=sys.stderr, flush=True)


def run(comparisons: Sequence[Comparison], rounds: int, say: Callable[[str], object] = on_stderr) -> list[Result]:
    """Take one pair of every comparison in each round."""
    results = [Result(comparison) for comparison in comparisons]
    for number in range(1, rounds + 1):
        for result in results:
            pair = _quietest_pair(result.comparison, peer_first=number % 2 == 1)
            result.pairs.append(pair)
            say(f"round {number}/{rounds}  {_told(result.comparison, pair)}")
    return results


def _quietest_pair(comparison: Comparison, *, peer_first: bool) -> Pair:
    pairs: list[Pair] = []
    while not pairs or (pairs[-1].others > DISTURBED and len(pairs) <= REPEATS):
        pairs.append(_pair(comparison, peer_first=peer_first))
    return min(pairs, key=lambda pair: pair.others)


def _pair(comparison: Comparison, *, peer_first: bool) -> Pair:
    peer = comparison.measure_peer() if peer_first else None
    subject = comparison.measure_subject()
    peer = peer or comparison.measure_peer()
    return Pair(subject, peer)


def _told(comparison: Comparison, pair: Pair) -> str:
    disturbed = f"  (others kept {pair.others:.2f} cores busy)" if pair.others > DISTURBED else ""
    return f"{pair.ratio:5.2f}  {comparison.subject}, beside {comparison.peer}{disturbed}"
