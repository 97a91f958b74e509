"""What a rule is: a fold over interactions that ends in findings, and in suspicions to be asked again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.severity import Provenance, Severity

MOST_FAULTS = 1_000
"""Different faults of one rule that are told apart; a server that makes up keys has no end of them."""
OCCASIONS = 3
"""Of one suspicion, how many occasions are asked again."""


@dataclass(frozen=True)
class Kind:
    """One way in which a rule is broken.

    `certain` ones are facts about one answer; others are asked again before they are called findings.
    """

    name: str
    explanation: str
    provenance: Provenance = Provenance.DOCUMENTED
    severity: Severity | None = None
    certain: bool = False

    @property
    def weight(self) -> Severity:
        """Its severity: that of what is known, unless it was said."""
        return self.severity or self.provenance.severity


def contradiction(name: str, explanation: str) -> Kind:
    """A kind whose sides are both the deployment's own words: an error, whatever is documented."""
    return Kind(name, explanation, Provenance.CONVENTION, Severity.ERROR)


@dataclass(frozen=True)
class Occasion:
    """One time that something looked wrong: what to ask again, and what was read then.

    `versions` pairs ids, of orders or of one order's events, with their `modified_date` in
    microseconds; `rows` pairs names of endpoints with how much they listed.
    """

    requests: tuple[Request, ...]
    versions: tuple[tuple[int, int], ...] = ()
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Suspicion:
    """A finding that is not one yet: it becomes one if an occasion, asked again, shows it again."""

    finding: Finding
    occasions: tuple[Occasion, ...]


@dataclass(frozen=True)
class Verdict:
    """What a rule has to say in the end; `unstable` is explained by changed data, and nobody's fault."""

    findings: tuple[Finding, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    unstable: tuple[Finding, ...] = ()


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
    """A fold: `see` every interaction, then `finish`.

    It keeps ids, counts and digests, never bodies. Each of its `kinds` is counted per endpoint and path.
    """

    name: ClassVar[str]
    explanation: ClassVar[str]
    endpoints: ClassVar[tuple[Endpoint, ...]]
    kinds: ClassVar[tuple[Kind, ...]]
    unit: ClassVar[str] = "answers"
    needs: ClassVar[str] = "an answer"
    """What a rule that did not run lacked: "needs …"."""
    needs_whole_lists: ClassVar[bool] = False
    """Whether it cannot run, or not in full, on a list of which only some pages were read."""

    def __init__(self) -> None:
        self.tested: Counter[str] = Counter()
        self._faults: dict[tuple[str, str, str, bool], _Fault] = {}

    @abstractmethod
    def see(self, interaction: Interaction) -> None:
        """Take one interaction in."""

    def conclude(self) -> None:  # noqa: B027
        """Judge what can only be judged at the end; called once, by `finish`."""

    def finish(self) -> Verdict:
        """Say what was found, and what should be asked again."""
        self.conclude()
        certain = tuple(self._finding(f) for f in self._faults.values() if f.kind.certain and not f.explained)
        suspected = tuple(
            Suspicion(self._finding(f), tuple(f.occasions))
            for f in self._faults.values()
            if not f.kind.certain and not f.explained
        )
        return Verdict(certain, suspected, tuple(self._finding(f) for f in self._faults.values() if f.explained))

    def again(self) -> Rule:
        """Make the rule that judges what is asked again."""
        return type(self)()

    def unit_of(self, endpoint: Endpoint) -> str:
        """What is counted on an endpoint."""
        return self.unit

    def test(self, endpoint: Endpoint) -> None:
        """Count one thing judged: the denominator."""
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

        Faults in a row with the same `subject` (one order, say) count once; the words of the first
        one are kept. `explained`: changed data accounts for it, so that it is only listed.
        """
        path = redaction.path(path)  # keys are the deployment's words too
        known = provenance or kind.provenance
        key = (kind.name, endpoint.name, path, explained)
        fault = self._faults.get(key)
        if fault is None and len(self._faults) >= MOST_FAULTS:
            return
        if fault is None:
            weight = severity or (known.severity if provenance else kind.weight)
            fault = _Fault(kind, endpoint, path, expected, got, example, request, known, weight, explained)
            self._faults[key] = fault
        if subject is None or fault.subject != subject:
            fault.count += 1
            fault.subject = subject
            if occasion and len(fault.occasions) < OCCASIONS:
                fault.occasions.append(occasion)

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


def findings_of(verdict: Verdict) -> Iterator[Finding]:
    """Yield what a verdict accuses a deployment of, asked again or not."""
    yield from verdict.findings
    for suspicion in verdict.suspicions:
        yield suspicion.finding


def occasion(interactions: Iterable[Interaction]) -> Occasion:
    """Make an occasion of the interactions that look wrong together."""
    return Occasion(tuple(interaction.request for interaction in interactions))
