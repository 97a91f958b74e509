"""Write a file in one step: it is complete, or it is not there.

The text is written to a temporary file in the same folder, which then takes the place of the file.
"""

from __future__ import annotations

import os
from pathlib import Path

SHARED = 0o666
"""Permissions of an ordinary file, which the umask narrows."""
PRIVATE = 0o600
"""Permissions of a file that other users may not read."""


def write(path: Path, text: str, mode: int = SHARED) -> None:
    """Replace the content of a file. Raises OSError; the file is then unchanged."""
    try:
        _create(_temporary(path), text, mode)
        _temporary(path).replace(path)
    except OSError:
        _temporary(path).unlink(missing_ok=True)
        raise


def attempt(path: Path) -> None:
    """Check that a file can be written, and leave no trace. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder", str(path))
    _create(_temporary(path), "", PRIVATE)
    _temporary(path).unlink()


def _create(path: Path, text: str, mode: int) -> None:
    """Create a file that does not exist: in a folder that others can write to, theirs is not followed."""
    path.unlink(missing_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8", newline="\n"
    ) as file:
        file.write(text)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")
