"""Progress on a terminal: a spinner for requests, and a bar for orders."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
    """Return `3 of 10`, or `3` if the total is unknown."""
    return f"{done:,}" if total is None else f"{done:,} of {total:,}"


@contextmanager
def bar(what: str, unit: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with the rate and the time left; yield the callback, or None if stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
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
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None, counts="", rate="")

        def update(done: int, total: int) -> None:
            progress.update(task, total=total, completed=done, counts=f"{counts(done, total)} {unit}")
            speed = progress.tasks[task].speed
            progress.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield update
