"""Asking a deployment: patiently, not too fast, and never beyond the time there is."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from requests.adapters import BaseAdapter

from oms_mock.contract.client.exchange import Answer, Exchange
from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Flaw, Interaction, NoAnswer, Request
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.pace import Pace
from oms_mock.contract.client.retries import Tries
from oms_mock.contract.client.strict_json import parse
from oms_mock.contract.client.target import Target


class TimeIsUp(Exception):  # noqa: N818
    """The run has lasted as long as it may, or would while waiting."""


class Stopped(TimeIsUp):
    """Somebody has stopped the run."""


class Client:
    """Sends requests to one deployment; any number of threads may share it.

    The time of the run (`options.max_time`) begins with it. `transport` stands in for the network,
    `clock` for the monotonic clock, and `sleep` for waiting; a `sleep` of one's own is not woken by `stop`.
    """

    def __init__(
        self,
        target: Target,
        options: Options,
        *,
        transport: BaseAdapter | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.requests = 0
        self.retries = 0
        self._base_url = target.url
        self._options = options
        self._exchange = Exchange(target, options, clock, transport)
        self._pace = Pace(options.rate, clock)
        self._stopping = threading.Event()
        self._clock = clock
        self._sleep = sleep or self._stopping.wait
        self._deadline = clock() + (math.inf if options.max_time is None else options.max_time)
        self._random = random.Random(0)  # noqa: S311
        self._counting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._exchange.close()

    def stop(self) -> None:
        """End all waiting, and refuse all later requests, with Stopped."""
        self._stopping.set()

    def send(self, request: Request) -> Interaction:
        """Ask, and ask again where that makes sense; return the last answer.

        Raises TimeIsUp where the time of the run ends first, and Stopped after `stop`; nothing else.
        """
        tries = Tries(request.verb, self._options, self._random)
        while True:
            answer = self._try(request, is_retry=bool(tries.attempts))
            delay = tries.delay_after(answer)
            if answer.status == TOO_MANY_REQUESTS:
                self._pace.pause(tries.throttle)
            if delay is None:
                return interaction_of(request, answer, self._base_url, tuple(tries.attempts))
            if delay:
                self._wait(delay)

    def _try(self, request: Request, *, is_retry: bool) -> Answer:
        self._take_turn()
        with self._counting:
            self.requests += 1
            self.retries += is_retry
        answer = self._exchange.ask(request, self._timeout())
        if answer.no_answer is NoAnswer.TIMEOUT:
            self._check_time()  # it was our time that was up, not its
        return answer

    def _take_turn(self) -> None:
        while delay := self._pace.delay():
            self._wait(delay)
        self._check_time()

    def _timeout(self) -> float:
        return max(0.001, min(self._options.timeout, self._deadline - self._clock()))

    def _wait(self, seconds: float) -> None:
        self._check_time(ahead=seconds)
        self._sleep(seconds)

    def _check_time(self, ahead: float = 0.0) -> None:
        if self._stopping.is_set():
            raise Stopped
        if self._clock() + ahead >= self._deadline:
            raise TimeIsUp


def interaction_of(
    request: Request, answer: Answer, base_url: str, attempts: tuple[int | NoAnswer, ...] = ()
) -> Interaction:
    """Make of an answer what rules look at; what came of one that broke off is called cut."""
    is_cut = answer.no_answer is NoAnswer.RESET and bool(answer.body)
    if answer.no_answer and not is_cut:
        return Interaction(request, no_answer=answer.no_answer, attempts=attempts, base_url=base_url)
    document, flaw = (MISSING, Flaw.TRUNCATED) if is_cut else _document(answer)
    return Interaction(
        request,
        answer.status,
        content_type=answer.headers.get("Content-Type", ""),
        challenge=answer.headers.get("WWW-Authenticate"),
        redirect=answer.headers.get("Location"),
        document=document,
        flaw=flaw,
        attempts=attempts,
        base_url=base_url,
    )


def _document(answer: Answer) -> tuple[object, Flaw | None]:
    return (MISSING, answer.flaw) if answer.flaw else parse(answer.body)
