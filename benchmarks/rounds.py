"""Run comparisons in rounds: A B, then B A, directly after each other. Disturbed pairs are measured again.

The speed of a machine changes by a third within minutes, so only ratios of adjacent readings are meaningful.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

DISTURBED = 0.15
"""Load of others in cores, above which a pair counts as disturbed."""

REPEATS = 3
STARVED = 0.85
"""Minimum load of the core of a server; with less, the client was the bottleneck."""


@dataclass(frozen=True)
class Reading:
    """A value, the load of others meanwhile, and the load of the measured server, in cores."""

    value: float
    others: float = 0.0
    busy: float = 1.0


@dataclass(frozen=True)
class Pair:
    """Two readings directly after each other."""

    subject: Reading
    peer: Reading

    @property
    def ratio(self) -> float:
        """Return the value of the subject as a multiple of that of the peer."""
        return self.subject.value / self.peer.value

    @property
    def others(self) -> float:
        """Return the load of others in cores, the higher one of the two readings."""
        return max(self.subject.others, self.peer.others)


@dataclass(frozen=True)
class Limit:
    """The limit of a ratio. Exactly one of the two is set."""

    at_least: float | None = None
    at_most: float | None = None

    def kept(self, ratio: float) -> bool:
        """Return whether a ratio is within the limit."""
        return (self.at_least is None or ratio >= self.at_least) and (self.at_most is None or ratio <= self.at_most)

    def __str__(self) -> str:
        return f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"


@dataclass(frozen=True)
class Comparison:
    """A subject, the peer that it is compared with, and the limit of the ratio."""

    subject: str
    peer: str
    unit: str
    measure_subject: Callable[[], Reading]
    measure_peer: Callable[[], Reading]
    limit: Limit | None = None


@dataclass
class Result:
    """The pairs of a comparison."""

    comparison: Comparison
    pairs: list[Pair] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Return the ratio of each round."""
        return [pair.ratio for pair in self.pairs]

    @property
    def median(self) -> float:
        """Return the median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def disturbed(self) -> int:
        """Return the number of pairs that were disturbed, repeated ones included."""
        return sum(pair.others > DISTURBED for pair in self.pairs)

    @property
    def starved(self) -> bool:
        """Return whether the client was the bottleneck for the peer."""
        return statistics.median(pair.peer.busy for pair in self.pairs) < STARVED

    @property
    def limited(self) -> bool:
        """Return whether there is a limit."""
        return self.comparison.limit is not None

    @property
    def inconclusive(self) -> bool:
        """Return whether most pairs were disturbed: then the client is the bottleneck and ratios are near 1."""
        return self.disturbed * 2 > len(self.pairs)

    @property
    def missed(self) -> bool:
        """Return whether the median is beyond the limit in a conclusive run."""
        limit = self.comparison.limit
        return limit is not None and not self.inconclusive and not limit.kept(self.median)


def on_stderr(progress: str) -> None:
    """Print the progress."""
    print(progress, file=sys.stderr, flush=True)


def run(comparisons: Sequence[Comparison], rounds: int, say: Callable[[str], object] = on_stderr) -> list[Result]:
    """Measure one pair of every comparison in each round."""
    results = [Result(comparison) for comparison in comparisons]
    for number in range(1, rounds + 1):
        for result in results:
            pair = _quietest_pair(result.comparison, peer_first=number % 2 == 1)
            result.pairs.append(pair)
            say(f"round {number}/{rounds}  {_described(result.comparison, pair)}")
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


def _described(comparison: Comparison, pair: Pair) -> str:
    disturbed = f"  (others kept {pair.others:.2f} cores busy)" if pair.others > DISTURBED else ""
    return f"{pair.ratio:5.2f}  {comparison.subject}, compared with {comparison.peer}{disturbed}"
