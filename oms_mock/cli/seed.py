"""`oms-mock seed`: fill a database before a server uses it."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

from oms_mock.cli import progress
from oms_mock.cli.command import command
from oms_mock.cli.terminal import notice
from oms_mock.errors import SetupError
from oms_mock.spec.plural import counted

INTERRUPTED = 130

EPILOG = """\b
Examples:
  oms-mock seed --orders 100000 --database sqlite:///orders.db
  oms-mock seed --scenario my-scenario --database sqlite:///mine.db
  OMS_MOCK_DATABASE=postgresql://… oms-mock seed --orders 1000000

An interrupted run can be continued with the same command. A database is not usable before it is full.
"""


@command("seed", epilog=EPILOG)
def seed(
    database: str | None,
    orders: int | None,
    seed: int | None,
    scenario: str | None,
    profile: str | None,
    until: str | None,
) -> int:
    """Fill a database with a scenario.

    `oms-mock serve --database` does the same when it starts; this command shows the progress. A database that
    already holds the requested data is left unchanged.
    """
    from contextlib import closing

    from oms_mock.services import seeding
    from oms_mock.store.store import Store

    if not database:
        raise SetupError("--database is missing: write --database sqlite:///orders.db")
    started, progressed = time.monotonic(), _Progress()
    with closing(Store(database)) as store:
        try:
            with progress.bar("seeding", "orders") as update:
                report = progressed.followed_by(update)
                filled = seeding.seed(store, scenario, orders, seed, report, profile=profile, until=until)
        except KeyboardInterrupt:
            notice(f"interrupted after {counted(progressed.done, 'order')}: repeat the command to continue")
            return INTERRUPTED
    if kept := seeding.kept_day(filled, until):
        notice(kept)
    if progressed.total is None:
        click.echo(f"{counted(filled.orders, 'order')} of the scenario {filled.scenario} exist already")
    else:
        seconds = time.monotonic() - started
        rate = f"{filled.orders / seconds:,.0f} a second"
        click.echo(f"{counted(filled.orders, 'order')} of the scenario {filled.scenario} in {seconds:.1f} s, {rate}")
    return 0


class _Progress:
    """The number of orders inserted so far, whether or not a progress bar is shown."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def followed_by(self, update: Callable[[int, int], None] | None) -> Callable[[int, int], None]:
        """Return a callback that records the progress and passes it on."""

        def record(done: int, total: int) -> None:
            self.done, self.total = done, total
            if update:
                update(done, total)

        return record
