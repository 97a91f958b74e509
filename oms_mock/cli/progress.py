"""Progress on a terminal: a spinner for requests, and a bar for orders."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Self


@contextmanager
def shown() -> Iterator[Callable[[str, int, int | None], None] | None]:
    """Show a spinner; yield the callback that updates it, or None if stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[counts]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None, counts="")
        yield lambda what, done, total: progress.update(task, description=what, counts=counts(done, total))


def counts(done: int, total: int | None) -> str:
    """Return `3 of 10`, or `3` if the total is unknown; nothing before the first of an unknown total."""
    if total is None:
        return f"{done:,}" if done else ""
    return f"{done:,} of {total:,}"


@contextmanager
def bar(what: str, unit: str, after: float = 0.0) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with the rate and the time left; yield the callback, or None if stderr is not a terminal.

    It appears with the first progress `after` so many seconds; until then, the module that draws it is not loaded.
    """
    if not sys.stderr.isatty():
        yield None
        return
    start = time.monotonic() + after
    with ExitStack() as stack:
        shown: list[_Bar] = []

        def update(done: int, total: int) -> None:
            if not shown and time.monotonic() >= start:
                shown.append(stack.enter_context(_Bar(what, unit)))
            for each in shown:
                each.update(done, total)

        yield update


class _Bar:
    """A bar on stderr."""

    def __init__(self, what: str, unit: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[counts]}", markup=False),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeRemainingColumn(compact=True),
        )
        self._unit = unit
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(what, total=None, counts="", rate="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, done: int, total: int) -> None:
        """Show how many of all are done."""
        self._progress.update(self._task, total=total, completed=done, counts=f"{counts(done, total)} {self._unit}")
        speed = self._progress.tasks[self._task].speed
        self._progress.update(self._task, rate=f"{speed:,.0f}/s" if speed else "")
