"""Files that one process at a time holds. The system lets go of them when it ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """A held file: `release` lets go of it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another process hold the file."""
        os.close(self._descriptor)


def attempt(path: Path) -> Lock | None:
    """Hold a file, unless another process does. Raises OSError where its folder is gone."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _claim(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return Lock(descriptor)


def wait(path: Path, patience: float | None = None, *, pause: float = 0.02) -> Lock | None:
    """Hold a file as soon as no other process does; None when that took more seconds than `patience`."""
    deadline = None if patience is None else time.monotonic() + patience
    while (lock := attempt(path)) is None:
        if deadline is not None and time.monotonic() > deadline:
            return None
        time.sleep(pause)
    return lock


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file; wait for whoever holds it."""
    lock = wait(path)
    try:
        yield
    finally:
        if lock:
            lock.release()


def _claim(descriptor: int) -> None:
    """Claim a file for this process, not for those that it forks. Raises OSError where another process has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
