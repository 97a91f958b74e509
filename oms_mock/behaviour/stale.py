"""Stale reads: changes of orders that reads do not see yet, as from a replica that lags behind.

A change is hidden from a number of reads, or for a time in the world's clock. The state before it is kept as a
snapshot. Pure: the caller passes the time in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

READS = ("order_", "webhook_event_")
"""The operations that read orders begin so."""
READ_METHODS = ("GET", "HEAD")
"""The methods of reads."""
MOST_READS = 1_000_000
LONGEST = 86_400.0
"""Seconds."""


@dataclass(frozen=True)
class Staleness:
    """How long a change is hidden: from a number of reads, or for a number of seconds."""

    requests: int | None = None
    seconds: float | None = None

    def hides(self, reads: int, age: float) -> bool:
        """Return whether a change is hidden that had `reads` reads after it and is `age` seconds old.

        A change of the future is visible: the clock was set back.
        """
        if self.requests is not None:
            return reads < self.requests
        return self.seconds is not None and 0 <= age < self.seconds

    def stored(self) -> dict[str, Any]:
        """Return this as JSON."""
        return {"requests": self.requests} if self.requests is not None else {"seconds": self.seconds}


@dataclass(frozen=True)
class HiddenChange:
    """A change of a world that reads may not see: the snapshot of the state before it, and when it was made.

    `rules` are the ids of the fault rules that may hide it; `own` is the preference of the request that made it.
    """

    snapshot: str
    revision: int
    at: float
    rules: tuple[str, ...] = ()
    own: Staleness | None = None

    def stored(self) -> dict[str, Any]:
        """Return this as JSON."""
        own = {"own": self.own.stored()} if self.own else {}
        at = {"snapshot": self.snapshot, "revision": self.revision, "at": self.at}
        return {**at, "rules": list(self.rules), **own}


def read(documents: Iterable[dict[str, Any]]) -> tuple[HiddenChange, ...]:
    """Return the hidden changes that are stored with a world, oldest first."""
    return tuple(
        HiddenChange(
            each["snapshot"],
            each["revision"],
            each["at"],
            tuple(each["rules"]),
            Staleness(**each["own"]) if "own" in each else None,
        )
        for each in documents
    )


def without_rules(documents: list[dict[str, Any]] | None, rules: set[str]) -> list[dict[str, Any]] | None:
    """Return stored changes that some rules, which were removed or replaced, no longer hide."""
    return [each | {"rules": [rule for rule in each["rules"] if rule not in rules]} for each in documents or ()] or None


def document_of(text: str) -> dict[str, Any]:
    """Return the staleness that `3` (reads) or `2s` states, as a rule has it."""
    return {"requests": int(text)} if text.isascii() and text.isdecimal() and len(text) < 10 else {"for": text}


@dataclass
class ReadCounts:
    """How many reads each hidden change of a world had, by its snapshot and by what hides it. Thread-safe."""

    _counts: dict[tuple[str, str | None], int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, snapshot: str, rule: str | None, known: Iterable[HiddenChange]) -> int:
        """Count a read, and return how many there were before. Counts of changes that are not `known` are dropped."""
        with self._lock:
            if (snapshot, rule) not in self._counts:
                snapshots = {each.snapshot for each in known}
                self._counts = {key: count for key, count in self._counts.items() if key[0] in snapshots}
            before = self._counts.get((snapshot, rule), 0)
            self._counts[snapshot, rule] = before + 1
            return before
