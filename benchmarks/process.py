"""Run servers as processes on the core for servers, for the duration of a `with` block."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
from http_get import first_200
from machine import CannotMeasureError, Cores, pinned

STOPS_WITHIN = 5.0
"""Seconds after SIGTERM until a server is killed."""

OMS_MOCK = [sys.executable, "-m", "oms_mock", "serve", "--port", "0"]
ORDERS_LINE = "  Orders  "
TOKEN = {"Authorization": "Token oms-mock"}


@dataclass(frozen=True)
class Server:
    """A running server, and the URL of the first request."""

    url: str
    root: psutil.Process

    def pids(self) -> set[int]:
        """Return the ids of its processes."""
        return {process.pid for process in self._tree()}

    def cpu_seconds(self) -> float:
        """Return the CPU time that its processes have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._tree())

    def _tree(self) -> list[psutil.Process]:
        return [self.root, *self.root.children(recursive=True)]


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(cores: Cores, command: list[str], url: str, headers: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Run a server until the block ends. The block begins when `url` has returned 200.

    Raises CannotMeasureError, with the server's last words, if that never happens.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(pinned(cores.server, command), stdout=subprocess.DEVNULL, stderr=complaints)
        try:
            try:
                first_200(url, headers, lambda: process.poll() is None)
            except CannotMeasureError as error:
                raise CannotMeasureError(f"{Path(command[0]).name}: {error} {_last_words(complaints)}") from None
            yield Server(url, psutil.Process(process.pid))
        finally:
            stop(process)


def _last_words(complaints: IO[str]) -> str:
    complaints.seek(0)
    return " ".join(complaints.read().split("\n")[-4:])


@contextmanager
def serving_oms_mock(cores: Cores, *options: str) -> Iterator[Server]:
    """Run `oms-mock serve` until the block ends. The block begins when the list of orders has returned 200."""
    process = subprocess.Popen(pinned(cores.server, [*OMS_MOCK, *options]), stdout=subprocess.PIPE, text=True)
    try:
        url = announced_url(process)
        first_200(url, TOKEN, lambda: process.poll() is None)
        yield Server(url, psutil.Process(process.pid))
    finally:
        stop(process)


def announced_url(process: subprocess.Popen[str]) -> str:
    """Read the URL of the list of orders from what `oms-mock serve` prints."""
    for line in process.stdout or ():
        if line.startswith(ORDERS_LINE):
            return line.removeprefix(ORDERS_LINE).strip()
    raise CannotMeasureError("oms-mock ended without printing its URL: run `oms-mock serve` to see why")


def stop(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    """End a server with SIGTERM, and what is left of it with SIGKILL."""
    if process.poll() is None:
        tree = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(tree, timeout=STOPS_WITHIN)
        for each in left:
            each.kill()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()
