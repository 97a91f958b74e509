"""Turn the options of `oms-mock check` into parts of its request.

The option table says which options need others; what depends on their values is rejected here.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oms_mock.cli import deployment
from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.client.options import Options
    from oms_mock.contract.pipeline.request import BaselineRequest, ReportRequest

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Environment variable with the file that GitHub Actions shows as the summary of a job."""


def run_options(given: dict[str, Any]) -> Options:
    """Return how requests are sent, and how many."""
    from oms_mock.contract.client.options import SEED, Options
    from oms_mock.contract.plan import sampling
    from oms_mock.contract.severity import Severity

    return Options(
        **deployment.request_options(given),
        allow_writes=given["allow_writes"],
        sample=given["sample"],
        max_pages=sampling.most_pages(given["sample"]),
        seed=SEED if given["seed"] is None else given["seed"],
        flaky=given["flaky"],
        fail_on=Severity.INFO if given["strict"] else Severity(given["fail_on"]),
    )


def baseline_request(given: dict[str, Any]) -> BaselineRequest | None:
    """Read the options about a baseline. Raises SetupError."""
    from oms_mock.contract.pipeline.request import BaselineRequest

    update, reason = given["baseline_update"], given["baseline_reason"] or ""
    if not reason.isprintable():
        raise SetupError("--baseline-reason takes one line of text")
    if given["baseline"] is None:
        return None
    expires = _expiry(given["baseline_expires"]) if update else None
    return BaselineRequest(given["baseline"], update, given["baseline_prune"], reason, expires)


def report_request(forms: tuple[str, ...], directory: Path | None, *, details: bool = False) -> ReportRequest:
    """Read the options about reports; a single form that has no folder is printed. Raises SetupError."""
    from oms_mock.contract.pipeline.delivery import GITHUB, TEXT
    from oms_mock.contract.pipeline.request import ReportRequest
    from oms_mock.contract.reports import files

    with_files = tuple(form for form in forms if form in files.FORMS)
    if directory is None and with_files and len(forms) > 1:
        raise SetupError(f"--report {','.join(forms)} needs a folder: add --report-dir reports")
    if directory and not with_files:
        raise SetupError("--report-dir has nothing to hold: add --report text,html,junit")
    if details and TEXT not in forms:
        raise SetupError("--details is for the text report: add --report text")
    into_files = with_files if directory else ()
    summary = os.environ.get(SUMMARY_VARIABLE) if GITHUB in forms else None
    return ReportRequest(
        printed=tuple(form for form in forms if form not in into_files),
        files=into_files,
        directory=directory,
        details=details,
        job_summary=Path(summary) if summary else None,
    )


def _expiry(expires: str | None) -> date | None:
    from oms_mock.contract.outcome import baseline_file

    if expires is None:
        return None
    try:
        return baseline_file.expiry(expires, datetime.now(UTC).date())
    except ValueError as error:
        raise SetupError(f"--baseline-expires: {error}") from None
