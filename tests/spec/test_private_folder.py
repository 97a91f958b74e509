"""Temporary folders that are removed however their process ended."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest

from oms_mock.spec import private_folder
from oms_mock.spec.private_folder import LOCK, YOUNG, PrivateFolder


@pytest.fixture(name="parent", autouse=True)
def fixture_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def abandon(folder: Path, *, age: float = 2 * YOUNG) -> Path:
    """Create a folder as a process left it that ended `age` seconds later."""
    folder.mkdir()
    lock = folder / LOCK
    lock.touch()
    (folder / "oms.db").touch()
    os.utime(lock, (time.time() - age,) * 2)
    return folder


def test_it_is_private_and_removed_with_its_object(parent: Path) -> None:
    folder = PrivateFolder()
    assert folder.path.stat().st_mode & 0o077 == 0
    (folder.path / "oms.db").touch()
    del folder
    gc.collect()
    assert list(parent.iterdir()) == []


def test_removing_it_closes_what_it_has_opened(parent: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    for _ in range(3):
        PrivateFolder().remove()
    assert len(os.listdir("/dev/fd")) == before


def test_the_next_one_removes_those_whose_processes_have_ended(parent: Path) -> None:
    abandoned = abandon(parent / "oms-mock-abc")
    with PrivateFolder():
        assert not abandoned.exists()


def test_the_next_one_keeps_those_that_are_in_use(parent: Path) -> None:
    with PrivateFolder() as first:
        os.utime(first.path / LOCK, (0, 0))
        with PrivateFolder():
            assert first.path.exists()


@pytest.mark.parametrize("name", ["oms-mock-abc", "mine"])
def test_the_next_one_keeps_folders_of_others(parent: Path, name: str) -> None:
    kept = [abandon(parent / "elsewhere"), parent / "oms-mock-without-lock", parent / "oms-mock-link"]
    kept[1].mkdir()
    kept[2].symlink_to(kept[0], target_is_directory=True)
    with PrivateFolder():
        assert all(each.exists() for each in kept)
        assert (kept[0] / "oms.db").exists()


def test_the_next_one_keeps_one_that_may_be_locked_soon(parent: Path) -> None:
    young = abandon(parent / "oms-mock-abc", age=0)
    with PrivateFolder():
        assert young.exists()


def test_it_works_without_a_shell(parent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(private_folder.subprocess, "run", missing)
    with PrivateFolder() as folder:
        assert folder.path.exists()
    assert list(parent.iterdir()) == []
