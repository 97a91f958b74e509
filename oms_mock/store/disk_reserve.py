"""Space on the disk of a database that is released when the disk is full.

Deleting rows needs space, too: SQLite appends the changed pages to its log. Without a reserve, nothing could be deleted
on a full disk.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

SIZE = 2 * 1024**2
"""Bytes: enough for the pages that change when the largest world is removed."""


class DiskReserve:
    """A file without a name, beside a database: it ends with the processes that have it open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None

    def keep(self) -> None:
        """Reserve the space, unless it is reserved already, or the disk is full."""
        if self._file is None:
            with suppress(OSError):
                self._file = _filled(self._folder)

    def release(self) -> bool:
        """Release the space. Return whether there was any."""
        if self._file is None:
            return False
        with self._file as file, suppress(OSError):
            file.truncate(0)  # also for forks of this process, which have the same file open
        self._file = None
        return True


def _filled(folder: Path) -> IO[bytes]:
    file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, SIZE)
        else:
            file.write(bytes(SIZE))
            file.flush()
    except OSError:
        with suppress(OSError):
            file.close()
        raise
    return file
