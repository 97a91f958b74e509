"""The machine: required tools, the two cores, and the load of other processes."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass

import psutil


class CannotMeasureError(Exception):
    """Nothing was measured. The message is one line with the reason and the solution."""


@dataclass(frozen=True)
class Cores:
    """The cores that servers and clients are pinned to."""

    server: int
    client: int


def cores() -> Cores:
    """Choose the two cores. Raises CannotMeasureError if there is only one, or if taskset is missing."""
    require("taskset", "it is in util-linux, on Linux")
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise CannotMeasureError("two cores are needed, one for the server and one for the client")
    return Cores(usable[0], usable[1])


def end_on_sigterm() -> None:
    """Turn SIGTERM into an exception, so that the servers are stopped as well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def require(tool: str, way_out: str) -> None:
    """Raise CannotMeasureError if a command is not installed."""
    if not find(tool):
        raise CannotMeasureError(f"{tool} is not installed: {way_out}")


def find(tool: str) -> str | None:
    """Return the path of a command, also in the sbin folders."""
    return shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")


def pinned(core: int, command: list[str]) -> list[str]:
    """Return a command line that runs a command on one core."""
    return ["taskset", "--cpu-list", str(core), *command]


class Others:
    """Measures the load of others on the cores from now on: other processes, and the host of a virtual machine.

    This process and the children it has waited for do not count, nor does what `ours` names.
    """

    def __init__(self, ours: set[int]) -> None:
        self._ours = ours | {os.getpid()}
        self._began = time.monotonic()
        self._before = self._seconds()

    def busy_cores(self) -> float:
        """Return how many cores others kept busy on average."""
        return max(0.0, self._seconds() - self._before) / (time.monotonic() - self._began)

    def _seconds(self) -> float:
        stolen: float = psutil.cpu_times().steal
        # The first four times are those of the process and of the children that it has waited for.
        return stolen + sum(
            sum(process.info["cpu_times"][:4])
            for process in psutil.process_iter(["cpu_times"])
            if process.pid not in self._ours and process.info["cpu_times"]
        )
