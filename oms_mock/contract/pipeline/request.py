"""The request for a check, and its result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import RULES

Secrets = tuple[str | None, ...]
"""Tokens that no file and no message may contain."""


@dataclass(frozen=True)
class BaselineRequest:
    """A baseline file, and whether the run adds entries to it (`update`) or removes entries from it (`prune`).

    New entries get `reason` and `expires`, the last day on which they are accepted.
    """

    path: Path
    update: bool = False
    prune: bool = False
    reason: str = ""
    expires: date | None = None

    @property
    def writes(self) -> bool:
        """Return whether the file is written after the run."""
        return self.update or self.prune


@dataclass(frozen=True)
class ReportRequest:
    """Which reports are produced.

    `files` are forms written to `directory`; `printed` are forms written to standard output, in this order.
    `job_summary` is the file that GitHub Actions shows as the summary of a job. With `details` the text report lists
    each finding, and the tables of endpoints and rules.
    """

    printed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    directory: Path | None = None
    details: bool = False
    job_summary: Path | None = None


@dataclass(frozen=True)
class CheckRequest:
    """One check of a deployment. Without a target the pipeline starts a fake with `fake_options` and checks it."""

    target: Target | None = None
    fake_options: tuple[str, ...] = ()
    options: Options = Options()  # noqa: RUF009
    rules: tuple[type[Rule], ...] = RULES
    token_variable: str = "OMS_TOKEN"  # noqa: S105
    uses: Path | None = None
    baseline: BaselineRequest | None = None
    ledger: Path | None = None
    against: Path | None = None
    reports: ReportRequest = field(default_factory=ReportRequest)


@dataclass(frozen=True)
class CheckResult:
    """The report of a check, and the exit code that `oms-mock check` ends with."""

    report: Report
    exit_code: int
