"""Install another commit of oms-mock in a temporary environment, with the same versions of its dependencies."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

import startup
from machine import CannotMeasureError, Cores
from rounds import Comparison, Limit, Reading
from wsgi_calls import CASES

CHECKOUT = Path(__file__).parent.parent
WORKER = Path(__file__).with_name("wsgi_calls.py")
WITH_JOURNAL = {"OMS_MOCK_ADMIN_ADDRESS": "127.0.0.1:4010"}
"""With an admin API the fake records requests, as it does under `oms-mock serve`."""

LIMIT = Limit(at_most=1.031)
"""Times the time of the other commit: at least 0.97 of its speed."""


@contextmanager
def comparisons(commit: str, cores: Cores) -> Iterator[list[Comparison]]:
    """Yield comparisons of this checkout with another commit: calls in the process, and start-up.

    Both are installed in temporary environments, since an editable installation starts more slowly.
    Raises CannotMeasureError when one of them cannot be installed.
    """
    with ExitStack() as stack:
        here = stack.enter_context(_installed(CHECKOUT))
        there = stack.enter_context(_installed(stack.enter_context(_source(commit))))
        workers = [stack.enter_context(_worker(python)) for python in (here, there)]
        yield [*_calls(*workers, commit), _start(cores, here, there, commit)]


@contextmanager
def _source(commit: str) -> Iterator[Path]:
    """Write the files of a commit into a temporary folder that is removed when the block ends."""
    packed = _run("git", "-C", str(CHECKOUT), "archive", commit)
    with tempfile.TemporaryDirectory(prefix="oms-mock-commit-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


@contextmanager
def _installed(source: Path) -> Iterator[str]:
    """Install a source tree in an environment of its own until the block ends; yield its interpreter."""
    with tempfile.TemporaryDirectory(prefix="oms-mock-environment-") as folder:
        python, versions = str(Path(folder, "bin", "python")), Path(folder, "versions.txt")
        pinned = (f"{each.name}=={each.version}\n" for each in distributions() if _is_other(each.name))
        versions.write_text("".join(pinned))
        _run(sys.executable, "-m", "venv", folder)
        _run(python, "-m", "pip", "install", "--quiet", "--constraint", str(versions), str(source))
        yield python


def _is_other(name: str) -> bool:
    return name not in {"oms-mock", "oms_mock"}


def _run(*command: str) -> bytes:
    done = subprocess.run(command, capture_output=True)
    if done.returncode:
        raise CannotMeasureError(f"{' '.join(command)}: {done.stderr.decode(errors='replace').strip()[-500:]}")
    return done.stdout


@contextmanager
def _worker(python: str) -> Iterator[Callable[[str], Reading]]:
    """Run a worker; yield a function that measures a case in it, in microseconds per call."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMS_MOCK_")}
    with subprocess.Popen(
        [python, "-P", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | WITH_JOURNAL,
        cwd=tempfile.gettempdir(),
    ) as process:
        yield partial(_measure, process)
        process.communicate()


def _measure(process: subprocess.Popen[str], case: str) -> Reading:
    if process.stdin is None or process.stdout is None:
        raise CannotMeasureError("the worker has no pipes")
    process.stdin.write(f"{case}\n")
    process.stdin.flush()
    if not (line := process.stdout.readline()):
        raise CannotMeasureError(f"the worker ended while it measured {case!r}: see its traceback above")
    return Reading(float(line))


def _calls(here: Callable[[str], Reading], there: Callable[[str], Reading], commit: str) -> Iterator[Comparison]:
    for case in CASES:
        here(case)
        there(case)
        yield Comparison(f"oms-mock, {case}", commit, "µs", partial(here, case), partial(there, case), LIMIT)


def _start(cores: Cores, here: str, there: str, commit: str) -> Comparison:
    measures = [partial(startup.time_first_response, cores, python) for python in (here, there)]
    for measure in measures:
        measure()
    return Comparison("oms-mock, start to first 200", commit, "s", *measures, LIMIT)
