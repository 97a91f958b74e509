"""Copy a scenario without secrets and personal data."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from oms_mock.dataset.scenarios.folder import MANIFEST, read
from oms_mock.dataset.scenarios.pseudonyms import Redaction
from oms_mock.errors import ScenarioError
from oms_mock.inputs import json_text
from oms_mock.services import scenario_files


def redact(source: Traversable, target: Path, key: bytes) -> int:
    """Write a redacted copy of a scenario folder. Return the number of its documents.

    A page is written as the array of its rows, because its links name a host. Raises ScenarioError if the source
    cannot be read, and SetupError if the target cannot be written.
    """
    folder = read(source)
    if folder.problems:
        raise ScenarioError(folder.name, folder.problems)
    written = [*folder.orders, *folder.webhook_events, *folder.omnitron]
    redaction = Redaction(key, (each.document for each in written))
    files: dict[str, list[Any]] = defaultdict(list)
    for each in written:
        files[each.file].append(redaction.apply(each.document))
    with scenario_files.new_folder(target) as temporary:
        scenario_files.write(temporary / MANIFEST, json_text.parse(source.joinpath(MANIFEST).read_bytes()))
        for file, documents in files.items():
            scenario_files.write(temporary / file, documents)
    return len(written)
