"""The file that a server writes when it answers."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from oms_mock.errors import SetupError
from oms_mock.spec import ready_file
from oms_mock.spec.ready_file import Ready

READY = Ready("http://127.0.0.1:4010", "oms-mock", 4321)


@pytest.fixture(name="path")
def fixture_path(tmp_path: Path) -> Path:
    return tmp_path / "ready.json"


def test_the_file_holds_the_url_the_token_and_the_process_id(path: Path) -> None:
    ready_file.write(path, READY)
    assert json.loads(path.read_text()) == {"url": "http://127.0.0.1:4010", "token": "oms-mock", "pid": 4321}
    assert ready_file.read(path) == READY


def test_reading_a_missing_file_returns_none(path: Path) -> None:
    assert ready_file.read(path) is None


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_only_the_user_can_read_the_file(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        ready_file.write(path, READY)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_token_is_not_in_the_repr() -> None:
    assert "oms-mock" not in repr(READY)


def test_preparing_removes_the_file_of_an_earlier_server_and_leaves_nothing(path: Path) -> None:
    ready_file.write(path, READY)
    ready_file.prepare(path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("name", [".", "missing/ready.json"])
def test_a_path_that_cannot_be_written_is_rejected_with_the_option(tmp_path: Path, name: str) -> None:
    with pytest.raises(SetupError, match=r"^cannot write to .+: .+: try another --ready-file$"):
        ready_file.prepare(tmp_path / name)


def test_the_file_of_the_same_process_is_removed(path: Path) -> None:
    ready_file.write(path, READY)
    ready_file.remove(path, READY.pid)
    assert not path.exists()


@pytest.mark.parametrize("text", ['{"url": "http://x", "token": "t", "pid": 1}', "not JSON", "{}", "[]"])
def test_a_file_that_another_process_wrote_is_left_in_place(path: Path, text: str) -> None:
    path.write_text(text)
    ready_file.remove(path, READY.pid)
    assert path.read_text() == text


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_a_link_at_the_temporary_name_is_not_followed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("unchanged")
    path.with_name(f".{path.name}.{os.getpid()}.tmp").symlink_to(other)
    ready_file.write(path, READY)
    assert other.read_text() == "unchanged"
    assert ready_file.read(path) == READY
