"""Reports as files: the place is tried before a run, and a report is there whole or not at all."""

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
    "markdown": ("report.md", markdown.text),
}
"""The forms that go into files: their file names, and what writes them."""


def prepare(directory: Path, forms: Iterable[str]) -> None:
    """Make the folder, and see that the files can be written. Raises SetupError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for form in forms:
            atomic_file.attempt(directory / FORMS[form][0])
    except OSError as error:
        raise SetupError(_complaint(directory, error)) from None


def write(directory: Path, forms: Iterable[str], report: Report, secrets: Iterable[str | None]) -> list[Path]:
    """Write the reports, each in place of the one before. Raises SetupError."""
    tokens = tuple(secrets)
    written = []
    for form in forms:
        name, text = FORMS[form]
        _replace(directory / name, text(report, tokens))
        written.append(directory / name)
    return written


def size(path: Path) -> int:
    """Return how many bytes a file has; none if it cannot be looked at."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def append(path: Path, text: str) -> None:
    """Add to a file that is not ours alone. Raises SetupError."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise SetupError(f"cannot write to {path}: {error.strerror}: see GITHUB_STEP_SUMMARY") from None


def _replace(path: Path, text: str) -> None:
    try:
        atomic_file.write(path, text)
    except OSError as error:
        raise SetupError(_complaint(path, error)) from None


def _complaint(path: Path, error: OSError) -> str:
    return f"cannot write to {path}: {error.strerror}: try another --report-dir"
