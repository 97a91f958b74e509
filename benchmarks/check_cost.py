"""Measure the cost of validation: `check` with all of 722 orders, compared with loops that fetch and parse the same.

All send the same requests to the same fake (`oms-mock serve`), with the same number of threads, in turn. The peers are
a script with `requests.Session` and `response.json()` (limit: 1.6 times), and the client of the contract without rules,
which is the stricter comparison.

    python benchmarks/check_cost.py [--rounds 5] [--concurrency 4]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

from oms_mock.contract import fake_process
from oms_mock.contract.client.client import Client
from oms_mock.contract.client.interaction import Interaction, Request
from oms_mock.contract.client.options import Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.run.checker import check

LIMIT = 1.6


def main() -> int:
    options = _options()
    with fake_process.running() as url:
        target = Target(url, fake_process.TOKEN, forbidden_token=fake_process.LIMITED_TOKEN)
        judging = Options(concurrency=options.concurrency, sample=None, max_pages=None)
        sent = record(target, judging)
        print(f"{len(sent)} requests, {options.concurrency} threads, {options.rounds} rounds; seconds")
        rounds = [one_round(target, judging, sent) for _ in range(options.rounds)]
    with_requests, with_client = zip(*rounds, strict=True)
    say("requests and json()", with_requests, f"; limit {LIMIT}")
    say("the contract's client", with_client)
    return int(statistics.median(with_requests) > LIMIT)


def say(name: str, ratios: tuple[float, ...], limit: str = "") -> None:
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"check / {name}: median {statistics.median(ratios):.2f} of {each}{limit}")


def one_round(target: Target, judging: Options, sent: list[Request]) -> tuple[float, float]:
    fetching = timed(lambda: fetch(target, sent, judging.concurrency))
    checking = timed(lambda: check(target, judging))
    sending = timed(lambda: send(target, sent, judging))
    print(f"  requests {fetching:.2f}   client {sending:.2f}   check {checking:.2f}")
    return checking / fetching, checking / sending


def record(target: Target, judging: Options) -> list[Request]:
    """Return the requests of a run."""
    sent: list[Request] = []
    original = Client.send

    def recording(client: Client, request: Request) -> Interaction:
        sent.append(request)
        return original(client, request)

    Client.send = recording  # type: ignore[method-assign]
    try:
        check(target, judging)
    finally:
        Client.send = original  # type: ignore[method-assign]
    return sent


def fetch(target: Target, sent: list[Request], threads: int) -> None:
    """Fetch and parse like a script: a requests.Session per thread, and `response.json()`."""
    local = threading.local()

    def one(request: Request) -> None:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        authorization = target.authorization(request.credential)
        headers = {"Authorization": authorization} if authorization else {}
        local.session.get(target.url + request.target, headers=headers, timeout=30).json()

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(one, sent):
            pass


def send(target: Target, sent: list[Request], judging: Options) -> None:
    """Fetch and parse with the client of the contract."""
    with Client(target, judging) as client, ThreadPoolExecutor(judging.concurrency) as pool:
        for _ in pool.map(client.send, sent):
            pass


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--concurrency", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
