"""Packages of npm that tests run: each folder of `javascript/` is installed once, into a cache. Servers among them."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import requests
from filelock import FileLock

SOURCES = Path(__file__).parent / "javascript"
INSTALL = ("install", "--no-audit", "--no-fund", "--no-package-lock", "--silent")
PATIENCE = 240
"""Seconds in which packages are installed, or a server responds."""
OLDEST = 20
"""The major version of Node that the packages need."""


def installed(name: str) -> Path:
    """Return the folder in which the packages of `javascript/NAME/package.json` are installed.

    Without Node the test is skipped, or fails where Node is required.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        give_up("node and npm are not on the PATH")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        give_up(f"node {version.strip()} is older than {OLDEST}")
    wanted = (SOURCES / name / "package.json").read_bytes()
    digest = hashlib.sha256(wanted + version.encode() + sys.platform.encode()).hexdigest()[:16]
    folder = _cache() / f"{name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        done = folder / "installed"
        if not done.exists():
            (folder / "package.json").write_bytes(wanted)
            subprocess.run([npm, *INSTALL], cwd=folder, check=True, timeout=PATIENCE)
            done.touch()
    return folder


@contextmanager
def running(program: str, *arguments: str, folder: Path, url: str) -> Iterator[str]:
    """Run a server, a file below `node_modules/`, until the block ends. Yield its URL once it responds."""
    log = folder / "log.txt"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            ["node", f"node_modules/{program}", *arguments], cwd=folder, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _await_response(process, url, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _await_response(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            requests.get(url, timeout=PATIENCE)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args} did not start: {log.read_text()}")


def give_up(reason: str) -> NoReturn:
    """Skip the test, or fail it where Node is required."""
    if os.environ.get("OMS_MOCK_REQUIRE_NODE"):
        pytest.fail(f"{reason}, and OMS_MOCK_REQUIRE_NODE is set")
    pytest.skip(reason)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    try:
        folder = Path(base) / "oms-mock-tests"
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / f"oms-mock-tests-{os.getuid()}"
    return folder
