"""Tests on PostgreSQL run, or are skipped with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import databases
from tests.databases import RAN, REQUIRED, SERVER, NewDatabase

NOWHERE = "postgresql://127.0.0.1:1/none"


def connect() -> None:
    with databases.admin():
        pass


@pytest.mark.parametrize(("server", "reason"), [("", "names no PostgreSQL server"), (NOWHERE, "does not answer")])
@pytest.mark.parametrize(("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_tests_on_postgresql_are_skipped_without_a_server_unless_required(
    monkeypatch: pytest.MonkeyPatch, server: str, reason: str, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv(SERVER, server)
    monkeypatch.setenv(REQUIRED, required)
    with pytest.raises(outcome, match=reason):
        connect()


def test_runs_on_postgresql_are_recorded(schemas: NewDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(RAN, str(tmp_path / "ran"))
    with databases.schemas():
        pass
    assert (tmp_path / "ran").read_text()


def test_schemas_of_tests_are_dropped(schemas: NewDatabase) -> None:
    with databases.schemas() as new:
        made = databases.schema_of(new())
    with databases.admin() as connection:
        found = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = %s", [made])
        assert found.fetchone() == (0,)
