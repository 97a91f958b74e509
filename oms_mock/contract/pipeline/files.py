"""The files that a check reads before a run and updates after it: the baseline and the fidelity ledger.

A run that ended early leaves both unchanged. If a file cannot be written, the run is inconclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from oms_mock.contract.fidelity import ledger_file, ledger_summary
from oms_mock.contract.fidelity.ledger import Ledger, found_by
from oms_mock.contract.outcome import baseline_file
from oms_mock.contract.outcome.baseline import Baseline
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.pipeline.request import BaselineRequest
from oms_mock.contract.redaction import Redactor
from oms_mock.errors import SetupError

Message = Callable[[str], None]


@dataclass(frozen=True)
class BaselineStep:
    """Mark the findings that a baseline accepts, and update its file if that is requested."""

    request: BaselineRequest
    baseline: Baseline

    @classmethod
    def prepare(cls, request: BaselineRequest | None) -> BaselineStep | None:
        """Read the baseline, and check that it can be written if it will be. Raises SetupError."""
        if request is None:
            return None
        step = cls(request, _read_baseline(request))
        if request.writes:
            baseline_file.prepare(request.path)
        return step

    def apply(self, report: Report, clean: Redactor, message: Message) -> Report:
        """Return the report with its known findings marked."""
        marked = self.baseline.applied(report)
        if not self.request.writes:
            return marked
        return _updated(self.request.path, marked, message, lambda: self._write(report, clean, message))

    def _write(self, report: Report, clean: Redactor, message: Message) -> Report:
        request, after = self.request, self.baseline
        if request.update:
            after = after.updated(report, clean, reason=request.reason, expires=request.expires)
        added = len(after.entries) - len(self.baseline.entries)
        if request.prune:
            after = after.pruned(report)
        removed = len(self.baseline.entries) + added - len(after.entries)
        baseline_file.write(request.path, after)
        message(f"{request.path} is written: {added} added, {removed} removed, {len(after.entries)} in all")
        return after.applied(report)


@dataclass(frozen=True)
class LedgerStep:
    """Record in a fidelity ledger which documented fields the run has seen."""

    path: Path
    ledger: Ledger

    @classmethod
    def prepare(cls, path: Path | None) -> LedgerStep | None:
        """Read the ledger, if it exists, and check that it can be written. Raises SetupError."""
        if path is None:
            return None
        try:
            ledger = ledger_file.read(path)
        except FileNotFoundError:
            ledger = Ledger()
        ledger_file.prepare(path)
        return cls(path, ledger)

    def apply(self, report: Report, clean: Redactor, message: Message) -> Report:
        """Fold the run into the ledger, write it, and return the report."""
        return _updated(self.path, report, message, lambda: self._write(report, clean, message))

    def _write(self, report: Report, clean: Redactor, message: Message) -> Report:
        ledger_file.write(self.path, self.ledger.folded(report, clean))
        message(f"{self.path}: {ledger_summary.sentence(ledger_summary.summarise(Ledger(found_by(report, clean))))}")
        return report


def _read_baseline(request: BaselineRequest) -> Baseline:
    try:
        return baseline_file.read(request.path)
    except FileNotFoundError:
        if not request.update:
            raise SetupError(f"there is no {request.path}: add --baseline-update to make it") from None
        return Baseline()


def _updated(path: Path, report: Report, message: Message, write: Callable[[], Report]) -> Report:
    """Write a file after a run that came to its end; return the report that `write` makes."""
    if report.inconclusive:
        message(f"{path} is unchanged: the run ended early")
        return report
    try:
        return write()
    except SetupError as error:
        return replace(report, inconclusive=str(error))
