"""A store behind PgBouncer, in both of its pooling modes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from oms_mock.app import create_app
from oms_mock.config import Config
from tests import databases
from tests.conftest import Client
from tests.databases import NewDatabase

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 4
ignore_startup_parameters = options
"""

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="needs pgbouncer")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(name="pooled", params=["session", "transaction"])
def fixture_pooled(request: pytest.FixtureRequest, schemas: NewDatabase) -> Iterator[tuple[str, str]]:
    """Return the URL of a new schema, directly and through PgBouncer."""
    direct = schemas()
    server, own_port = make_url(direct), free_port()
    role, port = server.username or "postgres", server.port or 5432
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PgBouncer does not run as root
        configuration = Path(folder, "pgbouncer.ini")
        configuration.write_text(
            CONFIGURATION.format(host=server.host, port=port, user=role, own_port=own_port, mode=request.param)
        )
        as_user = {"user": "nobody"} if os.getuid() == 0 else {}
        with subprocess.Popen(
            [str(PROGRAM), "-q", str(configuration)], stderr=subprocess.DEVNULL, **as_user
        ) as process:
            deadline = time.monotonic() + 10
            with socket.socket() as client:
                while client.connect_ex(("127.0.0.1", own_port)) and time.monotonic() < deadline:
                    time.sleep(0.05)
            yield direct, server.set(host="127.0.0.1", port=own_port).render_as_string(hide_password=False)
            process.kill()


@pytest.mark.parametrize("query", [{}, {"prepare_threshold": "0"}, {"prepare_threshold": "none"}])
def test_a_fake_behind_pgbouncer_reads_and_writes_the_schema_of_its_url(
    pooled: tuple[str, str], query: dict[str, str]
) -> None:
    direct, through = pooled
    config = Config(orders=40, database=databases.url(through, **query))
    clients = [Client(create_app(config).test_client()) for _ in range(2)]
    # More often than psycopg executes a statement before it is prepared, on every connection.
    for number in range(1, 9):
        client = clients[number % 2]
        assert client.pull(f"900000000000000{number}")[0]["success"]
        assert [each.get().json["count"] for each in clients] == [40 + number] * 2
        assert client.get("1/").status_code == 200
    own = Client(create_app(Config(database=direct)).test_client())
    assert own.get().json["count"] == 48, "the tables are in the schema that the URL names"


def test_the_sessions_of_a_pooler_are_not_changed(pooled: tuple[str, str]) -> None:
    _, through = pooled
    Client(create_app(Config(scenario="single", database=through)).test_client()).get()
    with psycopg.connect(databases.url(through, options="")) as other:
        (timeout,), (path,) = (other.execute(f"SHOW {name}").fetchone() for name in ("lock_timeout", "search_path"))
    assert timeout == "0"
    assert databases.PREFIX not in path
