"""Start a fake as a process of its own, to check it when no deployment is named."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from oms_mock.contract.client.target import Target
from oms_mock.errors import SetupError
from oms_mock.spec import ready_file
from oms_mock.spec.private_folder import PrivateFolder

TOKEN = "oms-mock"  # noqa: S105
"""The token that the fake accepts."""
LIMITED_TOKEN = "oms-mock-limited"  # noqa: S105
"""The token that the fake rejects with 403."""

PATIENCE = 10
"""Seconds that a fake may take to stop."""

_POLL = 0.02
"""Seconds between two checks for the ready file."""


@contextmanager
def running(*options: str) -> Iterator[str]:
    """Start `oms-mock serve` on a free port, yield its base URL, and stop it at the end.

    Ctrl-C does not reach the fake, so that an interrupted run can still write its report. Raises SetupError with the
    message of the fake if it does not start.
    """
    with (
        PrivateFolder("fake-") as folder,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(  # noqa: S603
            _command(folder.path / "ready.json", options),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=_environment(),
            **_process_group(),
        ) as process,
    ):
        folder.stop_too(process.pid)
        try:
            yield _url(process, folder.path / "ready.json", errors)
        finally:
            _stop(process)


def unpublished_tokens(target: Target) -> tuple[str, ...]:
    """Return the secrets that no output may contain; those of a fake are published, and a host name may equal one."""
    return tuple(secret for secret in target.secrets if secret not in {TOKEN, LIMITED_TOKEN})


def _environment() -> dict[str, str]:
    """Return the environment without the variables that configure the user's own fake."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMS_MOCK_")}
    return {**kept, "PYTHONIOENCODING": "utf-8"}


def _process_group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _command(ready: Path, options: Sequence[str]) -> list[str]:
    serve = ["serve", "--port", "0", "--ready-file", str(ready)]
    return [sys.executable, "-P", "-m", "oms_mock", *serve, *options]


def _url(process: subprocess.Popen[bytes], path: Path, errors: IO[str]) -> str:
    """Wait until the fake responds. Raises SetupError with the reason if it exits instead."""
    while process.poll() is None:
        if ready := ready_file.read(path):
            return ready.url
        time.sleep(_POLL)
    errors.seek(0)
    reason = errors.read().strip().rpartition("\n")[2].removeprefix("oms-mock: ")
    raise SetupError(reason or f"the fake did not start, exit code {process.returncode}: try oms-mock serve")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
