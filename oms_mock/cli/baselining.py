"""What `oms-mock check` does with a baseline: reads it before a run, applies it, and writes it if that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from oms_mock.cli import reporting
from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.outcome.baseline import Baseline
    from oms_mock.contract.outcome.report import Report


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    path: Path | None
    update: bool = False
    prune: bool = False
    reason: str | None = None
    expires: str | None = None

    @property
    def writes(self) -> bool:
        """Whether the file is to be written."""
        return self.update or self.prune


def prepare(wish: Wish, was_written: Callable[[str], bool]) -> Baseline | None:
    """Read the baseline, and see that it can be written if it is to be. Raises SetupError.

    `was_written` tells whether an option stands on the command line, and not in the environment only.
    """
    _refuse(wish, was_written)
    if wish.path is None:
        return None
    baseline = _read(wish.path, may_be_missing=wish.update)
    if wish.writes:
        from oms_mock.contract.outcome import baseline_file

        baseline_file.prepare(wish.path)
        _expiry(wish)
    return baseline


def apply(wish: Wish, baseline: Baseline | None, report: Report, secrets: tuple[str | None, ...]) -> Report:
    """Say in a report what is known of its findings, after the baseline was written if that is wanted."""
    if baseline is None or wish.path is None:
        return report
    if not wish.writes:
        return baseline.applied(report)
    if report.inconclusive:
        reporting.tell(f"{wish.path} is left as it was: a run that ended early says too little about it")
        return baseline.applied(report)
    try:
        return _write(wish, wish.path, baseline, report, secrets).applied(report)
    except SetupError as error:
        return replace(baseline.applied(report), inconclusive=str(error))


def _refuse(wish: Wish, was_written: Callable[[str], bool]) -> None:
    """Refuse what was written on the command line and would not be done."""
    for name in ("update", "prune", "reason", "expires"):
        if was_written(f"baseline_{name}") and wish.path is None:
            raise SetupError(f"--baseline-{name} needs a file: add --baseline FILE")
    for name in ("reason", "expires"):
        if was_written(f"baseline_{name}") and not wish.update:
            raise SetupError(f"--baseline-{name} is for findings that are added: add --baseline-update")
    if wish.update and not (wish.reason or "").isprintable():
        raise SetupError("--baseline-reason takes one line of text")


def _read(path: Path, *, may_be_missing: bool) -> Baseline:
    from oms_mock.contract.outcome import baseline_file
    from oms_mock.contract.outcome.baseline import Baseline

    try:
        return baseline_file.read(path)
    except FileNotFoundError:
        if not may_be_missing:
            raise SetupError(f"there is no {path}: add --baseline-update to make it") from None
        return Baseline()


def _expiry(wish: Wish) -> date | None:
    from oms_mock.contract.outcome import baseline_file

    if wish.expires is None:
        return None
    try:
        return baseline_file.expiry(wish.expires, datetime.now(UTC).date())
    except ValueError as error:
        raise SetupError(f"--baseline-expires: {error}") from None


def _write(wish: Wish, path: Path, before: Baseline, report: Report, secrets: tuple[str | None, ...]) -> Baseline:
    from oms_mock.contract.outcome import baseline_file
    from oms_mock.contract.redaction import redactor

    after = before
    if wish.update:
        after = after.updated(report, redactor(secrets), reason=wish.reason or "", expires=_expiry(wish))
    added = len(after.entries) - len(before.entries)
    if wish.prune:
        after = after.pruned(report)
    removed = len(before.entries) + added - len(after.entries)
    baseline_file.write(path, after)
    reporting.tell(f"{path} is written: {added} added, {removed} removed, {len(after.entries)} in all")
    return after
