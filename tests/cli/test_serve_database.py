"""`oms-mock serve` on a database that cannot be used: exit code 2, and one line with the way out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from oms_mock.cli.main import main
from oms_mock.store.database import Database
from tests import databases
from tests.databases import NewDatabase

NOWHERE = "postgresql://me:hunter2@127.0.0.1:1/orders"

Serve = Callable[[str], str]


@pytest.fixture(name="serve")
def fixture_serve(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Start a server that must fail, and return its message."""
    monkeypatch.setattr("oms_mock.server.run", lambda *_: pytest.fail("the server was started"))

    def serve(url: str) -> str:
        monkeypatch.setenv("OMS_MOCK_DATABASE", url)
        code = main(["serve", "--port", "0"])
        captured = capsys.readouterr()
        assert (code, captured.out) == (2, "")
        return captured.err

    return serve


def test_a_database_server_that_is_not_running_is_reported(serve: Serve) -> None:
    assert serve(NOWHERE) == (
        "oms-mock: cannot use the database postgresql://me:***@127.0.0.1:1/orders: connection failed: connection to "
        'server at "127.0.0.1", port 1 failed: Connection refused: check that it runs, the names in the URL, and that '
        "the role may create tables there\n"
    )


def test_missing_psycopg_is_reported(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert serve(NOWHERE) == "oms-mock: PostgreSQL needs psycopg: pip install 'oms-mock[postgresql]'\n"


def test_a_full_database_server_is_reported(serve: Serve, schemas: NewDatabase) -> None:
    url = schemas()
    with closing(Database(url)) as database:
        database.create_tables()
        with databases.full(database):
            message = serve(url)
    assert message == (
        "oms-mock: the database failed: could not extend file: No space left on device: "
        "check that it runs and has free space, then start again\n"
    )


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    serve = f'"{sys.executable}" -m oms_mock serve --port 0 --database "sqlite:///{tmp_path}/orders.db"'
    done = subprocess.run(["sh", "-c", f"ulimit -f 1000; exec {serve}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("oms-mock: the database failed: ")
    assert done.stderr.count("\n") == 1
