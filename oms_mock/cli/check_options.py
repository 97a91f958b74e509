"""Turn the options of `oms-mock check` into parts of its request, and reject combinations that contradict each other.

Only what stands on the command line is rejected: a variable of the environment may be set for another command.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.pipeline.request import BaselineRequest, ReportRequest

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file that GitHub Actions shows as the summary of a job."""

WasWritten = Callable[[str], bool]


def baseline_request(
    path: Path | None, update: bool, prune: bool, reason: str | None, expires: str | None, was_written: WasWritten
) -> BaselineRequest | None:
    """Read the options about a baseline. Raises SetupError."""
    from oms_mock.contract.pipeline.request import BaselineRequest

    for name in ("update", "prune", "reason", "expires"):
        if was_written(f"baseline_{name}") and path is None:
            raise SetupError(f"--baseline-{name} needs a file: add --baseline FILE")
    for name in ("reason", "expires"):
        if was_written(f"baseline_{name}") and not update:
            raise SetupError(f"--baseline-{name} is for findings that are added: add --baseline-update")
    if update and not (reason or "").isprintable():
        raise SetupError("--baseline-reason takes one line of text")
    if path is None:
        return None
    return BaselineRequest(path, update, prune, reason or "", _expiry(expires) if update else None)


def report_request(forms: tuple[str, ...], directory: Path | None, was_written: WasWritten) -> ReportRequest:
    """Read the options about reports; a single form that has no folder is printed. Raises SetupError."""
    from oms_mock.contract.pipeline.delivery import GITHUB
    from oms_mock.contract.pipeline.request import ReportRequest
    from oms_mock.contract.reports import files

    with_files = tuple(form for form in forms if form in files.FORMS)
    if directory is None and with_files and len(forms) > 1:
        raise SetupError(f"--report {','.join(forms)} needs a folder: add --report-dir reports")
    if not with_files and was_written("report_dir"):
        raise SetupError("--report-dir has nothing to hold: add --report text,html,junit")
    into_files = with_files if directory else ()
    summary = os.environ.get(SUMMARY_VARIABLE) if GITHUB in forms else None
    return ReportRequest(
        printed=tuple(form for form in forms if form not in into_files),
        files=into_files,
        directory=directory,
        job_summary=Path(summary) if summary else None,
    )


def fake_options(demo_drift: bool, scenario: str | None, orders: int | None, seed: int | None) -> tuple[str, ...]:
    """Return the options of `oms-mock serve` for the fake that is checked if there is no URL."""
    values = {"--scenario": scenario, "--orders": orders, "--seed": seed}
    given = [word for name, value in values.items() if value is not None for word in (name, str(value))]
    return (*given, "--demo-drift") if demo_drift else tuple(given)


def _expiry(expires: str | None) -> date | None:
    from oms_mock.contract.outcome import baseline_file

    if expires is None:
        return None
    try:
        return baseline_file.expiry(expires, datetime.now(UTC).date())
    except ValueError as error:
        raise SetupError(f"--baseline-expires: {error}") from None
