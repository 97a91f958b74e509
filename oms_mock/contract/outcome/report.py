"""What a run ended in: findings, and what was covered to find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.known import Known
from oms_mock.contract.severity import Severity


class ExitCode(IntEnum):
    """What `check` tells the shell."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCONCLUSIVE = 3


class State(StrEnum):
    """How a rule fared on an endpoint."""

    PASSED = "passed"
    FAILED = "failed"
    UNSTABLE = "unstable"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """One rule on one endpoint: how it fared, on how many things, or why it did not run."""

    rule: str
    endpoint: Endpoint
    state: State
    tested: int
    unit: str
    reason: str = ""


@dataclass(frozen=True)
class EndpointCoverage:
    """What was asked of one endpoint: requests, and answers by status (0: no answer)."""

    endpoint: Endpoint
    requests: int
    statuses: Mapping[int, int]


@dataclass(frozen=True)
class Sample:
    """How much of a deployment was looked at.

    Of `listed` orders `opened` were opened, `at_random` of them drawn by `seed` from `drawn_from`; the others
    were set, so that every kind of order is among them. `there` is the number of orders by `count`; `pages`
    tells of each list that was not read whole how many pages were, and how many there are.
    """

    opened: int
    at_random: int
    drawn_from: int
    listed: int
    there: int
    seed: int
    pages: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What an endpoint was seen to have, of what its document names: general paths, and forms of its body.

    `nulls` were never seen with a value.
    """

    values: frozenset[str] = frozenset()
    nulls: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Report:
    """The result of a run. `inconclusive` says why nothing can be concluded, in one line with the way out.

    `target` is the base URL; `token_variable` the environment variable that a line to reproduce names;
    `unstable` lists what changed between two readings and is explained by that.
    """

    target: str
    started: datetime
    seconds: float
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    endpoints: tuple[EndpointCoverage, ...]
    orders: int
    pages: Mapping[str, int]
    requests: int
    retries: int
    unstable: tuple[Finding, ...] = ()
    inconclusive: str = ""
    interrupted: bool = False
    fail_on: Severity = Severity.ERROR
    auth_scheme: str = "Token"
    token_variable: str = "OMS_TOKEN"  # noqa: S105
    baselined: frozenset[str] = field(default=frozenset())
    """Ids of findings that are known and accepted."""
    known: Known | None = None
    """How a baseline fared; None where there is none."""
    weighed_by: str = ""
    """In one sentence: by whose reading the findings weigh what they do; empty where by provenance."""
    sample: Sample | None = None
    """How much was looked at; None where that is not known."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """Which documented fields were seen, by the names of endpoints."""

    @property
    def exit_code(self) -> ExitCode:
        """1 where something new weighs enough; else 3 where nothing can be concluded; else 0."""
        if any(f.severity.rank >= self.fail_on.rank and f.id not in self.baselined for f in self.findings):
            return ExitCode.FINDINGS
        return ExitCode.INCONCLUSIVE if self.inconclusive else ExitCode.CLEAN

    def number(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)
