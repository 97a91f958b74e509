"""Compare WSGI servers: the same Flask app on each, as ratios to waitress in the same run.

    python benchmarks/servers.py

Prints a Markdown table on stdout, and progress on stderr. For each server: the speed with a page of 20
orders, how many of a hundred requests that each sleep a second complete within two, and how many requests in flight
complete after SIGTERM.
"""

from __future__ import annotations

import argparse
import http.client
import importlib.util
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial

import constant
import machine
import report
import rounds
import wrk
from contestants import PER_SECOND, WARM_UP
from http_get import get
from machine import CannotMeasureError, Cores
from process import Server, free_port, serving
from rounds import Comparison
from wrk import Target, load

PAGE_BYTES = 150_000
"""Bytes of a page of 20 orders."""

AT_ONCE = 100
WITHIN = 2.0
IN_FLIGHT = 16
CANNOT_MEASURE = 2

HEADINGS = ("server", "threads", "speed", "min", "max", "100 sleepers in 2 s", "finished at SIGTERM")


@dataclass(frozen=True)
class Contestant:
    """A WSGI server and its number of threads."""

    server: str
    threads: int
    note: str = ""

    def __str__(self) -> str:
        return f"{self.server}, {self.threads} threads"


WAITRESS = Contestant("waitress", 4, " (its default)")
CONTESTANTS = (
    Contestant("granian", constant.THREADS),
    Contestant("granian", 1),
    WAITRESS,
    Contestant("waitress", constant.THREADS),
    Contestant("gunicorn", 16),
    Contestant("gunicorn", constant.THREADS),
    Contestant("cheroot", 10, " (its default)"),
    Contestant("cheroot", constant.THREADS),
)


def main() -> int:
    options = _options()
    machine.end_on_sigterm()
    try:
        print(report.table(HEADINGS, measure(options.rounds, options.seconds)))
    except CannotMeasureError as error:
        print(f"servers: {error}", file=sys.stderr)
        return CANNOT_MEASURE
    return 0


def measure(how_many: int, seconds: int) -> list[tuple[str, ...]]:
    """Measure every server, and return the rows of the table. Raises CannotMeasureError."""
    cores = machine.cores()
    wrk.require_wrk()
    for name in constant.SERVERS:
        if importlib.util.find_spec(name) is None:
            raise CannotMeasureError(f"{name} is not installed: pip install -r benchmarks/requirements.txt")
    speeds = _speeds(cores, how_many, seconds)
    rows = []
    for contestant in CONTESTANTS:
        speed = speeds.get(contestant)
        ratios = (speed.median, min(speed.ratios), max(speed.ratios)) if speed else (1.0, 1.0, 1.0)
        rows.append(
            (
                contestant.server,
                f"{contestant.threads}{contestant.note}",
                *(f"{ratio:.2f}" for ratio in ratios),
                str(_started(cores, contestant, sleepers_answered)),
                f"{_started(cores, contestant, finished_at_sigterm)} of {IN_FLIGHT}",
            )
        )
    return rows


def _speeds(cores: Cores, how_many: int, seconds: int) -> dict[Contestant, rounds.Result]:
    with ExitStack() as servers:
        targets = {each: _target(servers.enter_context(_serving(cores, each))) for each in CONTESTANTS}
        for target in targets.values():
            load(cores, target, WARM_UP)
        others = [contestant for contestant in CONTESTANTS if contestant != WAITRESS]
        comparisons = [
            Comparison(
                str(contestant),
                str(WAITRESS),
                PER_SECOND,
                partial(load, cores, targets[contestant], seconds),
                partial(load, cores, targets[WAITRESS], seconds),
            )
            for contestant in others
        ]
        return dict(zip(others, rounds.run(comparisons, how_many), strict=True))


def _serving(cores: Cores, contestant: Contestant) -> AbstractContextManager[Server]:
    port = free_port()
    command = constant.command(port, [PAGE_BYTES], contestant.server, contestant.threads)
    return serving(cores, command, f"http://{constant.HOST}:{port}{constant.path(PAGE_BYTES)}")


def _target(server: Server) -> Target:
    return Target(server, server.url)


def _started(cores: Cores, contestant: Contestant, count: Callable[[Server], int]) -> int:
    print(f"{contestant}: {count.__name__}", file=sys.stderr, flush=True)
    with _serving(cores, contestant) as server:
        return count(server)


def sleepers_answered(server: Server) -> int:
    """Send a hundred requests that each sleep a second. Return how many are completed within two."""
    with ThreadPoolExecutor(AT_ONCE) as clients:
        pending = [clients.submit(_sleeps, server, WITHIN) for _ in range(AT_ONCE)]
        return _completed(pending)


def finished_at_sigterm(server: Server) -> int:
    """Return how many requests in flight a server completes after SIGTERM."""
    with ThreadPoolExecutor(IN_FLIGHT) as clients:
        pending = [clients.submit(_sleeps, server, 30.0) for _ in range(IN_FLIGHT)]
        time.sleep(constant.SLEEP / 2)
        server.root.send_signal(signal.SIGTERM)
        return _completed(pending)


def _sleeps(server: Server, within: float) -> bool:
    began = time.monotonic()
    url = server.url.replace(constant.path(PAGE_BYTES), constant.SLEEP_PATH)
    try:
        status, _ = get(url, timeout=within)
    except (OSError, http.client.HTTPException):
        return False
    return status == 200 and time.monotonic() - began <= within


def _completed(pending: list[Future[bool]]) -> int:
    return sum(future.result() for future in pending)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare WSGI servers with waitress, as ratios.")
    parser.add_argument("--rounds", type=int, default=5, help="pairs per server, 5 unless given")
    parser.add_argument("--seconds", type=int, default=3, help="of load per reading, 3 unless given")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
