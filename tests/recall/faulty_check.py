"""Check a faulty deployment, and report whether its fault was found under a matching name."""

from __future__ import annotations

from typing import Any

from flask import Flask

from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.outcome.report import Report
from oms_mock.contract.run.checker import check
from oms_mock.contract.severity import Severity
from tests.recall.harness import FORBIDDEN_TOKEN, TOKEN, URL, Wsgi

OPTIONS = Options(allow_writes=True, fail_on=Severity.WARNING, concurrency=1, backoff=0.0)
TENTH = 10


def check_app(app: Any) -> Report:
    """Check a deployment as its owner would, with all requests."""
    return check(Target(URL, TOKEN, forbidden_token=FORBIDDEN_TOKEN), OPTIONS, transport=Wsgi(app))


def names(report: Report) -> set[str]:
    """Return the rules and kinds of the findings above `info`."""
    serious = [finding for finding in report.findings if finding.severity is not Severity.INFO]
    return {name for finding in serious for name in (finding.rule, finding.kind)}


def misses(fits: frozenset[str], app: Flask | Any) -> list[str]:
    """Return what was found instead, if no finding matches."""
    found = names(check_app(app))
    return [] if found & fits else [f"wanted one of {sorted(fits)}", f"found {sorted(found)}"]


def share(cases: list[Any], *, everything: bool) -> list[Any]:
    """Return all cases, or every tenth."""
    return cases if everything else cases[::TENTH]
