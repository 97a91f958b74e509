"""Measure the cost of a page inside the process: `app.wsgi_app`, without a server.

    python benchmarks/hot_path.py                       compared with a Flask constant of the same size
    python benchmarks/hot_path.py --against 8e5a9e1     compared with another commit, also start-up; exit code 1: slower
    python benchmarks/hot_path.py --profile "the same page"

Calls are measured in CPU time, which other processes hardly affect; start-up in wall time.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections.abc import Iterator
from functools import partial

import commit
import constant
import machine
import report
import rounds
from flask import Flask
from machine import CannotMeasureError
from rounds import Comparison, Reading
from wsgi_calls import CALLS, CASES, Paths, call, call_all, environs, microseconds

from oms_mock.app import create_app
from oms_mock.config import Config

PROFILED_CALLS = 5_000
PROFILE_LINES = 30
SLOWER = 1
CANNOT_MEASURE = 2


def main() -> int:
    options = _options()
    if options.profile:
        profile(create_app(Config()), CASES[options.profile])
        return 0
    try:
        return against(options.against, options.rounds) if options.against else beside_flask(options.rounds)
    except CannotMeasureError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return CANNOT_MEASURE


def beside_flask(pairs: int) -> int:
    """Compare this checkout with Flask that returns constants."""
    app = create_app(Config())
    comparisons = [_comparison(app, name, paths) for name, paths in CASES.items()]
    print(report.results(rounds.run(comparisons, pairs, say=_nothing)))
    return 0


def against(other: str, pairs: int) -> int:
    """Compare this checkout with another commit, which is installed in a temporary environment."""
    with commit.comparisons(other, machine.cores()) as comparisons:
        results = rounds.run(comparisons, pairs)
    print(report.results(results))
    return SLOWER if any(result.missed for result in results) else 0


def profile(app: Flask, paths: Paths) -> None:
    """Print the functions that take the most time themselves."""
    requests = environs(paths(), PROFILED_CALLS)
    call_all(app, environs(paths(), CALLS))
    with cProfile.Profile() as profiler:
        call_all(app, requests)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(PROFILE_LINES)


def _comparison(app: Flask, name: str, paths: Paths) -> Comparison:
    endless = paths()
    size = len(call(app, environs(endless, 1)[0]))
    flask = constant.app([size])
    path = constant.path(size)
    measure_app = partial(_reading, app, endless)
    measure_flask = partial(_reading, flask, iter(lambda: path, None))
    measure_app()
    measure_flask()
    return Comparison(f"oms-mock, {name}", f"Flask, a constant of {size:,} bytes", "µs", measure_app, measure_flask)


def _reading(app: Flask, paths: Iterator[str]) -> Reading:
    return Reading(microseconds(app, paths))


def _nothing(_progress: str) -> None:
    """Print nothing: it takes seconds."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare calls inside the process with a constant or a commit.")
    parser.add_argument("--rounds", type=int, default=25, help="pairs per case, 25 unless given")
    parser.add_argument("--against", metavar="COMMIT", help="compare with this commit instead of with Flask")
    parser.add_argument("--profile", choices=CASES, help="print a profile of this case instead")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
