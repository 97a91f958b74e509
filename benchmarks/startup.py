"""Measure start-up until the first 200, compared with the unavoidable imports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from functools import partial

from http_get import first_200
from machine import Cores, Others, pinned
from process import TOKEN, free_port, stop
from rounds import Comparison, Limit, Reading
from wsgi_calls import LIST

IMPORTS = "import sqlalchemy, flask_smorest"


def comparison(cores: Cores) -> Comparison:
    """Compare the two. Each is run once before, so that byte code and files are cached."""
    time_first_response(cores)
    time_imports(cores)
    return Comparison(
        "oms-mock, start to first 200",
        f'python -c "{IMPORTS}"',
        "s",
        partial(time_first_response, cores),
        partial(time_imports, cores),
        Limit(at_most=2.0),
    )


def time_first_response(cores: Cores, python: str = sys.executable) -> Reading:
    """Return the seconds until a new `oms-mock serve` of an interpreter returns 200 for the list of orders."""
    others, port = Others(set()), free_port()
    command = [python, "-P", "-m", "oms_mock", "serve", "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(pinned(cores.server, command), stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    try:
        first_200(f"http://127.0.0.1:{port}{LIST}", TOKEN, lambda: process.poll() is None)
        took = time.perf_counter() - began
    finally:
        stop(process)
    return Reading(took, others.busy_cores())


def time_imports(cores: Cores) -> Reading:
    """Return the seconds that a new interpreter needs for the imports and to exit."""
    others = Others(set())
    began = time.perf_counter()
    subprocess.run(pinned(cores.server, [sys.executable, "-c", IMPORTS]), check=True)
    took = time.perf_counter() - began
    return Reading(took, others.busy_cores())
