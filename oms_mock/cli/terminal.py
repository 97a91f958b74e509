"""What the commands write beside their result: messages on stderr, and the terminal of the check pipeline."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TextIO

import click

from oms_mock.cli import progress

if TYPE_CHECKING:
    from rich.console import Console


def notice(text: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(f"oms-mock: {text}\n")


def shows_colours(stream: TextIO) -> bool:
    """Return whether a stream is a terminal, and NO_COLOR is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


class Terminal:
    """The output of a check on a terminal: reports to stdout, messages and progress to stderr."""

    def message(self, text: str) -> None:
        """Write one line to stderr."""
        notice(text)

    def write(self, text: str) -> None:
        """Write a report to stdout."""
        click.echo(text, nl=False)

    def console(self) -> Console:
        """Return a console on stdout."""
        from rich.console import Console

        return Console(highlight=False)

    def progress(self) -> AbstractContextManager[Callable[[str, int, int | None], None] | None]:
        """Show progress on stderr if it is a terminal."""
        return progress.shown()
