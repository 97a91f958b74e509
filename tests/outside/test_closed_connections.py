"""Faults of connections, over sockets: matching requests are affected, and no others."""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from werkzeug.serving import make_server

from oms_mock.testing.in_process_app import in_process_app
from tests.outside.conftest import SIZE, TOKEN, Serve, Server, serving

CLIENTS = 8
TURNS = 30
PATHS = ("?__fault=close", "?limit=20", "1/", "?__fault=close&limit=20", "?__delay=5")

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is closed in the normal way")
SEEN = {
    "close": "reset",
    "hang-up": "no response",
    "truncate": "incomplete",
    "truncate-chunked": "incomplete chunk",
    "stall": "incomplete",
}
"""What requests says about each break."""


@pytest.fixture(name="server", scope="module")
def fixture_server(tmp_path_factory: pytest.TempPathFactory) -> Server:  # type: ignore[misc]
    with serving(tmp_path_factory.mktemp("closing") / "log") as server:
        yield server


def ask(session: requests.Session, server: Server, path: str) -> str:
    try:
        answer = session.get(server.orders + path, timeout=20)
    except requests.ConnectionError as error:
        if "without response" in str(error):
            return "no response"
        return "reset" if "reset by peer" in str(error) else f"another error: {error}"
    except requests.exceptions.ChunkedEncodingError as error:
        return "incomplete" if "more expected" in str(error) else "incomplete chunk"
    return str(answer.status_code) if answer.content else "nothing"


def session_of_client() -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = TOKEN
    return session


@pytest.fixture(name="development_server", scope="module")
def fixture_development_server() -> Iterator[Server]:
    """Werkzeug's server, which passes the socket of each request."""
    with in_process_app(orders=SIZE) as (app, _):
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Server(f"http://127.0.0.1:{server.port}", Path(os.devnull))
        server.shutdown()
        thread.join()


@on_linux
@pytest.mark.parametrize("by", ["server", "development_server"])
@pytest.mark.parametrize("how", SEEN)
def test_each_break_is_the_same_error_on_new_and_reused_connections(
    request: pytest.FixtureRequest, how: str, by: str
) -> None:
    server = request.getfixturevalue(by)
    paths = (f"?__fault={how}&__stall=100ms" if how == "stall" else f"?__fault={how}", "1/")
    with session_of_client() as session:
        said = [ask(session, server, path) for path in paths * 2]
    assert said == [SEEN[how], "200", SEEN[how], "200"]


def test_a_pull_is_done_although_its_response_is_not_sent(server: Server) -> None:
    with session_of_client() as session:
        before = session.get(server.orders, timeout=20).json()["count"]
        with pytest.raises(requests.ConnectionError, match="without response"):
            session.post(
                f"{server.orders}pull_from_omnitron/",
                json={"order_numbers": ["9000000000000001"]},
                headers={"Prefer": "fault=hang-up"},
                timeout=20,
            )
        assert session.get(server.orders, timeout=20).json()["count"] == before + 1


@on_linux
def test_new_and_reused_connections_are_reset_without_a_response(server: Server) -> None:
    with session_of_client() as session:
        said = [ask(session, server, path) for path in ("?__fault=close", "1/", "?__fault=close", "1/")]
    assert said == ["reset", "200", "reset", "200"]


@on_linux
def test_connections_are_reset_with_demo_drift_and_after_a_head_request(serve: Serve) -> None:
    server = serve("--demo-drift")
    with session_of_client() as session:
        head = session.head(f"{server.orders}?__fault=close", timeout=20)
        said = [ask(session, server, path) for path in ("?__fault=close", "1/", "1/?__fault=close", "1/")]
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            session.get(f"{server.orders}1/?__fault=truncate", timeout=20)
    assert (head.status_code, head.headers["Preference-Ignored"]) == (200, "fault=close")
    assert said == ["reset", "200", "reset", "200"]


@on_linux
def test_only_the_connections_that_match_a_rule_are_closed(server: Server) -> None:
    def work(client: int) -> Counter[tuple[bool, str]]:
        with session_of_client() as session:
            paths = [PATHS[(client + turn * (client + 1)) % len(PATHS)] for turn in range(TURNS)]
            return Counter(("close" in path, ask(session, server, path)) for path in paths)

    with ThreadPoolExecutor(CLIENTS) as pool:
        said = sum(pool.map(work, range(CLIENTS)), Counter[tuple[bool, str]]())
    assert said.keys() == {(True, "reset"), (False, "200")}
    assert said.total() == CLIENTS * TURNS


@on_linux
def test_no_file_descriptor_is_left_open(server: Server) -> None:
    def opened() -> int:
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in server_processes(server))

    with session_of_client() as session:
        ask(session, server, "1/")
        before = opened()
        said = {ask(session, server, "?__fault=close") for _ in range(40)}
        ask(session, server, "1/")
    assert said == {"reset"}
    assert opened() <= before + 8


def server_processes(server: Server) -> list[str]:
    """Find the processes that listen where the server does."""
    port = f":{int(server.url.rpartition(':')[2]):04X} "
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines() if port in line]
    inodes = {f"socket:[{line[9]}]" for line in lines if line[3] == "0A"}
    found = []
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            links = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
        except OSError:
            continue
        if links & inodes:
            found.append(pid)
    return found
