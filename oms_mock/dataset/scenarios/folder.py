"""Read the folder of a scenario: the manifest `scenario.json`, and documents of the API.

The documents are in `orders.json`, `webhook_events.json` and `omnitron.json`, or in any number of files in folders of
these names. A file contains one document, an array, or a page as a deployment returned it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.resources.abc import Traversable
from typing import Any

import orjson

from oms_mock.dataset.scenarios import manifest
from oms_mock.dataset.scenarios.manifest import Manifest
from oms_mock.errors import Problem, ScenarioError, UnusableValueError
from oms_mock.inputs import json_text
from oms_mock.spec.json_path import Document
from oms_mock.spec.near import did_you_mean

MANIFEST = "scenario.json"
KINDS = ("orders", "webhook_events", "omnitron")
"""Names of the files and folders of documents."""


@dataclass(frozen=True)
class FileDocument:
    """A document and the name of its file."""

    document: Document
    file: str


@dataclass(frozen=True)
class Folder:
    """The readable content of a scenario folder, and the `problems` of the other files.

    The documents are not validated yet. An unreadable manifest is replaced by an empty one. `digest` identifies the
    bytes of all files.
    """

    name: str
    manifest: Manifest
    problems: list[Problem]
    orders: list[FileDocument] = field(default_factory=list)
    webhook_events: list[FileDocument] = field(default_factory=list)
    omnitron: list[FileDocument] = field(default_factory=list)
    digest: str = ""


def read(folder: Traversable) -> Folder:
    """Read a folder and collect the problems of its files."""
    documents, problems = dict[str, Any](), list[Problem]()
    digest = blake2b(digest_size=16)
    for file, content in _contents(folder, problems):
        try:
            documents[file] = json_text.parse(content)
            _add_to(digest, file, content)
        except UnusableValueError as error:
            problems.append(Problem(file, "", "", error.why))
    problems += _unused_files(each.name for each in folder.iterdir())
    return _sorted(folder.name, documents, problems, digest.hexdigest())


def of_documents(name: str, documents: Mapping[str, Any]) -> Folder:
    """Return the folder that has these documents, by the names of its files relative to the folder.

    The names select what a document is, and no file is opened.
    """
    known = {file: documents[file] for file in sorted(documents) if _is_read(file)}
    problems = [*_unused_files(file for file in documents if file not in known)]
    digest = blake2b(digest_size=16)
    for file, document in known.items():
        _add_to(digest, file, orjson.dumps(document))
    if MANIFEST not in documents:
        problems.insert(0, Problem(MANIFEST, "", "", "is missing"))
    return _sorted(name, known, problems, digest.hexdigest())


def documents_of(folder: Traversable) -> dict[str, Any]:
    """Return the documents of a folder, by the names of its files. Raises ScenarioError with the unreadable ones."""
    documents, problems = dict[str, Any](), list[Problem]()
    for file, content in _contents(folder, problems):
        try:
            documents[file] = json_text.parse(content)
        except UnusableValueError as error:
            problems.append(Problem(file, "", "", error.why))
    problems += _unused_files(each.name for each in folder.iterdir())
    if problems:
        raise ScenarioError(folder.name, problems)
    return documents


def _contents(folder: Traversable, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Yield the content of each file. Add a problem for one that cannot be read."""
    for file, entry in sorted(_files(folder), key=lambda each: each[0]):
        try:
            content = entry.read_bytes()
        except OSError as error:
            problems.append(Problem(file, "", "", error.strerror or str(error)))
        else:
            yield file, content


def _add_to(digest: blake2b, file: str, content: bytes) -> None:
    digest.update(b"%d %b %d %b" % (len(file), file.encode(), len(content), content))


def _sorted(name: str, documents: dict[str, Any], problems: list[Problem], digest: str) -> Folder:
    """Return a folder with its documents by kind."""
    parsed = _manifest(documents.pop(MANIFEST, None), problems)
    found: dict[str, list[FileDocument]] = {kind: [] for kind in KINDS}
    for file, value in documents.items():
        rows = _documents(value)
        if rows is None:
            problems.append(Problem(file, "", "$", "expected an object, an array of objects, or a page with results"))
        else:
            found[file.partition("/")[0].removesuffix(".json")] += [FileDocument(each, file) for each in rows]
    return Folder(name, parsed, problems, **found, digest=digest)


def _manifest(document: Any, problems: list[Problem]) -> Manifest:
    """Return the manifest; where it is missing or not valid, an empty one."""
    try:
        return manifest.read(manifest.EMPTY if document is None else document)
    except UnusableValueError as error:
        problems += [Problem(MANIFEST, "", each.where, each.why) for each in error.problems]
        return manifest.read(manifest.EMPTY)


def _files(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Yield the files to read, with their names relative to the folder."""
    yield MANIFEST, folder.joinpath(MANIFEST)
    for kind in KINDS:
        if (single := folder.joinpath(f"{kind}.json")).is_file():
            yield single.name, single
        if (several := folder.joinpath(kind)).is_dir():
            yield from ((f"{kind}/{each.name}", each) for each in several.iterdir() if each.name.endswith(".json"))


def _is_read(file: str) -> bool:
    """Return whether a file of this name is read."""
    kind, _, name = file.partition("/")
    return file == MANIFEST or file.removesuffix(".json") in KINDS or (kind in KINDS and name.endswith(".json"))


def _unused_files(names: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each JSON file that is not read."""
    known = [MANIFEST, *(f"{kind}.json" for kind in KINDS)]
    for name in sorted(names):
        if name.endswith(".json") and name not in known:
            hint = did_you_mean(name, known, f"put documents into {', '.join(known[1:])}")
            yield Problem(name, "", "", f"this file is not read: {hint}")


def _documents(value: Any) -> list[Document] | None:
    """Return the documents of a file; None if it contains something else."""
    if isinstance(value, dict):
        value = value["results"] if "results" in value and "count" in value else [value]
    return value if isinstance(value, list) and all(isinstance(each, dict) for each in value) else None
