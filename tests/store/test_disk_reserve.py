"""Disk space that is released when the disk is full."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from oms_mock.errors import StoreFullError
from oms_mock.store.database import Database
from oms_mock.store.disk_reserve import SIZE, DiskReserve


def full(*_: object) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


def test_it_occupies_space_without_a_name_until_it_is_released(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path)
    reserve.keep()
    assert reserve._file
    descriptor = os.dup(reserve._file.fileno())  # as a fork of this process has it
    assert os.fstat(descriptor).st_blocks * 512 >= SIZE
    assert list(tmp_path.iterdir()) == []
    assert (reserve.release(), reserve.release()) == (True, False)
    assert os.fstat(descriptor).st_blocks == 0
    os.close(descriptor)


def test_a_folder_that_cannot_be_written_has_no_reserve(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path / "missing")
    reserve.keep()
    assert not reserve.release()


def test_a_deletion_is_repeated_with_the_reserve_and_the_reserve_is_kept_again(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'oms.db'}")) as database:
        database.create_tables()
        database.keep_reserve()
        tried: list[bool] = []

        def change(connection: Connection) -> str:
            tried.append(True)
            if len(tried) == 1:
                event.listen(connection, "before_cursor_execute", full, once=True)
            connection.exec_driver_sql("SELECT 1")
            return "deleted"

        assert database.delete(change) == "deleted"
        assert len(tried) == 2
        assert database._driver.release_reserve()


def test_a_deletion_without_a_reserve_fails(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'oms.db'}")) as database:
        database.create_tables()
        event.listen(database.engine, "before_cursor_execute", full)
        with pytest.raises(StoreFullError, match="full"):
            database.delete(lambda connection: connection.exec_driver_sql("SELECT 1"))
