"""`oms-mock seed`: fill a database before anybody serves it."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

from oms_mock.cli import progress
from oms_mock.cli.options import counted, option
from oms_mock.cli.terminal import notice
from oms_mock.errors import SetupError

INTERRUPTED = 130

EPILOG = """\b
Examples:
  oms-mock seed --orders 100000 --database sqlite:///orders.db
  oms-mock seed --scenario my-scenario --database sqlite:///mine.db
  OMS_MOCK_DATABASE=postgresql://… oms-mock seed --orders 1000000

Ctrl-C may stop it: nobody sees a database that is not full, and the same command goes on where it stopped.
"""


@click.command(epilog=EPILOG)
@option("--database", metavar="URL", help="What to fill, e.g. sqlite:///orders.db.")
@option("--orders", type=int, help="How many orders the scenario `default` has.  [default: 722]")
@option("--seed", type=click.IntRange(min=0), help="What the orders are made from.  [default: 42]")
@option("--scenario", help="The name of a scenario that ships, or the path of a folder.")
@option("--profile", metavar="FILE", help="Let generated orders follow a profile: see oms-mock profile --help.")
def seed(database: str | None, orders: int | None, seed: int | None, scenario: str | None, profile: str | None) -> int:
    """Fill a database with a scenario.

    `oms-mock serve --database` does the same when it starts; this shows how far it is. A database that
    holds what is asked for is left as it is.
    """
    from contextlib import closing

    from oms_mock.services import seeding
    from oms_mock.store.store import Store

    if not database:
        raise SetupError("--database is missing: write --database sqlite:///orders.db")
    started, far = time.monotonic(), _Far()
    with closing(Store(database)) as store:
        try:
            with progress.bar("seeding", "orders") as tell:
                kept = seeding.seed(store, scenario, orders, seed, far.watched_by(tell), profile=profile)
        except KeyboardInterrupt:
            notice(f"interrupted after {counted(far.done, 'order')}: the same command goes on there")
            return INTERRUPTED
    if far.total is None:
        click.echo(f"{counted(kept.orders, 'order')} of the scenario {kept.scenario} were there already")
    else:
        seconds = time.monotonic() - started
        rate = f"{kept.orders / seconds:,.0f} a second"
        click.echo(f"{counted(kept.orders, 'order')} of the scenario {kept.scenario} in {seconds:.1f} s, {rate}")
    return 0


class _Far:
    """How far it is, whoever watches."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def watched_by(self, tell: Callable[[int, int], None] | None) -> Callable[[int, int], None]:
        """Return what is to be told of progress."""

        def both(done: int, total: int) -> None:
            self.done, self.total = done, total
            if tell:
                tell(done, total)

        return both
