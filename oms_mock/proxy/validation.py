"""Judging one exchange after the other, and adding up what was found.

Every exchange is judged by fresh rules, so that its own findings are known; counts are added up. That
is what one rule that saw them all would say, since each of these rules judges an answer by itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from oms_mock.contract.client.client import interaction_of
from oms_mock.contract.client.exchange import Answer
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.findings import Finding
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.rules.base import Rule, findings_of
from oms_mock.contract.rules.registry import OF_ONE_ANSWER
from oms_mock.proxy.classification import NotJudged

MOST_KEPT: Final = 1_000
"""Findings that are kept; a server that makes up keys has no end of them."""

Tell = Callable[[str, Finding], None]
"""Told of every finding when it is seen for the first time: its id, and what it says."""


def tell_nobody(key: str, finding: Finding) -> None:
    """Say nothing."""


class Judge:
    """Sees exchanges, by many threads, and keeps findings by their ids; never a body."""

    def __init__(
        self,
        upstream: str,
        rules: tuple[type[Rule], ...] = OF_ONE_ANSWER,
        tell: Tell = tell_nobody,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._upstream, self._rules, self._tell, self._now = upstream, rules, tell, now
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self.started = self._now()
        self.judged = 0
        self.not_judged: Counter[NotJudged] = Counter()
        self.left_out = 0
        """Findings that there was no room for."""
        self._findings: dict[str, Finding] = {}
        self._tested: Counter[tuple[str, str]] = Counter()

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._begin()

    def skip(self, why: NotJudged) -> None:
        """Count an exchange that is not judged."""
        with self._lock:
            self.not_judged[why] += 1

    def see(self, request: Request, answer: Callable[[], Answer], clean: Redactor) -> tuple[str, ...]:
        """Judge an exchange; return the ids of its findings, the worst first.

        `answer` reads it: one at a time, so that there is never more than one large document. `clean`
        knows the credential of this exchange, which a deployment might send back.
        """
        with self._lock:
            return self._see(interaction_of(request, answer(), self._upstream), clean)

    def _see(self, interaction: Interaction, clean: Redactor) -> tuple[str, ...]:
        self.judged += 1
        found: list[Finding] = []
        for rule in (each() for each in self._rules):
            rule.see(interaction)
            self._tested.update({(rule.name, name): number for name, number in rule.tested.items()})
            found += findings_of(rule.finish())
        found.sort(key=lambda finding: -finding.severity.rank)
        for finding in found:
            self._add(finding, clean)
        return tuple(finding.id for finding in found)

    def _add(self, finding: Finding, clean: Redactor) -> None:
        known = self._findings.get(finding.id)
        if known:
            self._findings[finding.id] = replace(known, count=known.count + finding.count)
        elif len(self._findings) >= MOST_KEPT:
            self.left_out += 1
        else:
            self._findings[finding.id] = shown = replace(finding, path=clean.path(finding.path))
            self._tell(finding.id, shown)

    def findings(self) -> dict[str, Finding]:
        """Return what was found until now, by id: an id is that of the path as it was before it was cleaned."""
        with self._lock:
            return {key: self._whole(finding) for key, finding in self._findings.items()}

    def _whole(self, finding: Finding) -> Finding:
        tested = self._tested[finding.rule, finding.endpoint.name]
        return replace(finding, of=max(tested, finding.count))


def worst_first(findings: Iterable[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """Sort findings with their ids: severity, endpoint, path."""
    return sorted(findings, key=lambda each: (-each[1].severity.rank, each[1].endpoint.label, each[1].path, each[0]))
