"""Send requests to a deployment, with retries, at a limited rate and within a time limit."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from requests.adapters import BaseAdapter

from oms_mock.contract.client.interaction import MISSING, TOO_MANY_REQUESTS, Flaw, Interaction, NoResponse, Request
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.pace import Pace
from oms_mock.contract.client.retries import Tries
from oms_mock.contract.client.strict_json import parse
from oms_mock.contract.client.target import Target
from oms_mock.contract.client.transport import RawResponse, Transport


class TimeIsUp(Exception):  # noqa: N818
    """The time limit of the run is reached, or would be while waiting."""


class Throttled(TimeIsUp):
    """The deployment asks to wait longer than `max_wait`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"throttled for {_rounded(seconds)}: try later, or allow to wait with --max-wait {math.ceil(seconds)}s"
        )


class Stopped(TimeIsUp):
    """The run was stopped by its caller."""


class Client:
    """A client for one deployment, safe to share between threads.

    The time limit (`options.max_time`) starts when the client is created. Tests replace the network (`transport`),
    the monotonic clock (`clock`) and waiting (`sleep`; `stop` does not wake a replacement).
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
        self._transport = Transport(target, options, clock, transport)
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
        self._transport.close()

    def stop(self) -> None:
        """End all waiting and reject all further requests with Stopped."""
        self._stopping.set()

    def send(self, request: Request) -> Interaction:
        """Send a request, retry it if that may help, and return the last response.

        Raises TimeIsUp at the time limit, Throttled if the deployment asks to wait for too long, and Stopped after
        `stop`; nothing else.
        """
        tries = Tries(request.verb, self._options, self._random)
        while True:
            response = self._try(request, is_retry=bool(tries.attempts))
            delay = tries.delay_after(response)
            if tries.asks_too_much is not None:
                raise Throttled(tries.asks_too_much)
            if response.status == TOO_MANY_REQUESTS:
                self._pace.pause(tries.throttle)
            if delay is None:
                return interaction_of(request, response, self._base_url, tuple(tries.attempts))
            if delay:
                self._wait(delay)

    def _try(self, request: Request, *, is_retry: bool) -> RawResponse:
        self._take_turn()
        with self._counting:
            self.requests += 1
            self.retries += is_retry
        began = self._clock()
        response = self._transport.send(request, self._timeout())
        response = replace(response, seconds=self._clock() - began)
        if response.no_response is NoResponse.TIMEOUT:
            self._check_time()  # the time limit of the run may have shortened the timeout
        return response

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
    request: Request, response: RawResponse, base_url: str, attempts: tuple[int | NoResponse, ...] = ()
) -> Interaction:
    """Turn a raw response into what rules check. A body that broke off is marked as truncated."""
    is_cut = response.no_response is NoResponse.RESET and bool(response.body)
    if response.no_response and not is_cut:
        return Interaction(request, no_response=response.no_response, attempts=attempts, base_url=base_url)
    document, flaw = (MISSING, Flaw.TRUNCATED) if is_cut else _document(response)
    return Interaction(
        request,
        response.status,
        content_type=response.headers.get("Content-Type", ""),
        challenge=response.headers.get("WWW-Authenticate"),
        redirect=response.headers.get("Location"),
        document=document,
        flaw=flaw,
        attempts=attempts,
        base_url=base_url,
        seconds=response.seconds,
    )


def _document(response: RawResponse) -> tuple[object, Flaw | None]:
    return (MISSING, response.flaw) if response.flaw else parse(response.body)


def _rounded(seconds: float) -> str:
    """Return `30 more minutes`; small numbers are in seconds, large ones in hours."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{math.ceil(seconds / size)} more {unit}s"
    return f"{math.ceil(seconds)} more seconds"
