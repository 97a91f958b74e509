"""The request log of `serve` on a terminal, as a person sees it."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from oms_mock.spec import ready_file
from tests.outside.conftest import ORDERS, PATIENCE, TOKEN

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals")

LAST = "/the/last/request/"


@pytest.fixture(name="terminal")
def fixture_terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "ready.json")
    try:
        yield terminal
    finally:
        terminal.close()


class Terminal:
    """`oms-mock serve` in a terminal of 24 lines with 120 columns."""

    def __init__(self, ready: Path, *options: str) -> None:
        self._ready = ready
        self._main, other = pty.openpty()
        command = [sys.executable, "-m", "oms_mock", "serve", "--port", "0", "--orders", "36"]
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("OMS_MOCK_", "NO_COLOR"))}
        self.process = subprocess.Popen(
            [*command, "--ready-file", str(ready), *options],
            env={**environ, "TERM": "xterm-256color", "COLUMNS": "120"},
            stdin=other,
            stdout=other,
            stderr=other,
        )
        os.close(other)

    @property
    def url(self) -> str:
        """The address of the server, as soon as it is ready."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := ready_file.read(self._ready):
                return found.url
            time.sleep(0.02)
        raise RuntimeError("oms-mock serve did not start")

    def read_until(self, text: str) -> str:
        """Return what the terminal gets up to a text."""
        shown, deadline = b"", time.monotonic() + PATIENCE
        while text.encode() not in shown and time.monotonic() < deadline:
            if select.select([self._main], [], [], 0.1)[0]:
                shown += os.read(self._main, 65536)
        return shown.decode()

    def close(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self._main)


def test_each_request_is_a_line_that_is_coloured_by_its_status(terminal: Terminal, snapshot: Any) -> None:
    url = terminal.url
    terminal.read_until("Ctrl-C")

    def get(path: str, token: str = TOKEN, **headers: str) -> None:
        requests.get(url + path, headers={"Authorization": token, **headers}, timeout=PATIENCE)

    get(f"{ORDERS}?limit=2")
    get(f"{ORDERS}?page_size=3", f"{TOKEN}@ci-7")
    get(f"{ORDERS}99999/")
    get(ORDERS, Prefer="code=503")
    get(ORDERS, "Token wrong")
    get("/api/v2/orders/")
    get(LAST)
    shown = terminal.read_until(LAST)
    lines = [line for line in shown.replace("\r\n", "\n").split("\n") if line][:-1]
    seen = [re.sub(r"\d\d:\d\d:\d\dZ", "TIME", re.sub(r"[\d,.]+ (m?s|B|kB)\b", r"N \1", line)) for line in lines]
    assert "\n".join(seen) == snapshot
