"""Nothing remains of a server that was ended by a signal, whatever its temporary folder is called."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oms_mock.spec.private_folder import LOCK
from oms_mock.testing.fake_server import FakeServer
from tests.conftest import TOKEN

ROOT = Path(__file__).parents[1]
PATIENCE = 15

FORKED = """
import os, time
from oms_mock.spec.private_folder import PrivateFolder
folder = PrivateFolder()
if os.fork() == 0:
    os.closerange(0, 3)
    time.sleep(1.5)
    os._exit(0 if folder.path.exists() else 1)
print(folder.path, flush=True)
os._exit(0)
"""


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of the processes, with a name that is not a path in a URL."""
    folder = tmp_path / "feat%2Fx y?a=b#c;é"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("OMS_MOCK_SCENARIO", "single")
    return folder


@pytest.fixture(name="launch")
def fixture_launch() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def launch(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *arguments]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True, **quiet))  # type: ignore[call-overload]
        return started[-1]

    yield launch
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def responds(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("arguments", "signum"),
    [
        (("flask", "--app", "wsgi", "run"), signal.SIGTERM),
        (("flask", "--app", "wsgi", "run"), signal.SIGKILL),
        (("oms_mock", "serve"), signal.SIGKILL),
    ],
    ids=["flask-term", "flask-kill", "serve-kill"],
)
def test_a_signal_leaves_nothing_behind(
    launch: Callable[..., subprocess.Popen[bytes]], folder: Path, arguments: tuple[str, ...], signum: int
) -> None:
    port = free_port()
    process = launch(*arguments, "--port", str(port))
    assert until(lambda: responds(port) and bool(list(folder.glob("*/oms.db"))))
    os.killpg(process.pid, signum)
    process.wait(PATIENCE)
    assert until(lambda: not list(folder.iterdir()))
    assert until(lambda: not responds(port))


def test_a_folder_stays_until_the_last_fork_of_its_creator_has_ended(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=ROOT, capture_output=True, text=True, check=True)
    private = Path(done.stdout.strip())
    time.sleep(0.5)
    assert (private / LOCK).exists()
    assert until(lambda: not private.exists())


def test_a_fake_server_works_in_a_folder_of_any_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", None)
    with FakeServer(scenario="single") as server, server.world("default").session as session:
        assert list(folder.glob("oms-mock-run-*/oms.db"))
        assert session.get(f"{server.url}/api/v1/oms/orders/", headers=TOKEN, timeout=PATIENCE).json()["count"] == 1
    assert list(folder.iterdir()) == []


def test_a_killed_check_leaves_no_fake_behind(launch: Callable[..., subprocess.Popen[bytes]], folder: Path) -> None:
    check = launch("oms_mock", "check", "--rate", "1/s")
    assert until(lambda: bool(list(folder.glob("*/ready.json"))))
    check.kill()
    check.wait(PATIENCE)
    assert until(lambda: not list(folder.iterdir()))
