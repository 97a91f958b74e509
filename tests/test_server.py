"""`oms-mock serve` as a process: its port, its ready file, requests in progress, and clean-up."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oms_mock import server
from oms_mock.spec import ready_file
from oms_mock.spec.ready_file import Ready
from tests.conftest import TOKEN

ORDERS = "/api/v1/oms/orders/"
Start = Callable[..., "Served"]


class Served:
    """A running server, and the temporary folder that it works in."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        environment = {**os.environ, "TMPDIR": str(folder)}
        self.ready_file = folder.parent / f"{folder.name}.ready.json"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "oms_mock", "serve", "--port", "0", "--ready-file", self.ready_file, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert self.process.stdout
        self.announcement = ""
        while "Ctrl-C stops" not in self.announcement:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()
            self.announcement += line
        ready = ready_file.read(self.ready_file)
        assert ready
        self.ready = ready
        self.port = int(ready.url.rpartition(":")[2])

    def get(self, path: str = ORDERS, **options: object) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=TOKEN)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def pull(self, number: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = f'{{"order_numbers": ["{number}"]}}'
            headers = {**TOKEN, "Content-Type": "application/json"}
            connection.request("POST", f"{ORDERS}pull_from_omnitron/", body, headers)
            return connection.getresponse().read()
        finally:
            connection.close()

    def stop(self, signum: int = signal.SIGTERM, *, group: bool = False) -> int:
        """Send a signal, as `kill` does or as a terminal does, and return the exit code."""
        if group:
            os.killpg(self.process.pid, signum)
        else:
            self.process.send_signal(signum)
        # Longer than the minute after which the server kills a worker that does not stop.
        self.error = self.process.communicate(timeout=90)[1]
        return self.process.returncode


@pytest.fixture(name="start")
def fixture_start(tmp_path: Path) -> Iterator[Start]:
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(tmp_path, *arguments))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.stop()


def test_port_zero_takes_a_free_port_that_answers_when_it_is_announced(start: Start) -> None:
    served = start("--orders", "36")
    assert served.port != 0
    assert served.get()[0] == 200


def test_the_ready_file_names_the_address_the_token_and_the_process_and_is_removed_at_exit(start: Start) -> None:
    served = start("--orders", "36", "--token", "s3cret")
    assert served.ready == Ready(f"http://127.0.0.1:{served.port}", "s3cret", served.process.pid)
    served.stop()
    assert not served.ready_file.exists()


def test_the_ready_file_of_another_server_is_kept_at_exit(start: Start) -> None:
    served = start("--orders", "36")
    other = Ready("http://127.0.0.1:1", "x", 1)
    ready_file.write(served.ready_file, other)
    served.stop()
    assert ready_file.read(served.ready_file) == other


def test_two_servers_never_share_a_port(start: Start) -> None:
    first = start("--orders", "36")
    second = subprocess.run(
        [sys.executable, "-m", "oms_mock", "serve", "--port", str(first.port)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (second.returncode, second.stderr) == (2, f"oms-mock: port {first.port} is in use: try --port 0\n")


@pytest.mark.parametrize(("signum", "group"), [(signal.SIGTERM, False), (signal.SIGINT, True), (signal.SIGHUP, True)])
def test_a_stop_finishes_the_requests_in_flight_and_leaves_nothing_behind(
    start: Start, signum: int, group: bool
) -> None:
    served = start("--orders", "36")
    (private,) = served.folder.glob("oms-mock-*")
    assert private.stat().st_mode & 0o077 == 0
    with ThreadPoolExecutor(10) as pool:
        responses = [pool.submit(served.get, f"{ORDERS}?__delay=1500") for _ in range(10)]
        time.sleep(0.7)
        code = served.stop(signum, group=group)
        statuses = [response.result()[0] for response in responses]
    assert statuses == [200] * 10
    assert (code, served.error) == (0, "")
    assert list(served.folder.iterdir()) == []


def test_a_server_under_nohup_survives_sighup(start: Start) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited by the server
    try:
        served = start("--scenario", "single")
    finally:
        signal.signal(signal.SIGHUP, before)
    served.pull("9000000000000001")
    os.killpg(served.process.pid, signal.SIGHUP)
    time.sleep(1)
    assert b'"count":2' in served.get()[1]
    assert served.stop() == 0


def test_a_hundred_delayed_responses_are_in_progress_at_once(start: Start) -> None:
    served = start("--orders", "36")
    with ThreadPoolExecutor(100) as pool:
        begun = time.monotonic()
        statuses = [response[0] for response in pool.map(served.get, [f"{ORDERS}?__delay=3000"] * 100)]
    assert statuses == [200] * 100
    # One after the other they would take five minutes.
    assert time.monotonic() - begun < 60


def test_latency_delays_every_response(start: Start) -> None:
    served = start("--orders", "36", "--latency", "400ms")
    begun = time.monotonic()
    served.get()
    assert time.monotonic() - begun >= 0.4


def test_a_database_keeps_its_changes_after_a_restart(start: Start, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    first = start("--orders", "36", "--database", url)
    assert b'"success":true' in first.pull("9000000000000001")
    first.stop()
    second = start("--database", url)
    assert b'"count":37' in second.get()[1]
    assert f"37 orders, scenario default, seed 42, kept in {url}" in second.announcement


def test_an_existing_database_rejects_options_that_ask_for_other_data(tmp_path: Path, start: Start) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    start("--orders", "36", "--database", url).stop()
    again = subprocess.run(
        [sys.executable, "-m", "oms_mock", "serve", "--port", "0", "--orders", "40", "--database", url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 2
    assert again.stderr == (
        "oms-mock: the database holds scenario default with 36 orders of seed 42: "
        "use another database, or leave out --scenario, --orders and --seed\n"
    )


def test_accepted_connections_have_tcp_nodelay() -> None:
    with server.Listener("127.0.0.1", 0) as listener, socket.create_connection(("127.0.0.1", listener.port)):
        accepted, _ = listener.socket.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_server_releases_its_port(start: Start) -> None:
    served = start()
    assert served.get()[0] == 200
    served.process.kill()
    served.process.communicate(timeout=30)  # the worker holds the other end of these pipes
    for _ in range(600):
        try:
            served.get()
        except OSError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("it still answers")
    with socket.create_server(("127.0.0.1", served.port)) as listener:
        assert listener.getsockname()[1] == served.port
