"""How a user writes this program on the command line: `oms-mock` is on the PATH of an activated environment only."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "oms-mock"


def command() -> str:
    """Return the words that start this program from the current folder, quoted for a shell."""
    started = Path(sys.argv[0])
    if started.stem == NAME:
        return NAME if _is_on_path(started) else shlex.quote(_from_here(started))
    if _is_on_path(Path(sys.executable).parent / NAME):
        return NAME
    return f"{shlex.quote(_from_here(Path(sys.executable)))} -m oms_mock"


def _is_on_path(program: Path) -> bool:
    found = shutil.which(NAME)
    return found is not None and Path(found).with_suffix("").absolute() == program.with_suffix("").absolute()


def _from_here(path: Path) -> str:
    """Return a path below the current folder as relative to it, and any other as absolute."""
    absolute, here = path.absolute(), Path.cwd()
    if not absolute.is_relative_to(here):
        return str(absolute)
    relative = str(absolute.relative_to(here))
    return relative if os.sep in relative else os.path.join(os.curdir, relative)
