"""Write the folder of a scenario. It appears complete or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from oms_mock.errors import SetupError


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden temporary folder, which is renamed to `folder` when the block ends without an error.

    Raises SetupError if the folder exists and is not empty, or if it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(f"{folder} exists and is not empty: name a new folder")
    target = folder.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        if target.exists():
            target.rmdir()
        temporary.replace(target)
    except OSError as error:
        raise SetupError(f"cannot write to {folder}: {error.strerror}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write(path: Path, value: Any) -> None:
    """Write indented JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(value) + "\n", encoding="utf-8", newline="\n")


class Documents:
    """Writes documents to a JSON array in a file, one by one. Creates the file with the first document."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Documents:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.write("\n]\n")
            self._file.close()

    def add(self, document: Any) -> None:
        """Append a document."""
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8", newline="\n")
            self._file.write("[\n")
        else:
            self._file.write(",\n")
        self._file.write(_text(document))

    def extend(self, documents: Iterable[Any]) -> None:
        """Append several documents."""
        for document in documents:
            self.add(document)


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
