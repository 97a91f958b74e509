"""The file that a server writes when it is ready: `{"url": …, "token": …, "pid": …}`.

A program that starts `oms-mock serve --ready-file PATH` waits until the file exists, and then knows the address,
the API token and the process to stop. The file is complete as soon as it exists, and only its user can read it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from oms_mock.errors import SetupError
from oms_mock.spec import atomic_file


@dataclass(frozen=True)
class Ready:
    """A server that is ready. In proxy mode it has no token of its own."""

    url: str
    token: str | None = field(repr=False)
    pid: int


def prepare(path: Path) -> None:
    """Check that the file can be written, and remove one that another server left. Raises SetupError."""
    try:
        atomic_file.attempt(path)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SetupError(f"cannot write to {path}: {error.strerror}: try another --ready-file") from None


def write(path: Path, ready: Ready) -> None:
    """Write the file. Raises OSError."""
    atomic_file.write(path, f"{json.dumps(asdict(ready))}\n", atomic_file.PRIVATE)


def read(path: Path) -> Ready | None:
    """Read the file; None while the server is not ready yet."""
    try:
        return Ready(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def remove(path: Path, pid: int) -> None:
    """Remove the file, unless another server has replaced it."""
    with suppress(OSError, ValueError, TypeError):
        ready = read(path)
        if ready and ready.pid == pid:
            path.unlink()
