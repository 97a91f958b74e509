"""`flask --app wsgi run`, with the admin API if its address is configured."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.outside.conftest import ORDERS, PATIENCE, TOKEN

ROOT = Path(__file__).parents[2]
NAMED = {"Authorization": f"{TOKEN}@ci-7"}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def flask_run(port: int, **variables: str) -> Iterator[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "run", "--port", str(port)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OMS_MOCK_")} | variables
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        try:
            assert process.stderr
            url = next(found[1] for line in process.stderr if (found := re.search(r"Running on (http://\S+)", line)))
            watchdog.cancel()
            yield url
        finally:
            watchdog.cancel()
            process.terminate()
            process.communicate(timeout=PATIENCE)


def test_faults_and_the_request_journal_work_under_flask_run() -> None:
    port = free_port()
    with flask_run(port, OMS_MOCK_SCENARIO="single", OMS_MOCK_ADMIN_ADDRESS=f"127.0.0.1:{port}") as url:
        rule = {"status": 503, "match": {"times": 1}}
        assert requests.post(f"{url}/__admin/faults?world=ci-7", json=rule, timeout=PATIENCE).status_code == 201
        statuses = [requests.get(url + ORDERS, headers=NAMED, timeout=PATIENCE).status_code for _ in range(2)]
        told = requests.get(f"{url}/__admin/requests?world=ci-7", timeout=PATIENCE).json()["requests"]
        assert (statuses, [each["status"] for each in told]) == ([503, 200], [200, 503])
        rebound = {"Host": f"evil.example:{port}"}
        assert requests.get(f"{url}/__admin/requests", headers=rebound, timeout=PATIENCE).status_code == 403


def test_a_connection_is_closed_without_a_response() -> None:
    with flask_run(free_port(), OMS_MOCK_SCENARIO="single") as url, requests.Session() as session:
        for query in ("?__fault=close", "?__fault=close"):
            with pytest.raises(requests.ConnectionError, match=r"aborted|reset"):
                session.get(url + ORDERS + query, headers=NAMED, timeout=PATIENCE)
            assert session.get(url + ORDERS, headers=NAMED, timeout=PATIENCE).status_code == 200


def test_the_admin_api_is_off_without_an_address() -> None:
    with flask_run(free_port(), OMS_MOCK_SCENARIO="single") as url:
        assert requests.get(f"{url}/__admin/requests", timeout=PATIENCE).status_code == 404
        assert requests.get(url + ORDERS, headers=NAMED, timeout=PATIENCE).status_code == 200
