"""`oms-mock serve` on PostgreSQL, as processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests import databases
from tests.databases import Guest, NewDatabase
from tests.outside.conftest import SIZE, TOKEN, Serve

HEADERS = {"Authorization": TOKEN}
PULL = {"order_numbers": ["9000000000000001"]}


@pytest.fixture(name="guest")
def fixture_guest(schemas: NewDatabase) -> Iterator[Guest]:
    with databases.guest(schemas()) as guest:
        yield guest


def test_two_servers_with_one_schema_have_the_same_orders(serve: Serve, guest: Guest) -> None:
    one, other = (serve("--database", guest.url) for _ in range(2))
    (result,) = requests.post(f"{one.orders}pull_from_omnitron/", json=PULL, headers=HEADERS, timeout=30).json()
    assert result["success"]
    assert requests.get(other.orders, headers=HEADERS, timeout=30).json()["count"] == SIZE + 1
    assert one.log.read_text() == other.log.read_text() == ""


def test_orders_are_kept_after_a_restart(serve: Serve, guest: Guest) -> None:
    server = serve("--database", guest.url)
    requests.post(f"{server.orders}pull_from_omnitron/", json=PULL, headers=HEADERS, timeout=30)
    again = serve("--database", guest.url)
    assert requests.get(again.orders, headers=HEADERS, timeout=30).json()["count"] == SIZE + 1


def test_psycopg_is_imported_for_postgresql_urls_only() -> None:
    program = "import sys; from wsgi import app; print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
