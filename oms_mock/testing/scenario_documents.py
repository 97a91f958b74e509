"""The body of a request that switches a world to a scenario: a name, or the documents of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oms_mock.dataset.scenarios import folder, library


def choice(scenario: str | Path) -> dict[str, Any]:
    """Return the body for a scenario: a name, or a folder, whose documents are read.

    A string is a folder if it contains a slash or is the name of a folder, and is not the name of a shipped scenario.

    Raises SetupError for a folder that is none of a scenario, and ScenarioError for unreadable files.
    """
    if isinstance(scenario, str) and not _is_folder(scenario):
        return {"name": scenario}
    path = Path(scenario).expanduser().resolve()
    return {"name": path.name, "files": folder.documents_of(library.find(str(path)))}


def _is_folder(scenario: str) -> bool:
    if scenario in library.names():
        return False
    return "/" in scenario or "\\" in scenario or Path(scenario).is_dir()
