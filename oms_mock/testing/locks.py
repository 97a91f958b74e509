"""Locks that one process at a time holds. The operating system releases them when the process ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lock:
    """A lock that is held."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Release the lock."""
        os.close(self._descriptor)


def attempt(path: Path) -> Lock | None:
    """Acquire the lock, or return None if another process has it. Raises OSError if its folder does not exist."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _claim(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return Lock(descriptor)


def wait(path: Path, patience: float | None = None, *, pause: float = 0.02) -> Lock | None:
    """Wait for the lock; return None after `patience` seconds."""
    deadline = None if patience is None else time.monotonic() + patience
    while (lock := attempt(path)) is None:
        if deadline is not None and time.monotonic() > deadline:
            return None
        time.sleep(pause)
    return lock


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the lock, and hold it."""
    lock = wait(path)
    try:
        yield
    finally:
        if lock:
            lock.release()


def _claim(descriptor: int) -> None:
    """Lock a file for this process, not for processes that it forks. Raises OSError if another process has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
