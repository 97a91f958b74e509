"""The base class of rules.

A rule sees every interaction (a request and its response) of a run and reports findings at the end. A finding that
could also come from data that changed during the run is a suspicion first: its requests are repeated, and a fresh
rule confirms it or not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.rules.kinds import Kind
from oms_mock.contract.rules.suspicions import Occasion, Suspicion, Verdict, occasion
from oms_mock.contract.severity import Provenance, Severity
from oms_mock.contract.values import place_of, request_of

MOST_FAULTS = 1_000
"""The most findings that one rule keeps apart; a server that makes up keys would fill the memory."""
OCCASIONS = 3
"""The most occasions of one suspicion that are repeated."""


@dataclass
class _Fault:
    kind: Kind
    endpoint: Endpoint
    path: str
    expected: str
    got: str
    example: str
    request: Request | None
    provenance: Provenance
    severity: Severity
    explained: bool
    count: int = 0
    subject: object = None
    occasions: list[Occasion] = field(default_factory=list)


class Rule(ABC):
    """Call `see` with every interaction, then `finish`.

    A rule keeps ids, counts and digests, never bodies. Each of its `kinds` is counted per endpoint and path.
    """

    name: ClassVar[str]
    explanation: ClassVar[str]
    endpoints: ClassVar[tuple[Endpoint, ...]]
    kinds: ClassVar[tuple[Kind, ...]]
    unit: ClassVar[str] = "responses"
    needs: ClassVar[str] = "a response"
    """What a rule that did not run was missing: "needs …"."""
    needs_whole_lists: ClassVar[bool] = False
    """Whether it needs all pages of a list to run in full."""

    def __init__(self) -> None:
        self.tested: Counter[str] = Counter()
        self._faults: dict[tuple[str, str, str, bool], _Fault] = {}

    @abstractmethod
    def see(self, interaction: Interaction) -> None:
        """Check one interaction, or keep what is needed to check it later."""

    def conclude(self) -> None:  # noqa: B027
        """Check what can only be checked at the end; called once, by `finish`."""

    def finish(self) -> Verdict:
        """Return the findings, and the suspicions whose requests are to be repeated."""
        self.conclude()
        certain = tuple(self._finding(f) for f in self._faults.values() if f.kind.certain and not f.explained)
        suspected = tuple(
            Suspicion(self._finding(f), tuple(f.occasions))
            for f in self._faults.values()
            if not f.kind.certain and not f.explained
        )
        return Verdict(certain, suspected, tuple(self._finding(f) for f in self._faults.values() if f.explained))

    def fresh(self) -> Rule:
        """Return a fresh rule for the repeated requests."""
        return type(self)()

    def unit_of(self, endpoint: Endpoint) -> str:
        """Return the unit in which things are counted on an endpoint."""
        return self.unit

    def test(self, endpoint: Endpoint) -> None:
        """Count one checked thing: the denominator of findings."""
        self.tested[endpoint.name] += 1

    def fault(
        self,
        kind: Kind,
        endpoint: Endpoint,
        *,
        expected: str,
        got: str,
        path: str = "$",
        example: str = "",
        request: Request | None = None,
        subject: object = None,
        occasion: Occasion | None = None,
        provenance: Provenance | None = None,
        severity: Severity | None = None,
        explained: bool = False,
    ) -> None:
        """Count one fault.

        Consecutive faults with the same `subject` (one order, say) count once; the texts of the first
        one are stored. An `explained` fault is due to changed data and only listed as unstable.
        """
        path = redaction.path(path)  # keys come from the deployment, as values do
        known = provenance or kind.provenance
        key = (kind.name, endpoint.name, path, explained)
        fault = self._faults.get(key)
        if fault is None and len(self._faults) >= MOST_FAULTS:
            return
        if fault is None:
            chosen = severity or (known.severity if provenance else kind.default_severity)
            fault = _Fault(kind, endpoint, path, expected, got, example, request, known, chosen, explained)
            self._faults[key] = fault
        if subject is None or fault.subject != subject:
            fault.count += 1
            fault.subject = subject
            if occasion and len(fault.occasions) < OCCASIONS:
                fault.occasions.append(occasion)

    def fault_in_response(
        self, kind: Kind, interaction: Interaction, *, expected: str, got: str, path: str = "$", example: str = ""
    ) -> None:
        """Count one fault of a response, which is confirmed by repeating its request."""
        self.fault(
            kind,
            interaction.endpoint,
            path=path,
            expected=expected,
            got=got,
            example=example,
            request=interaction.request,
            occasion=occasion([interaction]),
        )

    def fault_in_row(
        self, kind: Kind, interaction: Interaction, index: int, name: str, *, expected: str, got: str
    ) -> None:
        """Count one fault of a field in a row of a response."""
        self.fault(
            kind,
            interaction.endpoint,
            path=f"{interaction.path_of_rows}.{name}",
            expected=expected,
            got=got,
            example=place_of(interaction, index),
            request=request_of(interaction, index),
            occasion=None if kind.certain else occasion([interaction]),
        )

    def _finding(self, fault: _Fault) -> Finding:
        return Finding(
            rule=self.name,
            kind=fault.kind.name,
            severity=fault.severity,
            endpoint=fault.endpoint,
            path=fault.path,
            expected=fault.expected,
            got=fault.got,
            count=fault.count,
            of=max(self.tested[fault.endpoint.name], fault.count),
            unit=self.unit_of(fault.endpoint),
            example=fault.example,
            provenance=fault.provenance,
            request=fault.request,
        )
