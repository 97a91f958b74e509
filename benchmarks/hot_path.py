"""What a page costs inside the process: `app.wsgi_app`, without a server, beside Flask with a constant.

    python benchmarks/hot_path.py
    python benchmarks/hot_path.py --profile "the same page"

CPU time, so that other processes hardly count.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any

import constant
import report
import rounds
from flask import Flask
from rounds import Comparison, Reading
from werkzeug.test import EnvironBuilder

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.dataset import generator

LIST = "/api/v1/oms/orders/"
HEADERS = {"Authorization": "Token oms-mock", "Host": "127.0.0.1:4010"}
CALLS = 300
"""Per reading."""

PROFILED_CALLS = 5_000
PROFILE_LINES = 30
MICROSECONDS = 1_000_000

Paths = Callable[[], Iterator[str]]


def same_page() -> Iterator[str]:
    while True:
        yield f"{LIST}?limit=20"


def _new_pages() -> Iterator[str]:
    # The unknown parameter is ignored, but no page cache has seen it.
    return (f"{LIST}?limit=20&page={number % 36 + 1}&unknown={number}" for number in count())


def _orders() -> Iterator[str]:
    return (f"{LIST}{generator.id_at(number % 722)}/" for number in count())


QUESTIONS: dict[str, Paths] = {
    "the same page": same_page,
    "a new page each time": _new_pages,
    "one order": _orders,
}


def main() -> int:
    options = _options()
    app = create_app(Config())
    if options.profile:
        profile(app, QUESTIONS[options.profile])
        return 0
    comparisons = [_comparison(app, name, paths) for name, paths in QUESTIONS.items()]
    print(report.results(rounds.run(comparisons, options.rounds, say=_nothing)))
    return 0


def profile(app: Flask, paths: Paths) -> None:
    """Print where the time goes, by what each function costs itself."""
    asked = environs(paths(), PROFILED_CALLS)
    calls(app, environs(paths(), CALLS))
    with cProfile.Profile() as profiler:
        calls(app, asked)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(PROFILE_LINES)


def microseconds(app: Flask, paths: Iterator[str], headers: Mapping[str, str] = HEADERS) -> Reading:
    """Return the CPU time of one call, in microseconds."""
    asked = environs(paths, CALLS, headers)
    began = time.thread_time()
    calls(app, asked)
    return Reading((time.thread_time() - began) / CALLS * MICROSECONDS)


def _comparison(app: Flask, name: str, paths: Paths) -> Comparison:
    endless = paths()
    size = len(_call(app, environs(endless, 1)[0]))
    flask = constant.app([size])
    path = constant.path(size)
    same = iter(lambda: path, None)
    measure_app = partial(microseconds, app, endless)
    measure_flask = partial(microseconds, flask, same)
    measure_app()
    measure_flask()
    return Comparison(f"oms-mock, {name}", f"Flask, a constant of {size:,} bytes", "µs", measure_app, measure_flask)


def environs(paths: Iterator[str], how_many: int, headers: Mapping[str, str] = HEADERS) -> list[dict[str, Any]]:
    template = EnvironBuilder(LIST, headers=headers).get_environ()
    made = []
    for _ in range(how_many):
        path, _, query = next(paths).partition("?")
        made.append(template | {"PATH_INFO": path, "QUERY_STRING": query})
    return made


def calls(app: Flask, asked: list[dict[str, Any]]) -> None:
    for environ in asked:
        _call(app, environ)


def _call(app: Flask, environ: dict[str, Any]) -> bytes:
    answer = app.wsgi_app(environ, _start_response)
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]
    return body


def _start_response(status: str, _headers: Any, _error: Any = None) -> Callable[[bytes], object]:
    if not status.startswith("200"):
        raise RuntimeError(f"the answer is {status}")
    return bytes


def _nothing(_progress: str) -> None:
    """Say nothing: it takes seconds."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure a page inside the process, beside a constant.")
    parser.add_argument("--rounds", type=int, default=25, help="pairs per question, 25 unless given")
    parser.add_argument("--profile", choices=QUESTIONS, help="print a profile of this question instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
