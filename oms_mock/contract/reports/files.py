"""Write reports to files.

The folder is checked before a run, so that a long run does not end without a report. Each file is written atomically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from oms_mock.contract.outcome.report import Report
from oms_mock.contract.reports import html, json_report, junit, markdown, sarif
from oms_mock.errors import SetupError
from oms_mock.spec import atomic_file

Writer = Callable[[Report, Iterable[str | None]], str]

FORMS: dict[str, tuple[str, Writer]] = {
    "json": ("report.json", json_report.text),
    "junit": ("junit.xml", junit.text),
    "html": ("report.html", html.text),
    "sarif": ("report.sarif", sarif.text),
    "sarif-new": ("report-new.sarif", sarif.text_of_new),
    "markdown": ("report.md", markdown.text),
}
"""The formats that are written to files: their file names and writers."""


def prepare(directory: Path, forms: Iterable[str]) -> None:
    """Create the folder, and check that the files can be written. Raises SetupError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for form in forms:
            atomic_file.attempt(directory / FORMS[form][0])
    except OSError as error:
        raise SetupError(_message(directory, error)) from None


def write(directory: Path, forms: Iterable[str], report: Report, secrets: Iterable[str | None]) -> list[Path]:
    """Write the reports, replacing those of the last run. Raises SetupError."""
    tokens = tuple(secrets)
    written = []
    for form in forms:
        name, text = FORMS[form]
        _replace(directory / name, text(report, tokens))
        written.append(directory / name)
    return written


def size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if it cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def append(path: Path, text: str) -> None:
    """Append to a file that others write to as well. Raises SetupError."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise SetupError(f"cannot write to {path}: {error.strerror}: see GITHUB_STEP_SUMMARY") from None


def _replace(path: Path, text: str) -> None:
    try:
        atomic_file.write(path, text)
    except OSError as error:
        raise SetupError(_message(path, error)) from None


def _message(path: Path, error: OSError) -> str:
    return f"cannot write to {path}: {error.strerror}: try another --report-dir"
