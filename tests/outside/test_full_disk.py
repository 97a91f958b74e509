"""A disk that is really full: a small file system in memory, which only root can mount."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oms_mock.admin.access_control import Guard
from oms_mock.app import create_app
from oms_mock.config import Config
from tests.admin.conftest import JSON

MOST = 1000
"""Orders that do not fit on the disk."""


@pytest.fixture(name="disk")
def fixture_disk(tmp_path: Path) -> Iterator[Path]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(tmp_path)], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fill(disk: Path) -> None:
    """Write until the disk is full."""
    descriptor = os.open(disk / "other", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while os.write(descriptor, bytes(4096)):
            pass
    except OSError:
        os.close(descriptor)


@pytest.mark.parametrize("world", ["a", "default"])
def test_worlds_can_be_reset_and_dropped_on_a_full_disk(disk: Path, world: str) -> None:
    app = create_app(Config(orders=40, database=f"sqlite:///{disk / 'oms.db'}"), guard=Guard("127.0.0.1", 4010))
    admin = app.test_client()

    def create() -> int:
        return admin.post(f"/__admin/orders?world={world}", headers=JSON, json={}).status_code

    assert [create() for _ in range(20)] == [201] * 20
    fill(disk)
    # What was allocated before is used up first.
    assert 503 in (create() for _ in range(MOST))
    assert admin.post(f"/__admin/reset?world={world}", headers=JSON, json={}).status_code == 200
    assert create() == 201
    fill(disk)
    assert 503 in (create() for _ in range(MOST))
    assert admin.delete("/__admin/worlds/a", headers=JSON).status_code == (200 if world == "a" else 404)
    assert admin.post(f"/__admin/reset?world={world}", headers=JSON, json={}).status_code == 200
