"""Write files atomically: into a temporary file of the same folder, which then replaces the file in one step."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Replace the content of a file. Raises OSError; the file is unchanged then."""
    try:
        _temporary(path).write_text(text, encoding="utf-8", newline="\n")
        _temporary(path).replace(path)
    except OSError:
        _temporary(path).unlink(missing_ok=True)
        raise


def attempt(path: Path) -> None:
    """Check that a file can be written, without changing it. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder", str(path))
    _temporary(path).write_text("")
    _temporary(path).unlink()


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")
