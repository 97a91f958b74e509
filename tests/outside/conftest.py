"""Real servers, for clients that are not ours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oms_mock.dataset import generator
from oms_mock.spec import ready_file
from tests.outside.browsing import EmptyPage, chromium, http_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ORDERS = "/api/v1/oms/orders/"
TOKEN = "Token oms-mock"
SIZE = 40
"""Orders of every server here: four pages."""
NEWEST = generator.id_at(SIZE - 1)
PATIENCE = 30
"""Seconds in which a server is ready, or gone."""


@dataclass(frozen=True)
class Server:
    """A running `oms-mock serve`."""

    url: str
    log: Path

    @property
    def orders(self) -> str:
        return self.url + ORDERS


Serve = Callable[..., Server]


@contextmanager
def serving(log: Path, *options: str) -> Iterator[Server]:
    """Run `oms-mock serve` until the block ends; its stderr goes to a file."""
    ready = log.with_suffix(".ready.json")
    command = [sys.executable, "-m", "oms_mock", "serve", "--port", "0", "--ready-file", str(ready)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OMS_MOCK_")}
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [*command, "--orders", str(SIZE), *options], env=environ, stdout=subprocess.DEVNULL, stderr=stderr
        ) as process,
    ):
        try:
            yield Server(_url(process, ready, log), log)
        finally:
            process.send_signal(signal.SIGTERM)
            _stop(process)


def _url(process: subprocess.Popen[bytes], path: Path, log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if ready := ready_file.read(path):
            return ready.url
        time.sleep(0.02)
    raise RuntimeError(f"oms-mock serve did not start: {log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@pytest.fixture(scope="session", name="server")
def fixture_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that only read."""
    with serving(tmp_path_factory.mktemp("server") / "stderr.txt") as server:
        yield server


@pytest.fixture(name="serve")
def fixture_serve(tmp_path: Path) -> Iterator[Serve]:
    """Start servers of one's own, to change as one likes."""
    logs = (tmp_path / f"stderr-{number}.txt" for number in count())
    with ExitStack() as running:
        yield lambda *options: running.enter_context(serving(next(logs), *options))


@pytest.fixture(scope="module", name="browser")
def fixture_browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", name="elsewhere")
def fixture_elsewhere() -> Iterator[str]:
    """The origin of an app on another port."""
    with http_server(EmptyPage) as origin:
        yield origin
