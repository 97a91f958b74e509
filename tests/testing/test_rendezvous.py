"""The processes of a test run share one server, whichever of them dies."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from oms_mock.spec import ready_file
from oms_mock.spec.ready_file import Ready
from oms_mock.testing import NoAnswerError, Server, locks
from oms_mock.testing.rendezvous import READY, RUN, SERVER, Participant, Run, StartError

OPTIONS = {"orders": 36}


@pytest.fixture(name="run")
def fixture_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = Run()
    yield run
    run.end()
    assert list(tmp_path.iterdir()) == []


def in_another_process(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


HOLDING = """
import sys; from pathlib import Path; from oms_mock.testing import locks
print(locks.attempt(Path(sys.argv[1])) is not None, flush=True); sys.stdin.read()
"""


def test_a_lock_is_held_by_one_process_until_it_dies(tmp_path: Path) -> None:
    with in_another_process(HOLDING, tmp_path / "lock") as other:
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        assert locks.attempt(tmp_path / "lock") is None
        assert locks.wait(tmp_path / "lock", 0) is None
        other.kill()
    lock = locks.wait(tmp_path / "lock", 30)
    assert lock
    with in_another_process(HOLDING, tmp_path / "lock") as other:
        assert other.communicate()[0] == "False\n"
    lock.release()
    with in_another_process(HOLDING, tmp_path / "lock") as other:
        assert other.communicate()[0] == "True\n"


def test_the_first_participant_starts_the_server_and_the_others_use_it(run: Run) -> None:
    first, second = Participant(run.folder), Participant(run.folder)
    address = first.address(OPTIONS)
    assert second.address(OPTIONS) == address
    assert second._server is None
    assert Server(address).worlds() == []
    first.leave()
    second.leave()
    run.end()
    with pytest.raises(NoAnswerError):
        Server(address).worlds()


def test_a_participant_may_die_while_the_server_starts(run: Run) -> None:
    dead = Participant(run.folder)
    with dead._launch(OPTIONS) as started:
        other = Participant(run.folder)
        address = other.address(OPTIONS)
        other.leave()
        assert Server(address).worlds() == []
        ready = ready_file.read(run.folder / READY)
        assert ready
        assert ready.url == address
        run.end()
        assert started.wait(30) in {0, 3}


def test_a_server_that_a_dead_participant_started_is_waited_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    participant, launch, launched = Participant(run.folder), Participant._launch, []

    def counting(self: Participant, options: Any) -> Any:
        if launched:
            ready_file.write(run.folder / READY, Ready("http://oms.test", "oms-mock", 1))
        launched.append(launch(self, options))
        return launched[-1]

    monkeypatch.setattr(Participant, "_launch", counting)
    with in_another_process(HOLDING, run.folder / SERVER) as other:
        assert other.stdout
        other.stdout.readline()
        assert participant.address(OPTIONS) == "http://oms.test"
        assert [process.wait(60) for process in launched] == [3, 3]
        other.kill()


def test_the_stderr_of_a_server_that_does_not_start_is_reported(run: Run) -> None:
    with pytest.raises(StartError, match="there is no scenario 'defalt'"):
        Participant(run.folder).address({"scenario": "defalt"})


def test_the_exit_code_of_a_server_without_stderr_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(StartError, match="exited with code 1"):
        Participant(run.folder).address({})


@pytest.mark.skipif(not Path("/bin/sleep").exists(), reason="needs a program that waits")
def test_waiting_for_a_server_ends_after_the_timeout(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = run.folder / "waits"
    waits.write_text("#!/bin/sh\necho trouble >&2\nexec /bin/sleep 60\n")
    waits.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(waits))
    monkeypatch.setattr("oms_mock.testing.rendezvous.START_TIMEOUT", 1)
    with pytest.raises(StartError, match="did not respond within 1 s: trouble"):
        Participant(run.folder).address({})


RUNNING = """
import json, sys, tempfile; from oms_mock.testing.rendezvous import Participant, Run
tempfile.tempdir = sys.argv[1]
run = Run(); print(json.dumps([str(run.folder), Participant(run.folder).address({"orders": 36})]), flush=True)
sys.stdin.read()
"""


def accepts(address: str) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", urlsplit(address).port or 0)) == 0


def test_the_server_of_a_killed_run_stops_and_removes_its_folder(tmp_path: Path) -> None:
    with in_another_process(RUNNING, tmp_path) as other:
        assert other.stdout
        folder, address = json.loads(other.stdout.readline())
        assert Server(address).worlds() == []
        assert locks.attempt(Path(folder) / SERVER) is None
        other.kill()
    deadline = time.monotonic() + 60
    while Path(folder).exists() or accepts(address):  # the folder may be removed first
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not Path(folder).exists()


def test_a_forked_process_does_not_keep_the_server_running(run: Run) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from oms_mock.testing import locks\n"
        "lock = locks.attempt(Path(sys.argv[1]))\n"
        "if os.fork() == 0: sys.stdin.read(); os._exit(0)\n"
        "print('forked', flush=True); os._exit(0)"
    )
    if sys.platform == "win32":
        pytest.skip("there are no forks")
    with in_another_process(program, run.folder / "forked") as other:
        assert other.stdout
        assert other.stdout.readline() == "forked\n"
        lock = locks.wait(run.folder / "forked", 30)
        assert lock
        lock.release()
        assert other.stdin
        other.stdin.close()


def test_only_the_user_can_read_the_folder(run: Run) -> None:
    assert run.folder.stat().st_mode & 0o077 == 0
    assert (run.folder / RUN).stat().st_mode & 0o077 == 0
