"""Count the requests that each fault rule of a world matched, and select the rules that apply to a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from oms_mock.behaviour.rules import FaultRule, MatchableRequest

MOST = 1000
"""Counts of one world that are stored for rules that it no longer has."""


@dataclass
class Count:
    """The number of requests that a rule matched, and that it was applied to."""

    seen: int = 0
    applied: int = 0


@dataclass
class Counters:
    """The counts of the rules of one world, by their ids."""

    _counts: dict[str, Count] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def due(self, rules: Sequence[FaultRule], request: MatchableRequest) -> list[tuple[FaultRule, int]]:
        """Return the rules to apply to a request, each with the number of requests it has matched.

        They are combined in their order; of the rules that replace the response only the first is applied.
        """
        found: list[tuple[FaultRule, int]] = []
        with self._lock:
            if len(self._counts) > MOST:  # rules that another process has removed
                self._counts = {rule.id: self._counts[rule.id] for rule in rules if rule.id in self._counts}
            for rule in rules:
                if not rule.match.fits(request):
                    continue
                count = self._counts.setdefault(rule.id, Count())
                count.seen += 1
                is_replaced = rule.effect.is_response and any(each.effect.is_response for each, _ in found)
                if not is_replaced and rule.match.is_due(rule.id, count.seen, count.applied):
                    count.applied += 1
                    found.append((rule, count.seen))
        return found

    def of(self, rule_id: str) -> Count:
        """Return the counts of a rule."""
        with self._lock:
            count = self._counts.get(rule_id, Count())
            return Count(count.seen, count.applied)

    def forget(self, rule_ids: Iterable[str]) -> None:
        """Reset the counts of some rules."""
        with self._lock:
            for rule_id in rule_ids:
                self._counts.pop(rule_id, None)
