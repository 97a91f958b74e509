"""Recording the profile of a deployment: which requests, and what becomes of the answers.

A sample, by GET only: pages of the three order lists, chosen evenly by a fixed seed and the same in each list;
as many of their orders, opened in both views with their events; both enumerations. Two recordings of a
deployment that has not moved are of the same orders.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from requests.adapters import BaseAdapter

from oms_mock.contract.client.client import Client, TimeIsUp
from oms_mock.contract.client.interaction import FIRST_WALK, Interaction
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import ORDER_LIST, ORDER_LISTS
from oms_mock.contract.outcome.coverage import Coverage, GivenUp
from oms_mock.contract.plan import plan
from oms_mock.contract.plan.plan import Survey, Task
from oms_mock.contract.plan.requests import page_request
from oms_mock.contract.profile.shape_recorder import Recorder
from oms_mock.contract.redaction import redactor

# Its words are those of `check`.
from oms_mock.contract.run.check_run import unusable as unusable
from oms_mock.spec.profile_format import Profile

SAMPLE = 200
ROWS = 20
"""Orders on a page: few, so that a sample is many pages."""
SEED = 20_221_126

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Recording:
    """What came of it: a profile, or why there is none."""

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
    """Record the shapes of a deployment's answers, from at most `sample` orders.

    Never raises for what the deployment does. A recording that did not come to its end has no profile: it
    would differ from any other.
    """
    recorder = Recorder(redactor((target.token, target.forbidden_token)))
    with Client(target, options, transport=transport) as client:
        asking = _Asking(client, target, options, recorder, progress or _silent)
        try:
            reason = asking.whole(sample)
        except (TimeIsUp, GivenUp) as error:
            reason = str(error) or f"time was up after {options.max_time:g} s: allow more with --max-time"
        except KeyboardInterrupt:
            client.stop()
            return Recording(None, "interrupted: nothing is written", interrupted=True, requests=client.requests)
    if reason:
        return Recording(None, reason, requests=client.requests)
    return Recording(recorder.profile(f"{today():%Y-%m-%d}"), orders=asking.opened, requests=client.requests)


def pages(count: int, sample: int) -> list[int]:
    """Choose the pages of a list of `count` rows to read: all of a short list, else a seeded choice of them."""
    rows = page_size(sample)
    there, wanted = max(1, -(-count // rows)), sample // rows
    if there <= wanted:
        return list(range(1, there + 1))
    return sorted(random.Random(SEED).sample(range(1, there + 1), wanted))  # noqa: S311


def page_size(sample: int) -> int:
    """Choose how many orders a page has: never more than the sample."""
    return min(ROWS, sample)


def listing(survey: Survey, sample: int) -> Task:
    """Read some pages of the three lists side by side."""
    for number in pages(survey.count, sample):
        for endpoint in ORDER_LISTS:
            answer = yield page_request(endpoint, FIRST_WALK, page_size(sample), number)
            survey.rows[endpoint.name] = survey.rows.get(endpoint.name, 0) + len(answer.rows)
            if endpoint is ORDER_LIST:
                survey.note_orders(answer)


def visits(survey: Survey, sample: int) -> list[Task]:
    """Open a seeded choice of the orders that were listed, in both views and with their events."""
    listed = dict(zip(survey.ids, survey.pages, strict=True))
    chosen = random.Random(SEED).sample(sorted(listed), min(sample, len(listed)))  # noqa: S311
    return [plan.visit(survey, pk, listed[pk]) for pk in chosen]


class _Asking:
    """One recording under way."""

    def __init__(
        self, client: Client, target: Target, options: Options, recorder: Recorder, progress: Progress
    ) -> None:
        self.opened = 0
        self._client, self._target, self._options = client, target, options
        self._recorder, self._progress = recorder, progress
        self._coverage = Coverage()
        self._folding = threading.Lock()

    def whole(self, sample: int) -> str:
        """Ask for everything; return why there is nothing to record, or an empty text."""
        survey = Survey()
        first = self._client.send(plan.first_look())
        if reason := unusable(first, self._target):
            return str(reason)
        survey.count = len(first.rows) if first.count is None else first.count
        self._do("reading lists", [listing(survey, sample), plan.constants()])
        if not any(survey.rows.values()):
            return "there are no orders to learn from: pull some, or use another deployment"
        opening = visits(survey, sample)
        self._do("opening orders", opening)
        self.opened = len(opening)
        return ""

    def _do(self, phase: str, tasks: list[Task]) -> None:
        """Work through tasks with several threads. Raises what ended one of them."""
        waiting, taking = iter(tasks), threading.Lock()
        done, over = 0, threading.Event()

        def work() -> None:
            nonlocal done
            try:
                while not over.is_set() and (task := _next(waiting, taking)):
                    self._drive(task)
                    done += 1
                    self._progress(phase, done, len(tasks))
            except BaseException:
                over.set()
                raise

        self._progress(phase, 0, len(tasks))
        with ThreadPoolExecutor(self._options.concurrency) as pool:
            workers = [pool.submit(work) for _ in range(self._options.concurrency)]
            try:
                for worker in workers:
                    worker.result()
            except BaseException:
                over.set()
                self._client.stop()
                raise

    def _drive(self, task: Task) -> None:
        request = next(task, None)
        while request is not None:
            interaction = self._client.send(request)
            self._observe(interaction)
            try:
                request = task.send(interaction)
            except StopIteration:
                return

    def _observe(self, interaction: Interaction) -> None:
        with self._folding:
            self._recorder.see(interaction)
            self._coverage.take(interaction)


def _next(tasks: Iterator[Task], taking: threading.Lock) -> Task | None:
    with taking:
        return next(tasks, None)


def _silent(phase: str, done: int, total: int | None) -> None:
    """Tell nobody."""
