"""Read and write profile files."""

from __future__ import annotations

from pathlib import Path

from oms_mock.errors import SetupError
from oms_mock.spec import atomic_file, profile_format
from oms_mock.spec.profile_format import Profile


def read(path: Path) -> Profile:
    """Read a profile. Raises SetupError with a message of one line."""
    try:
        return profile_format.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SetupError(f"cannot read {path}: it is not UTF-8: see oms-mock profile --help") from None
    except ValueError as error:
        raise SetupError(f"cannot read {path}: {error}: see oms-mock profile --help") from None
    except OSError as error:
        raise SetupError(f"cannot read {path}: {error.strerror}") from None


def prepare(path: Path) -> None:
    """Check that a file can be written. Raises SetupError."""
    if path.is_dir():
        raise SetupError(f"cannot write to {path}: it is a folder: add the name of a file")
    try:
        atomic_file.attempt(path)
    except OSError as error:
        raise _write_error(path, error) from None


def write(path: Path, text: str) -> None:
    """Write or replace a file. Raises SetupError."""
    try:
        atomic_file.write(path, text)
    except OSError as error:
        raise _write_error(path, error) from None


def _write_error(path: Path, error: OSError) -> SetupError:
    return SetupError(f"cannot write to {path}: {error.strerror}: try another --output")
