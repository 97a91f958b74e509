"""Measure the cost of journal, throttle and named world for a list page, compared with none of them.

    python benchmarks/admin_cost.py

Requests a page of 20 from the page cache, inside the process, with the headers of a browser. Measures CPU time, which
other processes hardly affect. Limit: 15 % of the throughput. Exit code 1: the limit is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import partial

import report
import rounds
from flask import Flask
from rounds import Comparison, Limit, Reading
from wsgi_calls import MICROSECONDS, microseconds, same_page

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config

HOST = "127.0.0.1"
PORT = 4010
BROWSER = {
    "Host": f"{HOST}:{PORT}",
    "Connection": "keep-alive",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
    "Accept": "application/json, text/plain, */*",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "tr,en;q=0.8",
    "Origin": "http://localhost:3000",
    "Referer": "http://localhost:3000/",
}
PLAIN = {**BROWSER, "Authorization": "Token oms-mock"}
NAMED = {**BROWSER, "Authorization": "Token oms-mock@bench"}
SETTINGS = "/__admin/settings"
THROTTLE = {"throttle": "100000/s"}
"""A throttle that counts every request and rejects none."""

UNIT = "requests per CPU second"
LIMIT = Limit(at_least=0.85)
MISSED = 1


def main() -> int:
    options = _options()
    guard = Guard(HOST, PORT)
    bare, whole = create_app(Config(journal=0), guard=guard), create_app(Config(), guard=guard)
    journalled = create_app(Config(), guard=guard)
    throttled = throttle(whole)
    named = "journal, throttle, named world" if throttled else "journal, named world (there is no throttle)"
    comparisons = [
        comparison(named, whole, NAMED, bare, LIMIT),
        comparison("journal", journalled, PLAIN, bare),
        comparison("named world", bare, NAMED, bare),
    ]
    results = rounds.run(comparisons, options.rounds, say=_nothing)
    print(report.results(results))
    return MISSED if any(result.missed for result in results) else 0


def throttle(app: Flask) -> bool:
    """Set the throttle of the named world. Return whether the version has a throttle."""
    headers = {"Host": BROWSER["Host"], "Authorization": NAMED["Authorization"], "Content-Type": "application/json"}
    response = app.test_client().patch(SETTINGS, data=json.dumps(THROTTLE), headers=headers)
    if response.status_code not in {200, 404}:
        raise RuntimeError(f"{SETTINGS} returns {response.status_code}: {response.text}")
    return response.status_code == 200


def comparison(name: str, app: Flask, headers: dict[str, str], peer: Flask, limit: Limit | None = None) -> Comparison:
    """Compare an app and these headers with an app without a journal and the default world."""
    measure_app, measure_peer = partial(throughput, app, headers), partial(throughput, peer, PLAIN)
    measure_app()
    measure_peer()
    return Comparison(f"one page of 20: {name}", "none of it", UNIT, measure_app, measure_peer, limit)


def throughput(app: Flask, headers: dict[str, str]) -> Reading:
    """Return the number of pages per second of CPU time."""
    pages: Iterator[str] = same_page()
    return Reading(MICROSECONDS / microseconds(app, pages, headers))


def _nothing(_progress: str) -> None:
    """Print nothing: it takes seconds."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the cost of journal, throttle and named worlds.")
    parser.add_argument("--rounds", type=int, default=101, help="pairs per comparison, 101 unless given")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
