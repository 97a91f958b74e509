"""Measure the speed of oms-mock, as ratios to its peers in the same run.

    python benchmarks/run.py                     (limits only; about four minutes)
    python benchmarks/run.py --peers DIR         (also other fakes; see install_peers.py)

Prints a Markdown table on stdout, and progress on stderr. Exit code 0: all limits are kept; 1: one is
missed; 2: nothing could be measured, or the result is inconclusive because other processes kept the machine busy.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import machine
import peers
import report
import rounds
import startup
import wrk
from contestants import beside_flask
from machine import CannotMeasureError

MISSED = 1
CANNOT_MEASURE = 2
LEAST_START_UPS = 7


def main() -> int:
    options = _options()
    machine.end_on_sigterm()
    try:
        results = measure(options.rounds, options.seconds, options.peers)
    except CannotMeasureError as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return CANNOT_MEASURE
    print(report.results(results))
    missed = [result for result in results if result.missed]
    for result in missed:
        limit = result.comparison.limit
        print(f"missed: {result.comparison.subject}: {result.median:.2f}, not {limit}", file=sys.stderr)
    if missed:
        return MISSED
    disturbed = [result for result in results if result.limited and result.inconclusive]
    if disturbed:
        print("benchmark: other processes kept the machine busy: run it again when they have finished", file=sys.stderr)
    return CANNOT_MEASURE if disturbed else 0


def measure(how_many: int, seconds: int, peers_folder: Path | None) -> list[rounds.Result]:
    """Measure the limits, and the peers if a folder of them is given. Raises CannotMeasureError."""
    cores = machine.cores()
    wrk.require_wrk()
    results = rounds.run([startup.comparison(cores)], max(how_many, LEAST_START_UPS))
    with beside_flask(cores, seconds) as (page, comparisons):
        results += rounds.run(comparisons, how_many)
        if peers_folder:
            with peers.beside_oms_mock(cores, seconds, peers_folder, page) as comparisons:
                results += rounds.run(comparisons, how_many)
    return results


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare oms-mock with its peers, as ratios.")
    parser.add_argument("--rounds", type=int, default=7, help="pairs per comparison, 7 unless given")
    parser.add_argument("--seconds", type=int, default=3, help="of load per reading, 3 unless given")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="the folder of install_peers.py")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
