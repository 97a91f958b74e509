"""Work through the tasks of a plan with several threads.

A task yields requests and receives their responses. A thread that has finished a task takes the next one. The first
exception ends the other threads after their current request, and is raised to the caller.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.plan.requests import Task

Progress = Callable[[str, int, int | None], None]
"""Receives the name of a phase, how much of it is done, and how much there is, if that is known."""


class Sender(Protocol):
    """What workers need of a client."""

    def send(self, request: Request) -> Interaction:
        """Send a request and return its response."""

    def stop(self) -> None:
        """Reject all further requests."""


@dataclass(frozen=True)
class Phase:
    """A part of a run. Progress counts requests, or finished tasks if `counts_tasks`, of `total`."""

    name: str
    tasks: Iterable[Task]
    total: int | None = None
    counts_tasks: bool = False


class Workers:
    """Threads that share a client. `observe` is called by one thread at a time."""

    def __init__(
        self, client: Sender, threads: int, observe: Callable[[Interaction], None], progress: Progress
    ) -> None:
        self._client, self._threads = client, threads
        self._observe, self._progress = observe, progress
        self._observing = threading.Lock()

    def run(self, phase: Phase) -> None:
        """Finish all tasks of a phase. Raises what ended one of them."""
        self._progress(phase.name, 0, phase.total)
        work = _Work(phase, self._progress)
        with ThreadPoolExecutor(self._threads) as pool:
            threads = [pool.submit(self._work, work) for _ in range(self._threads)]
            try:
                for thread in threads:
                    thread.result()
            except BaseException:
                work.is_over.set()
                self._client.stop()
                raise

    def _work(self, work: _Work) -> None:
        try:
            while task := work.next_task():
                for _ in self._responses(task):
                    work.count(is_task=False)
                work.count(is_task=True)
        except BaseException:
            work.is_over.set()
            raise

    def _responses(self, task: Task) -> Iterator[Interaction]:
        request = next(task, None)
        while request is not None:
            interaction = self._client.send(request)
            with self._observing:
                self._observe(interaction)
            yield interaction
            try:
                request = task.send(interaction)
            except StopIteration:
                return


class _Work:
    """The tasks of a phase that no worker has taken yet, and how much is done."""

    def __init__(self, phase: Phase, progress: Progress) -> None:
        self.is_over = threading.Event()
        self._phase, self._progress = phase, progress
        self._tasks = iter(phase.tasks)
        self._taking = threading.Lock()
        self._done = 0

    def next_task(self) -> Task | None:
        if self.is_over.is_set():
            return None
        with self._taking:
            return next(self._tasks, None)

    def count(self, *, is_task: bool) -> None:
        self._done += is_task is self._phase.counts_tasks
        self._progress(self._phase.name, self._done, self._phase.total)
