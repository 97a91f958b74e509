"""Check a deployment by the rules and return the report."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from requests.adapters import BaseAdapter

from oms_mock.contract.client.client import Client
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.rules.base import Rule
from oms_mock.contract.rules.registry import RULES
from oms_mock.contract.run.check_run import CheckRun
from oms_mock.contract.run.workers import Progress


def check(
    target: Target,
    options: Options = Options(),  # noqa: B008
    *,
    rules: tuple[type[Rule], ...] = RULES,
    progress: Progress | None = None,
    transport: BaseAdapter | None = None,
) -> Report:
    """Check a deployment by all rules, or by those given.

    `transport` replaces the network, for tests. Whatever the deployment does, no exception is raised. Ctrl-C ends the
    run early, with a report of what was found, as `max_time` does.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    with Client(target, options, transport=transport) as client:
        run = CheckRun(client, target, options, tuple(rule() for rule in rules), progress or _silent)
        inconclusive = run.execute()
    return Report(
        target=target.url,
        started=started,
        seconds=time.monotonic() - clock,
        findings=tuple(run.findings),
        outcomes=tuple(run.outcomes()),
        endpoints=tuple(run.coverage.endpoints()),
        orders=len(set(run.survey.ids)),
        pages=run.coverage.pages,
        requests=client.requests,
        retries=client.retries,
        unstable=tuple(run.unstable),
        inconclusive=inconclusive,
        interrupted=run.interrupted,
        fail_on=options.fail_on,
        auth_scheme=target.scheme,
        sample=run.sample(),
        seen=run.seen_fields.seen(),
    )


def _silent(phase: str, done: int, total: int | None) -> None:
    """Show no progress."""
