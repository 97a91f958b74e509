"""Writing a scenario's folder: it is there whole, or not at all."""

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
def appearing(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder that takes the place of one that is not there yet, or empty, when all went well.

    Raises SetupError where the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(f"{folder} is there already: name a folder that is not")
    target = folder.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        beside.mkdir(parents=True)
        yield beside
        if target.exists():
            target.rmdir()
        beside.replace(target)
    except OSError as error:
        raise SetupError(f"cannot write to {folder}: {error.strerror}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write(path: Path, value: Any) -> None:
    """Write JSON for a person."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(value) + "\n", encoding="utf-8", newline="\n")


class Documents:
    """A file with an array of documents, written one by one; there is none if there are no documents."""

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
        """Write a document."""
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8", newline="\n")
            self._file.write("[\n")
        else:
            self._file.write(",\n")
        self._file.write(_text(document))

    def extend(self, documents: Iterable[Any]) -> None:
        """Write several documents."""
        for document in documents:
            self.add(document)


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
