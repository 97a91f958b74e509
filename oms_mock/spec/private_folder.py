"""Temporary folders that only this user can read, and that do not outlive the processes that use them.

A server may be ended by a signal that no Python code sees: SIGKILL, SIGTERM under most WSGI servers. Two mechanisms
therefore remove a folder that its creator did not remove:

- A watcher, `/bin/sh`, waits for the end of a pipe whose other end the creator and its forks hold. It removes the
  folder as soon as the last of them has ended. Windows has none.
- The creator and its forks hold a lock in the folder. The next process that creates a folder removes those whose lock
  is free, which remain after the machine has stopped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Self

PREFIX = "oms-mock-"
LOCK = "owner.lock"
PID = "pid"
"""The file with the id of a process to stop."""
YOUNG = 60
"""Seconds during which a folder may have a lock file that its creator has not locked yet."""

# The subshell is no child of this process, so a server that waits for all its children does not see it. It is in a
# session of its own: signals of a terminal or of a process group do not end it.
_WATCH = f"""
exec 3<&0
(trap '' HUP INT QUIT TERM; read -r _ <&3; read -r pid <"$1/{PID}" && kill "$pid"; rm -rf -- "$1") &
"""


class PrivateFolder:
    """A folder that is removed by `remove`, with this object, and when the last process that uses it has ended.

    Raises OSError if it cannot be created.
    """

    def __init__(self, purpose: str = "") -> None:
        _remove_abandoned(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}"))
        held = [_lock(self.path / LOCK), _watched(self.path)]
        self._remove = weakref.finalize(self, _remove, self.path, os.getpid(), [each for each in held if each])

    def stop_too(self, pid: int) -> None:
        """Let the watcher send SIGTERM to a process, before it removes the folder."""
        (self.path / PID).write_text(f"{pid}\n", encoding="ascii")

    def remove(self) -> None:
        """Remove the folder, unless this process is a forked child of the one that created it."""
        self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the folder."""
        self.remove()


def _remove(path: Path, owner: int, descriptors: list[int]) -> None:
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)
    for descriptor in descriptors:
        with suppress(OSError):
            os.close(descriptor)
    if sys.platform == "win32" and os.getpid() == owner:  # a file that is open cannot be removed there
        shutil.rmtree(path, ignore_errors=True)


def _watched(path: Path) -> int | None:
    """Start the watcher of a folder. Return the end of the pipe that keeps it waiting, or None without a watcher."""
    if sys.platform == "win32":
        return None
    waiting, held = os.pipe()  # programs that this process starts do not inherit them, its forks do
    try:
        subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", _WATCH, "oms-mock", str(path)],
            stdin=waiting,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            check=False,
        )
    except OSError:  # a container without a shell
        os.close(held)
        return None
    finally:
        os.close(waiting)
    return held


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders whose processes have ended."""
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(folder: Path) -> None:
    lock = folder / LOCK
    try:
        found = lock.lstat()
    except OSError:  # the folder of another program, or of another user
        return
    is_own = sys.platform == "win32" or found.st_uid == os.getuid()
    if is_own and time.time() - found.st_mtime > YOUNG and (descriptor := _lock(lock)):
        _remove(folder, os.getpid(), [descriptor])


def _lock(path: Path) -> int | None:
    """Lock a file for this process and its forks. Return its descriptor, or None if others have it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        _claim(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _claim(descriptor: int) -> None:
    """Lock a file. Raises OSError if another process has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
