"""What `oms-mock check --fidelity` does: reads the ledger before a run, and folds the run into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from oms_mock.cli import reporting
from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.fidelity.ledger import Ledger
    from oms_mock.contract.outcome.report import Report


def prepare(path: Path | None) -> Ledger | None:
    """Read the ledger, if there is one, and see that it can be written. Raises SetupError."""
    if path is None:
        return None
    from oms_mock.contract.fidelity import ledger_file
    from oms_mock.contract.fidelity.ledger import Ledger

    try:
        ledger = ledger_file.read(path)
    except FileNotFoundError:
        ledger = Ledger()
    ledger_file.prepare(path)
    return ledger


def apply(path: Path | None, before: Ledger | None, report: Report, secrets: tuple[str | None, ...]) -> Report:
    """Fold a run into its ledger, and say so; a ledger that cannot be written makes the run inconclusive."""
    if path is None or before is None:
        return report
    if report.inconclusive:
        reporting.tell(f"{path} is left as it was: a run that ended early says too little about it")
        return report
    from oms_mock.contract.fidelity import ledger_file, standings
    from oms_mock.contract.fidelity.ledger import Ledger, said_by
    from oms_mock.contract.redaction import redactor

    clean = redactor(secrets)
    try:
        ledger_file.write(path, before.folded(report, clean))
    except SetupError as error:
        return replace(report, inconclusive=str(error))
    reporting.tell(f"{path}: {standings.sentence(standings.numbers(Ledger(said_by(report, clean))))}")
    return report
