"""How often each rule of a world was met, and which of them are due for a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from oms_mock.behaviour.rules import Request, Rule

MOST = 1000
"""Rules of one world whose counts are kept, beside those that it has."""


@dataclass
class Count:
    """Of one rule: requests that looked like what it means, and those that it was applied to."""

    seen: int = 0
    applied: int = 0


@dataclass
class Counters:
    """What the rules of one world have met so far, by their ids."""

    _counts: dict[str, Count] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def due(self, rules: Sequence[Rule], request: Request) -> list[tuple[Rule, int]]:
        """Choose the rules to be applied to a request, each with the number of times it was met.

        They add up, in their order; of those that decide the whole answer only the first is applied.
        """
        found: list[tuple[Rule, int]] = []
        with self._lock:
            if len(self._counts) > MOST:  # rules that another process has removed are never forgotten otherwise
                self._counts = {rule.id: self._counts[rule.id] for rule in rules if rule.id in self._counts}
            for rule in rules:
                if not rule.match.looks_like(request):
                    continue
                count = self._counts.setdefault(rule.id, Count())
                count.seen += 1
                is_late = rule.effect.is_answer and any(each.effect.is_answer for each, _ in found)
                if not is_late and rule.match.is_due(rule.id, count.seen, count.applied):
                    count.applied += 1
                    found.append((rule, count.seen))
        return found

    def of(self, rule_id: str) -> Count:
        """Tell how often a rule was met."""
        with self._lock:
            count = self._counts.get(rule_id, Count())
            return Count(count.seen, count.applied)

    def forget(self, rule_ids: Iterable[str]) -> None:
        """Begin to count anew."""
        with self._lock:
            for rule_id in rule_ids:
                self._counts.pop(rule_id, None)
