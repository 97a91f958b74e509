"""Where the processes of a test run meet to use one server: a private folder.

`run` is held by the process that began the run, `server` by the server, `start` by whoever starts it. A
process that dies releases its locks, so nobody waits for it. The server writes `ready.json` when it answers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from oms_mock.spec import ready_file
from oms_mock.testing import locks

RUN, SERVER, START = "run.lock", "server.lock", "start.lock"
READY, COMPLAINTS = "ready.json", "stderr"
USAGE, ANOTHER = 2, 3
"""Exit codes of the server: it was asked for something that cannot be; another one serves."""

PATIENCE = 120
"""Seconds that a server may take to start."""
LAST_WORDS = 10
"""Seconds that it may take to stop."""

_PAUSE = 0.02


class StartError(Exception):
    """The server did not start; the message is what it said."""


class Run:
    """The process that began a run: it makes the folder, and the server ends with it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="oms-mock-run-"))
        self._lock = locks.attempt(self.folder / RUN)

    def end(self) -> None:
        """Let the server end, wait for it, and remove the folder."""
        if self._lock:
            self._lock.release()
            self._lock = None
        with suppress(OSError):  # the server may have removed the folder
            if lock := locks.wait(self.folder / SERVER, LAST_WORDS):
                lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


class Participant:
    """A process of a run that needs the server; relative paths among its options are relative to `directory`."""

    def __init__(self, folder: Path, directory: Path | None = None) -> None:
        self.folder = folder
        self._directory = directory or folder
        self._server: subprocess.Popen[bytes] | None = None

    def address(self, options: Mapping[str, Any]) -> str:
        """Return the address of the server; the first one who asks starts it. Raises StartError."""
        with locks.held(self.folder / START):
            return self._announced() or self._start(options)

    def leave(self) -> None:
        """Go, and leave the server to the others."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # it is meant to outlive who started it
            self._server = None

    def _announced(self) -> str | None:
        ready = ready_file.read(self.folder / READY)
        return ready.url if ready else None

    def _start(self, options: Mapping[str, Any]) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self._server = self._server or self._launch(options)
            if address := self._announced():
                return address
            code = self._server.poll()
            if code == ANOTHER:  # one whose starter has died: its address will come, or it will go
                self._server = None
            elif code is not None:
                raise StartError(self._complaints() or f"it ended with exit code {code}")
            time.sleep(_PAUSE)
        if self._server:
            self._server.kill()
            self._server.wait()
        raise StartError(f"it did not answer within {PATIENCE} s: {self._complaints() or 'it said nothing'}")

    def _launch(self, options: Mapping[str, Any]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "oms_mock.testing.server_process", str(self.folder), json.dumps(options)]
        with self._appending(COMPLAINTS) as complaints:
            return subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=self._directory,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                **_apart(),
            )

    def _appending(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("ab")

    def _complaints(self) -> str:
        return (self.folder / COMPLAINTS).read_text(encoding="utf-8", errors="replace").strip()


def _apart() -> dict[str, Any]:
    """Keep Ctrl-C in the terminal of the tests away from the server: the run ends it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}
