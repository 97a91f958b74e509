"""Files that are there whole or not at all: written beside their place, and put there in one step."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Put a text in a file's place. Raises OSError; the file is then what it was before."""
    try:
        _temporary(path).write_text(text, encoding="utf-8", newline="\n")
        _temporary(path).replace(path)
    except OSError:
        _temporary(path).unlink(missing_ok=True)
        raise


def attempt(path: Path) -> None:
    """See that a file can be written, and leave no trace. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(None, "a folder has its name", str(path))
    _temporary(path).write_text("")
    _temporary(path).unlink()


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")
