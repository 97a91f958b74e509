"""How requests are sent to a deployment: rate, timeouts, retries, sampling, writes."""

from __future__ import annotations

from dataclasses import dataclass

from oms_mock.contract.severity import Severity

ORDERS, PAGES, SEED = 200, 50, 42
"""Defaults: how many orders are opened, how many pages of a list are read, and the seed that chooses both."""

MAX_BODY = 8 * 1024 * 1024
"""Bytes of one response that are read; a larger one is a finding."""


@dataclass(frozen=True)
class Options:
    """The options of a run.

    `rate` is in requests a second; None is as fast as the deployment allows (429 and `Retry-After` are honoured
    either way). `timeout`, `max_time` and `max_wait` are seconds; a run ends if a `Retry-After` of 429 is longer than
    `max_wait`. `retries` is how often a request is repeated after no response
    or a 5xx. At most `sample` orders are opened and `max_pages` pages of a list are read; None means all. `seed`
    chooses which.
    """

    allow_writes: bool = False
    rate: float | None = None
    concurrency: int = 4
    timeout: float = 30.0
    retries: int = 2
    max_time: float | None = None
    max_wait: float = 60.0
    backoff: float = 0.5
    """Seconds before the first retry; doubled before each further one."""
    fail_on: Severity = Severity.ERROR
    flaky: float = 0.1
    """Share of the requests of an endpoint up to which failures that do not occur again are warnings."""
    sample: int | None = ORDERS
    max_pages: int | None = PAGES
    seed: int = SEED
