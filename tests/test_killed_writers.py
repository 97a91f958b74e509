"""A server that is killed while it writes keeps every acknowledged write."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from oms_mock.dataset import generator

FEW = 60
WORLDS = [f"w{number}" for number in range(4)]
PULLABLE = [str(9000000000000001 + place) for place in range(20)]
ENOUGH = 120
"""Acknowledged changes, after which the plug is pulled."""
NEXT = generator.id_at(FEW)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


class Served:
    """A server on a database file."""

    def __init__(self, database: Path) -> None:
        serve = ["serve", "--port", "0", "--orders", str(FEW), "--database", f"sqlite:///{database}"]
        self.process = subprocess.Popen([sys.executable, "-m", "oms_mock", *serve], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        said = ""
        while "Ctrl-C stops the server." not in said:
            line = self.process.stdout.readline()
            assert line, "it did not start"
            said += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found
        self.port = int(found[1])

    def ask(self, method: str, path: str, world: str, body: Any = None) -> tuple[int, Any]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            headers = {"Authorization": f"Token oms-mock@{world}", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def kill(self) -> None:
        """Kill the server, and the process of it that answers, which is in a group of its own."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
        parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        workers = [pid for pid, parent in parents if parent == self.process.pid]
        for pid in (self.process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=30)


class Writer:
    """Changes one world, and remembers of each order what was acknowledged: its notes, or None where it is gone.

    What was asked and not answered may be there or not; then both are remembered.
    """

    def __init__(self, world: str) -> None:
        self.world = world
        self.expected: dict[int, set[str | None]] = {}
        self.created: set[int] = set()
        self.pulled: set[str] = set()
        self.acknowledged = 0

    def work(self, served: Served, stopped: threading.Event) -> None:
        with suppress(OSError, http.client.HTTPException, ValueError):
            for step in range(10_000):
                if stopped.is_set():
                    return
                (self.create, self.patch, self.delete, self.pull)[step % 4](served, step)
                self.acknowledged += 1

    def create(self, served: Served, step: int) -> None:
        status, order = served.ask("POST", "/__admin/orders", self.world, {"notes": f"made {step}"})
        assert status == 201
        self.expected[order["id"]] = {f"made {step}"}
        self.created.add(order["id"])

    def patch(self, served: Served, step: int) -> None:
        self.change("PATCH", served, generator.id_at(step // 4 % 20), f"changed {step}")

    def delete(self, served: Served, step: int) -> None:
        self.change("DELETE", served, generator.id_at(20 + step // 4 % 30), None)

    def change(self, method: str, served: Served, order_id: int, notes: str | None) -> None:
        before = self.expected.get(order_id, {"as it was"})
        self.expected[order_id] = before | {notes}
        status, _ = served.ask(method, f"/__admin/orders/{order_id}", self.world, {"notes": notes} if notes else {})
        assert status in {200, 404}
        self.expected[order_id] = {notes}

    def pull(self, served: Served, step: int) -> None:
        number = PULLABLE[step // 4 % len(PULLABLE)]
        status, _ = served.ask(
            "POST", "/api/v1/oms/orders/pull_from_omnitron/", self.world, {"order_numbers": [number]}
        )
        assert status == 200
        self.pulled.add(number)

    def check(self, served: Served) -> None:
        """Compare what there is with what was acknowledged."""
        for order_id, expected in self.expected.items():
            status, order = served.ask("GET", f"/api/v1/oms/orders/{order_id}/", self.world)
            found = order["notes"] if status == 200 else None
            assert found in expected or ("as it was" in expected and status == 200), (order_id, found, expected)
            if order_id in self.created:
                events = served.ask("GET", f"/api/v1/oms/orders/{order_id}/webhook_events/", self.world)[1]
                assert [event["webhook"]["event_type"] for event in events["results"]] == ["order.created"]
        for number in self.pulled:
            found = served.ask("GET", f"/api/v1/oms/orders/short/?number={number}", self.world)[1]
            assert found["count"] == 1, number
        _, listed = served.ask("GET", "/api/v1/oms/orders/short/?limit=100", self.world)
        ids = [row["id"] for row in listed["results"]]
        assert ids == sorted(set(ids), reverse=True)


@pytest.fixture(name="database")
def fixture_database(tmp_path: Path) -> Path:
    return tmp_path / "orders.db"


@pytest.fixture(name="start")
def fixture_start(database: Path) -> Iterator[Any]:
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(database))
        return started[-1]

    yield start
    for served in started:
        served.kill()


def test_acknowledged_writes_are_kept_after_a_server_is_killed(start: Any, database: Path) -> None:
    writers = [Writer(world) for world in WORLDS]
    served, stopped = start(), threading.Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        working = [pool.submit(writer.work, served, stopped) for writer in writers]
        while sum(writer.acknowledged for writer in writers) < ENOUGH and not any(each.done() for each in working):
            time.sleep(0.005)
        served.kill()
        stopped.set()
        for each in working:
            each.result()
    assert sum(writer.acknowledged for writer in writers) >= ENOUGH
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again = start()
    for writer in writers:
        writer.check(again)
    status, order = again.ask("POST", "/__admin/orders", WORLDS[0], {})
    assert (status, order["id"] not in writers[0].created) == (201, True)
    assert again.ask("GET", "/api/v1/oms/orders/?limit=1", "untouched")[1]["count"] == FEW
