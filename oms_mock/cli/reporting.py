"""Where the reports of `oms-mock check` go: text and what GitHub obeys to stdout, the others into a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oms_mock.errors import SetupError

if TYPE_CHECKING:
    from oms_mock.contract.outcome.report import Report

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
"""Names the file that GitHub Actions shows as the summary of a job."""


def prepare(forms: tuple[str, ...], directory: Path | None, *, is_wanted: bool) -> tuple[str, ...]:
    """Return the forms that go into the folder, which is tried; without one a single form goes to stdout.

    `is_wanted`: the folder was asked for in so many words. Raises SetupError.
    """
    from oms_mock.contract.reports import files

    into_files = tuple(form for form in forms if form in files.FORMS)
    if directory is None and into_files and len(forms) > 1:
        raise SetupError(f"--report {','.join(forms)} needs a folder: add --report-dir reports")
    if not into_files and is_wanted:
        raise SetupError("--report-dir has nothing to hold: add --report text,html,junit")
    if "github" in forms and (summary := _summary()):
        files.append(summary, "")
    if directory is None:
        return ()
    if into_files:
        files.prepare(directory, into_files)
    return into_files


def deliver(
    report: Report,
    forms: tuple[str, ...],
    files: tuple[str, ...],
    directory: Path | None,
    secrets: tuple[str | None, ...],
) -> int:
    """Write the files, then print; a file that cannot be written makes a clean run inconclusive."""
    from oms_mock.contract.outcome.report import ExitCode
    from oms_mock.contract.reports.verdict import exit_code

    code, written = exit_code(report), list[Path]()
    try:
        written = _write(report, files, directory, secrets)
        if "github" in forms:
            _summarise(report, secrets)
    except SetupError as error:
        tell(str(error))
        code = code or ExitCode.INCONCLUSIVE
    for form in forms:
        if form not in files:
            _print(form, report, secrets)
    for path in written:
        tell(f"{path} is written")
    return code


def _write(
    report: Report, forms: tuple[str, ...], directory: Path | None, secrets: tuple[str | None, ...]
) -> list[Path]:
    from oms_mock.contract.reports import files

    return files.write(directory, forms, report, secrets) if directory else []


def _summary() -> Path | None:
    name = os.environ.get(SUMMARY_VARIABLE)
    return Path(name) if name else None


def _summarise(report: Report, secrets: tuple[str | None, ...]) -> None:
    """Append to the summary of the job, which others may have begun, as much as GitHub takes."""
    from oms_mock.contract.reports import files, github, markdown

    if summary := _summary():
        room = github.SUMMARY_BYTES - files.size(summary)
        files.append(summary, markdown.within(room, report, secrets))


def _print(form: str, report: Report, secrets: tuple[str | None, ...]) -> None:
    from rich.console import Console

    from oms_mock.contract.reports import files, github, text

    if form == "text":
        text.render(report, Console(highlight=False), secrets)
    elif form == "github":
        click.echo(github.text(report, secrets), nl=False)
    else:
        click.echo(files.FORMS[form][1](report, secrets), nl=False)


def tell(message: str) -> None:
    """Say something beside the report."""
    sys.stderr.write(f"oms-mock: {message}\n")
