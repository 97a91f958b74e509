"""Check one response after the other, and add up the findings.

Fresh rules check every response, so that its own findings are known; their counts are added up. The sum is what
one rule would report on all responses, since each of these rules checks a response by itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from oms_mock.contract.client.client import interaction_of
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.client.transport import RawResponse
from oms_mock.contract.findings import Finding
from oms_mock.contract.redaction import Redactor
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import OF_ONE_RESPONSE
from oms_mock.contract.rules.suspicions import findings_of
from oms_mock.proxy.classification import NotChecked

MOST_KEPT: Final = 1_000
"""The most findings that are stored; a server that makes up keys would fill the memory."""

OnFinding = Callable[[str, Finding], None]
"""Called with the id and the finding when a finding occurs for the first time."""


def ignore(key: str, finding: Finding) -> None:
    """Do nothing."""


class Validator:
    """Checks responses and keeps findings by their ids, never bodies. It is thread-safe."""

    def __init__(
        self,
        upstream: str,
        rules: tuple[type[Rule], ...] = OF_ONE_RESPONSE,
        on_finding: OnFinding = ignore,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._upstream, self._rules, self._on_finding, self._now = upstream, rules, on_finding, now
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self.started = self._now()
        self.checked = 0
        self.not_checked: Counter[NotChecked] = Counter()
        self.dropped = 0
        """Findings that were not stored because of MOST_KEPT."""
        self._findings: dict[str, Finding] = {}
        self._tested: Counter[tuple[str, str]] = Counter()

    def reset(self) -> None:
        """Remove all findings and counts."""
        with self._lock:
            self._begin()

    def skip(self, why: NotChecked) -> None:
        """Count a response that is not checked."""
        with self._lock:
            self.not_checked[why] += 1

    def see(self, request: Request, response: Callable[[], RawResponse], clean: Redactor) -> tuple[str, ...]:
        """Check a response; return the ids of its findings, the worst first.

        `response` reads the response. Only one is read at a time, so that there is never more than one large
        document in memory. `clean` masks the token of the request, which a deployment might send back.
        """
        with self._lock:
            return self._see(interaction_of(request, response(), self._upstream), clean)

    def _see(self, interaction: Interaction, clean: Redactor) -> tuple[str, ...]:
        self.checked += 1
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
            self.dropped += 1
        else:
            self._findings[finding.id] = shown = replace(finding, path=clean.path(finding.path))
            self._on_finding(finding.id, shown)

    def findings(self) -> dict[str, Finding]:
        """Return the findings by id; an id is made from the path before it is masked."""
        with self._lock:
            return {key: self._with_total(finding) for key, finding in self._findings.items()}

    def _with_total(self, finding: Finding) -> Finding:
        tested = self._tested[finding.rule, finding.endpoint.name]
        return replace(finding, of=max(tested, finding.count))


def worst_first(findings: Iterable[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """Sort findings with their ids: severity, endpoint, path."""
    return sorted(findings, key=lambda each: (-each[1].severity.rank, each[1].endpoint.label, each[1].path, each[0]))
