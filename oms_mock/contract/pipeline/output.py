"""Where a check writes what does not go into files. The command line implements it; the default discards everything."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from rich.console import Console

from oms_mock.contract.run.workers import Progress


class Output(Protocol):
    """The terminal, as the pipeline sees it."""

    def message(self, text: str) -> None:
        """Show one line that is not part of a report."""

    def write(self, text: str) -> None:
        """Write a report to standard output."""

    def console(self) -> Console:
        """Return a console on standard output for the text report."""

    def progress(self) -> AbstractContextManager[Progress | None]:
        """Show progress during a run; yield the callback, or None if nothing is shown."""


class NoOutput:
    """An output that discards everything."""

    def message(self, text: str) -> None:
        """Discard a message."""

    def write(self, text: str) -> None:
        """Discard a report."""

    def console(self) -> Console:
        """Return a console that discards everything."""
        return Console(quiet=True)

    def progress(self) -> AbstractContextManager[Progress | None]:
        """Show no progress."""
        return nullcontext()
