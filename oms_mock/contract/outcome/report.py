"""The report of a run: its findings, and what was covered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from oms_mock.contract.endpoints import Endpoint
from oms_mock.contract.findings import Finding
from oms_mock.contract.outcome.baseline_match import BaselineEntry, BaselineMatch
from oms_mock.contract.severity import Severity


class ExitCode(IntEnum):
    """The exit codes of `check`."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCONCLUSIVE = 3


class State(StrEnum):
    """The result of a rule on an endpoint."""

    PASSED = "passed"
    FAILED = "failed"
    UNSTABLE = "unstable"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """The result of one rule on one endpoint: its state, how much was tested, or why it did not run."""

    rule: str
    endpoint: Endpoint
    state: State
    tested: int
    unit: str
    reason: str = ""


@dataclass(frozen=True)
class EndpointCoverage:
    """The requests to one endpoint, and its responses by status (0: no response).

    `median` and `p95` are the seconds that 50 and 95 percent of the responses took at most; None without a response.
    """

    endpoint: Endpoint
    requests: int
    statuses: Mapping[int, int]
    median: float | None = None
    p95: float | None = None


@dataclass(frozen=True)
class Sample:
    """How much of a deployment was looked at.

    Of `listed` orders `opened` were opened. `at_random` of them were drawn by `seed` from `drawn_from`; the others were
    chosen so that every kind of order is represented. `there` is the number of orders by `count`. `pages` has, for each
    list that was not read completely, how many pages were read and how many there are.
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
    """The documented fields and forms that an endpoint was seen to have, as general paths.

    `nulls` were never seen with a value.
    """

    values: frozenset[str] = frozenset()
    nulls: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Comparison:
    """The findings of an earlier run, which `started` at a time and checked `target`, by whether this one has them.

    `still_there` are ids. `gone` were searched and not found; `not_looked_for` could not have been found by this run.
    """

    started: str
    target: str
    still_there: frozenset[str] = frozenset()
    gone: tuple[BaselineEntry, ...] = ()
    not_looked_for: tuple[BaselineEntry, ...] = ()


@dataclass(frozen=True)
class Report:
    """The result of a run. `inconclusive` is the reason why nothing can be concluded, with the way out, in one line.

    `target` is the base URL. `token_variable` is the environment variable used in commands that reproduce a finding.
    `unstable` lists differences that changed data explains.
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
    """Ids of findings that the baseline accepts."""
    known: BaselineMatch | None = None
    """How the baseline matched; None if there is none."""
    against: Comparison | None = None
    """What has changed since an earlier run; None if none was named."""
    weighed_by: str = ""
    """How severities were set, in one sentence; empty if by provenance."""
    sample: Sample | None = None
    """How much was looked at; None if that is unknown."""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """Which documented fields were seen, by the names of endpoints."""

    @property
    def exit_code(self) -> ExitCode:
        """Return 1 for new findings at or above `fail_on`; else 3 if nothing can be concluded; else 0."""
        if any(f.severity.rank >= self.fail_on.rank and f.id not in self.baselined for f in self.findings):
            return ExitCode.FINDINGS
        return ExitCode.INCONCLUSIVE if self.inconclusive else ExitCode.CLEAN

    def number(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)
