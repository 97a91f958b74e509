"""Record the profile of a deployment from a sample, by GET only.

1. Read pages of the three order lists, chosen at random by a fixed seed, the same pages of each list.
2. Open as many of their orders, in both views and with their events.
3. Read both enumerations.

Two recordings of a deployment that has not changed sample the same orders.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from requests.adapters import BaseAdapter

from oms_mock.contract.client.client import Client, TimeIsUp
from oms_mock.contract.client.interaction import FIRST_WALK, Interaction
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS
from oms_mock.contract.plan import order_visits, requests
from oms_mock.contract.plan.requests import Task, page_request
from oms_mock.contract.plan.survey import Survey
from oms_mock.contract.profile.shape_recorder import Recorder
from oms_mock.contract.redaction import redactor
from oms_mock.contract.run.coverage import Coverage, GivenUp
from oms_mock.contract.run.first_response import unusable
from oms_mock.contract.run.workers import Phase, Progress, Workers
from oms_mock.spec.profile_format import Profile

SAMPLE = 200
ROWS = 20
"""Orders on a page: few, so that the sample spreads over many pages."""
SEED = 20_221_126


@dataclass(frozen=True)
class Recording:
    """The result of a recording: a profile, or why there is none."""

    profile: Profile | None
    inconclusive: str = ""
    interrupted: bool = False
    orders: int = 0
    requests: int = 0


def record(
    target: Target,
    options: Options = Options(),  # noqa: B008
    sample: int = SAMPLE,
    *,
    progress: Progress | None = None,
    transport: BaseAdapter | None = None,
    today: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Recording:
    """Record the shapes of a deployment's responses, from at most `sample` orders.

    Whatever the deployment does, no exception is raised. A recording that ended early has no profile, since it would
    differ from any complete one.
    """
    recorder = Recorder(redactor(target.secrets))
    with Client(target, options, transport=transport) as client:
        session = _Session(client, target, options, recorder, progress or _silent)
        try:
            reason = session.execute(sample)
        except (TimeIsUp, GivenUp) as error:
            reason = str(error) or f"time was up after {options.max_time:g} s: allow more with --max-time"
        except KeyboardInterrupt:
            client.stop()
            return Recording(None, "interrupted: nothing is written", interrupted=True, requests=client.requests)
    if reason:
        return Recording(None, reason, requests=client.requests)
    return Recording(recorder.profile(f"{today():%Y-%m-%d}"), orders=session.opened, requests=client.requests)


def pages(count: int, sample: int) -> list[int]:
    """Choose the pages to read of a list of `count` rows: all of a short list, else a random sample by the seed."""
    rows = page_size(sample)
    there, wanted = max(1, -(-count // rows)), sample // rows
    if there <= wanted:
        return list(range(1, there + 1))
    return sorted(random.Random(SEED).sample(range(1, there + 1), wanted))  # noqa: S311


def page_size(sample: int) -> int:
    """Return how many orders a page has: never more than the sample."""
    return min(ROWS, sample)


def read_lists(survey: Survey, sample: int) -> Task:
    """Read some pages of the three lists, one page of each in turn."""
    for number in pages(survey.count, sample):
        for endpoint in ORDER_LISTS:
            response = yield page_request(endpoint, FIRST_WALK, page_size(sample), number)
            survey.rows[endpoint.name] = survey.rows.get(endpoint.name, 0) + len(response.rows)
            if endpoint is ORDER_LIST:
                survey.note_orders(response)


def visits(survey: Survey, sample: int) -> list[Task]:
    """Open a random sample of the listed orders, in both views and with their events."""
    listed = dict(zip(survey.ids, survey.pages, strict=True))
    chosen = random.Random(SEED).sample(sorted(listed), min(sample, len(listed)))  # noqa: S311
    return [order_visits.visit(survey, pk, listed[pk]) for pk in chosen]


class _Session:
    """One recording in progress."""

    def __init__(
        self, client: Client, target: Target, options: Options, recorder: Recorder, progress: Progress
    ) -> None:
        self.opened = 0
        self._client, self._target = client, target
        self._recorder, self._coverage = recorder, Coverage()
        self._workers = Workers(client, options.concurrency, self._observe, progress)

    def execute(self, sample: int) -> str:
        """Send all requests; return why there is nothing to record, or an empty string."""
        survey = Survey()
        first = self._client.send(requests.first_request())
        if reason := unusable(first, self._target):
            return reason
        survey.count = len(first.rows) if first.count is None else first.count
        self._run("reading lists", [read_lists(survey, sample), requests.enumerations()])
        if not any(survey.rows.values()):
            return "there are no orders to record: pull some, or use another deployment"
        opening = visits(survey, sample)
        self._run("opening orders", opening)
        self.opened = len(opening)
        return ""

    def _run(self, phase: str, tasks: list[Task]) -> None:
        self._workers.run(Phase(phase, tasks, len(tasks), counts_tasks=True))

    def _observe(self, interaction: Interaction) -> None:
        self._recorder.see(interaction)
        self._coverage.take(interaction)


def _silent(phase: str, done: int, total: int | None) -> None:
    """Show no progress."""
