"""Start-up: from nothing to the first 200, beside the imports that cannot be avoided."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial

from http_get import first_200
from machine import Cores, Others, pinned
from process import OMS_MOCK, TOKEN, announced_url, stop
from rounds import Comparison, Limit, Reading

IMPORTS = "import sqlalchemy, flask_smorest"


def comparison(cores: Cores) -> Comparison:
    """Compare the two; each has been run once, so that byte code and files are cached."""
    time_first_answer(cores)
    time_imports(cores)
    return Comparison(
        "oms-mock, start to first 200",
        f'python -c "{IMPORTS}"',
        "s",
        partial(time_first_answer, cores),
        partial(time_imports, cores),
        Limit(at_most=2.0),
    )


def time_first_answer(cores: Cores) -> Reading:
    """Return the seconds until a new `oms-mock serve` answers 200 with a list of orders."""
    others = Others(set())
    began = time.perf_counter()
    process = subprocess.Popen(pinned(cores.server, OMS_MOCK), stdout=subprocess.PIPE, text=True)
    try:
        first_200(announced_url(process), TOKEN, lambda: process.poll() is None)
        took = time.perf_counter() - began
    finally:
        stop(process)
    return Reading(took, others.busy_cores())


def time_imports(cores: Cores) -> Reading:
    """Return the seconds that a new interpreter needs for the imports, and to end."""
    others = Others(set())
    began = time.perf_counter()
    subprocess.run(pinned(cores.server, [sys.executable, "-c", IMPORTS]), check=True)
    took = time.perf_counter() - began
    return Reading(took, others.busy_cores())
