"""`oms-mock serve --upstream` as a process, with real sockets."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from oms_mock.contract import fake_process
from oms_mock.contract.client.target import Target
from oms_mock.contract.endpoints import READS
from oms_mock.contract.rules.registry import OF_ONE_RESPONSE
from oms_mock.contract.run.checker import check
from oms_mock.proxy.body import READ_AHEAD_BYTES
from tests.contract.scripted import answer
from tests.proxy.conftest import LIST, OWN, Serve
from tests.test_server import Served, Start
from tests.test_server import fixture_start as fixture_start

BLOCK = b" " * 65536
READ_AHEAD_SECONDS = 20.0
"""The most seconds that a test waits."""
LARGE = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {2 * READ_AHEAD_BYTES}\r\n\r\n".encode()
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(name="drifted", scope="module")
def fixture_drifted() -> Iterator[str]:
    """Return the base URL of a fake that has drifted."""
    with fake_process.running("--demo-drift", "--orders", "60") as url:
        yield url


def connect(served: Served, path: str = LIST) -> socket.socket:
    """Send a request, and return the socket to read the response from."""
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=READ_AHEAD_SECONDS)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
    return connection


def ask(served: Served, path: str) -> Any:
    """Send a request with a token of the fake, and return the document."""
    return json.loads(served.get(path)[1])


def until(text: bytes, connection: socket.socket) -> bytes:
    """Read until a string has arrived."""
    got = b""
    while text not in got:
        chunk = connection.recv(65536)
        assert chunk, got
        got += chunk
    return got


def test_a_large_response_arrives_before_its_end_is_sent(serve: Serve, start: Start) -> None:
    seen = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(LARGE + b"first")
        assert seen.wait(READ_AHEAD_SECONDS)
        connection.sendall(b" " * (2 * READ_AHEAD_BYTES - len(b"firstlast")) + b"last")

    served = start("--upstream", serve(drip).url)
    with connect(served) as connection:
        assert b"x-oms-mock-findings: pending" in until(b"first", connection)
        seen.set()
        until(b"last", connection)


def test_a_slow_response_arrives_before_its_end_is_sent(serve: Serve, start: Start) -> None:
    seen = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + b"5\r\nfirst\r\n")
        while not seen.wait(0.1):
            connection.sendall(b"1\r\n \r\n")
        connection.sendall(b"4\r\nlast\r\n0\r\n\r\n")

    served = start("--upstream", serve(drip).url)
    with connect(served) as connection:
        assert b"x-oms-mock-findings: pending" in until(b"first", connection)
        seen.set()
        until(b"last", connection)


def flood(connection: socket.socket, sent: list[int], over: threading.Event) -> None:
    """Send without end, until nothing is read for a second."""
    connection.settimeout(1)
    with suppress(OSError):
        connection.sendall(ENDLESS)
        while True:
            sent.append(connection.send(BLOCK))
    over.set()


def test_the_proxy_reads_no_more_from_the_deployment_than_the_client_reads(serve: Serve, start: Start) -> None:
    sent, over = list[int](), threading.Event()
    served = start("--upstream", serve(lambda connection: flood(connection, sent, over)).url)
    with connect(served):
        assert over.wait(READ_AHEAD_SECONDS)
    assert sum(sent) < 32 * 1024 * 1024


def test_a_client_that_disconnects_ends_the_response(serve: Serve, start: Start) -> None:
    sent, over = list[int](), threading.Event()
    served = start("--upstream", serve(lambda connection: flood(connection, sent, over)).url)
    with connect(served) as connection:
        until(b"   ", connection)
    assert over.wait(READ_AHEAD_SECONDS)


@pytest.mark.parametrize("begun", [LARGE + b"first", CHUNKED + b"200000\r\n" + b" " * (READ_AHEAD_BYTES + 65536)])
def test_a_response_that_breaks_off_breaks_off_for_the_client(serve: Serve, start: Start, begun: bytes) -> None:
    served = start("--upstream", serve(lambda connection: connection.sendall(begun)).url)
    with pytest.raises(http.client.HTTPException):
        served.get()


def test_many_clients_at_once_get_the_responses_of_the_deployment(start: Start, drifted: str) -> None:
    served = start("--upstream", drifted)
    direct = http.client.HTTPConnection(drifted.removeprefix("http://"))
    paths = [f"{LIST}?limit=3&page={page}" for page in range(1, 21)]
    with ThreadPoolExecutor(200) as clients:
        got = list(clients.map(served.get, paths * 10))
    expected = [_directly(direct, path) for path in paths] * 10
    direct.close()
    assert got == expected
    assert ask(served, "/__admin/findings")["judged"] == 200


def _directly(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Authorization": f"Token {fake_process.TOKEN}"})
    response = connection.getresponse()
    return response.status, response.read()


def test_the_proxy_finds_what_check_finds_with_the_same_ids(start: Start, drifted: str) -> None:
    served = start("--upstream", drifted)
    report = check(Target(drifted, fake_process.TOKEN))
    rules = {rule.name for rule in OF_ONE_RESPONSE}
    expected = {(each.id, each.kind, str(each.severity)) for each in report.findings if each.rule in rules}
    for path in _paths(served):
        served.get(path)
    found = ask(served, "/__admin/findings")["findings"]
    assert {(each["id"], each["kind"], each["severity"]) for each in found} == expected
    assert len(expected) > 5


def _paths(served: Served) -> list[str]:
    """Return the paths of all lists, orders and events."""
    ids = [row["id"] for row in ask(served, f"{LIST}?limit=100")["results"]]
    events = {pk: ask(served, f"{LIST}{pk}/webhook_events/?limit=100")["results"] for pk in ids}
    lists = [f"{each.template}?limit=100" for each in READS if not each.takes_order]
    opened = [each.template for each in READS if each.takes_order and "{event}" not in each.template]
    details = [template.replace("{pk}", str(pk)) for template in opened for pk in ids]
    return [*lists, *details, *(f"{LIST}{pk}/webhook_events/{each['id']}/" for pk in ids for each in events[pk])]


def test_new_findings_are_printed_once_and_a_summary_at_the_end(serve: Serve, start: Start) -> None:
    served = start("--upstream", serve(answer(500)).url)
    served.get()
    served.get()
    (found,) = ask(served, "/__admin/findings")["findings"]
    assert served.stop() == 0
    assert served.error.splitlines() == [
        f"ERROR  server-error  GET {LIST}  $  {found['id']}",
        "oms-mock: 2 responses checked, 0 not; 1 finding: 1 error",
    ]


@pytest.mark.parametrize(("signum", "group"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_stop_finishes_the_responses_in_flight(serve: Serve, start: Start, signum: int, group: bool) -> None:
    asked = threading.Event()

    def late(connection: socket.socket) -> None:
        asked.set()
        time.sleep(0.5)
        connection.sendall(answer(200, b"[]"))

    served = start("--upstream", serve(late).url)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(served.get)
        assert asked.wait(READ_AHEAD_SECONDS)
        code = served.stop(signum, group=group)
        assert running.result() == (200, b"[]")
    assert (code, served.error.count("response checked")) == (0, 1)


def test_a_host_name_that_was_rebound_to_this_machine_is_rejected(serve: Serve, start: Start) -> None:
    served = start("--upstream", serve(answer(500)).url)
    with socket.create_connection(("127.0.0.1", served.port), timeout=READ_AHEAD_SECONDS) as connection:
        connection.sendall(b"GET /__admin/findings HTTP/1.1\r\nHost: evil.example.com\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 403"


def test_the_fallback_token_is_read_from_the_environment_and_never_printed(
    serve: Serve, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", "OMSMOCK-CANARY-fallback")
    server = serve(answer(500, b'{"OMSMOCK-CANARY-fallback": 1}'))
    served = start("--upstream", server.url, "--lend-token", "--token-env", "MY_TOKEN")
    with connect(served) as connection:
        until(b"}", connection)
    served.stop()
    assert "Authorization: Token OMSMOCK-CANARY-fallback\r\n" in server.requests[-1]
    assert "CANARY" not in served.announcement + served.error


def test_clients_of_the_fake_get_its_own_headers(start: Start, drifted: str) -> None:
    served = start("--upstream", drifted)
    connection = http.client.HTTPConnection("127.0.0.1", served.port)
    connection.request("GET", f"{LIST}?limit=1", headers={**OWN, "Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Token")
