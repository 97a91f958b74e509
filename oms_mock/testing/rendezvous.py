"""Share one server among the processes of a test run, through a private folder.

The folder contains three locks: `run` is held by the process that began the run, `server` by the server, `start` by a
process that starts it. A process that dies releases its locks, so no other process waits for it. The server writes
`ready.json` when it is ready.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from oms_mock.spec import ready_file
from oms_mock.spec.private_folder import PrivateFolder
from oms_mock.testing import locks

RUN, SERVER, START = "run.lock", "server.lock", "start.lock"
READY, STDERR = "ready.json", "stderr"
USAGE, ANOTHER = 2, 3
"""Exit codes of the server: its options are not valid; another server is running."""

START_TIMEOUT = 120
"""Seconds that a server may take to start."""
STOP_TIMEOUT = 10
"""Seconds that it may take to stop."""

_PAUSE = 0.02


class StartError(Exception):
    """The server did not start; the message is what it wrote to stderr."""


class Run:
    """The process that began a run. It creates the folder, and the server stops with it."""

    def __init__(self) -> None:
        self._private = PrivateFolder("run-")
        self.folder = self._private.path
        self._lock = locks.attempt(self.folder / RUN)

    def end(self) -> None:
        """Stop the server, wait for it, and remove the folder."""
        if self._lock:
            self._lock.release()
            self._lock = None
        with suppress(OSError):  # the server may have removed the folder
            if lock := locks.wait(self.folder / SERVER, STOP_TIMEOUT):
                lock.release()
        self._private.remove()


class Participant:
    """A process of a run that needs the server; relative paths among its options are relative to `directory`."""

    def __init__(self, folder: Path, directory: Path | None = None) -> None:
        self.folder = folder
        self._directory = directory or folder
        self._server: subprocess.Popen[bytes] | None = None

    def address(self, options: Mapping[str, Any]) -> str:
        """Return the URL of the server, and start it if it is not running. Raises StartError."""
        with locks.held(self.folder / START):
            return self._ready_url() or self._start(options)

    def leave(self) -> None:
        """Leave the run; the server keeps running."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the server outlives the process that started it
            self._server = None

    def _ready_url(self) -> str | None:
        ready = ready_file.read(self.folder / READY)
        return ready.url if ready else None

    def _start(self, options: Mapping[str, Any]) -> str:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            self._server = self._server or self._launch(options)
            if address := self._ready_url():
                return address
            code = self._server.poll()
            if code == ANOTHER:  # started by a process that died: it will be ready, or stop
                self._server = None
            elif code is not None:
                raise StartError(self._stderr() or f"it exited with code {code}")
            time.sleep(_PAUSE)
        if self._server:
            self._server.kill()
            self._server.wait()
        raise StartError(f"it did not respond within {START_TIMEOUT} s: {self._stderr() or 'stderr is empty'}")

    def _launch(self, options: Mapping[str, Any]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "oms_mock.testing.server_process", str(self.folder), json.dumps(options)]
        with self._appending(STDERR) as stderr:
            return subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                cwd=self._directory,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                **_own_process_group(),
            )

    def _appending(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("ab")

    def _stderr(self) -> str:
        return (self.folder / STDERR).read_text(encoding="utf-8", errors="replace").strip()


def _own_process_group() -> dict[str, Any]:
    """Return options that keep Ctrl-C in the terminal away from the server: the run stops it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}
