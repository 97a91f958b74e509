"""Read the folder of a scenario: the manifest `scenario.json`, and documents of the API.

The documents are in `orders.json`, `webhook_events.json` and `omnitron.json`, or in any number of files in folders of
these names. A file contains one document, an array, or a page as a deployment returned it.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.resources.abc import Traversable
from typing import Any, NoReturn

import jsonschema_rs

from oms_mock.behaviour import rule_parser, stored, throttle
from oms_mock.behaviour.stored import NONE as NO_BEHAVIOUR
from oms_mock.dataset import generator, personas
from oms_mock.errors import Problem, UnusableValueError

MANIFEST = "scenario.json"
ORDERS, WEBHOOK_EVENTS, OMNITRON = KINDS = ("orders", "webhook_events", "omnitron")

Document = dict[str, Any]

_COUNT = {"type": "integer", "minimum": 0, "maximum": 10**9}
_IDS = {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}
_OBJECT = {"type": "object", "additionalProperties": False}
MANIFEST_SCHEMA: dict[str, Any] = {
    **_OBJECT,
    "required": ["description", "generated"],
    "properties": {
        "description": {"type": "string"},
        "generated": {
            **_OBJECT,
            "required": ["orders", "seed"],
            "properties": {
                "orders": _COUNT,
                "seed": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
                "adjustable": {"type": "boolean"},
                "generator": {"type": "integer"},
            },
        },
        "omnitron": {**_OBJECT, "properties": {"generated": {"type": "boolean"}}},
        "settings": {
            **_OBJECT,
            "properties": {
                "MIN_ORDER_OMNITRON_ID": {"type": "integer"},
                "ALLOWED_CHANNELS": _IDS,
                "CARGO_COMPANIES": _IDS,
            },
        },
        "without_webhook_events": _IDS,
        stored.FAULTS: {"type": "array", "maxItems": rule_parser.MOST},
        stored.THROTTLE: {"type": "string"},
    },
}


NOTHING_GENERATED = {"description": "", "generated": {"orders": 0, "seed": 0}}


@dataclass(frozen=True)
class Manifest:
    """The content of scenario.json."""

    description: str
    orders: int
    seed: int
    adjustable: bool
    has_generated_omnitron: bool
    settings: dict[str, Any]
    without_webhook_events: tuple[int, ...]
    behaviour: str = NO_BEHAVIOUR


@dataclass(frozen=True)
class Written:
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
    orders: list[Written] = field(default_factory=list)
    webhook_events: list[Written] = field(default_factory=list)
    omnitron: list[Written] = field(default_factory=list)
    digest: str = ""


def read(folder: Traversable) -> Folder:
    """Read a folder and collect the problems of its files."""
    texts, problems = dict[str, Any](), list[Problem]()
    digest = blake2b(digest_size=16)
    for file, entry in sorted(_files(folder)):
        try:
            content = entry.read_bytes()
            texts[file] = parse(content)
            digest.update(b"%d %b %d %b" % (len(file), file.encode(), len(content), content))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(Problem(file, "", "", _why(error)))
    problems += _unused_files(folder)
    manifest = texts.pop(MANIFEST, None)
    wrong = [] if manifest is None else list(_manifest_problems(manifest))
    problems += wrong
    found: dict[str, list[Written]] = {kind: [] for kind in KINDS}
    for file, value in texts.items():
        documents = _documents(value)
        if documents is None:
            problems.append(Problem(file, "", "$", "expected an object, an array of objects, or a page with results"))
        else:
            found[file.partition("/")[0].removesuffix(".json")] += [Written(each, file) for each in documents]
    usable = NOTHING_GENERATED if wrong or manifest is None else manifest
    return Folder(folder.name, _manifest(usable), problems, **found, digest=digest.hexdigest())


def parse(content: bytes) -> Any:
    """Parse JSON without duplicate keys. Raises ValueError, and RecursionError if it is nested too deeply."""
    return json.loads(
        content.decode("utf-8-sig"), object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant
    )


def _files(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Yield the files to read, with their names relative to the folder."""
    yield MANIFEST, folder.joinpath(MANIFEST)
    for kind in KINDS:
        if (single := folder.joinpath(f"{kind}.json")).is_file():
            yield single.name, single
        if (several := folder.joinpath(kind)).is_dir():
            yield from ((f"{kind}/{each.name}", each) for each in several.iterdir() if each.name.endswith(".json"))


def _unused_files(folder: Traversable) -> Iterator[Problem]:
    """Yield a problem for each JSON file that is not read."""
    known = [MANIFEST, *(f"{kind}.json" for kind in KINDS)]
    for name in sorted(each.name for each in folder.iterdir()):
        if name.endswith(".json") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"put documents into {', '.join(known[1:])}"
            yield Problem(name, "", "", f"this file is not read: {hint}")


def _documents(value: Any) -> list[Document] | None:
    """Return the documents of a file; None if it contains something else."""
    if isinstance(value, dict):
        value = value["results"] if "results" in value and "count" in value else [value]
    return value if isinstance(value, list) and all(isinstance(each, dict) for each in value) else None


def _manifest_problems(manifest: Any) -> Iterator[Problem]:
    validator = jsonschema_rs.Draft202012Validator(MANIFEST_SCHEMA)
    for error in validator.iter_errors(manifest):
        path = "$" + "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in error.instance_path)
        yield Problem(MANIFEST, "", path, error.message)
    if not isinstance(manifest, dict):
        return
    yield from _control_problems(manifest)
    generated = manifest.get("generated")
    if not isinstance(generated, dict):
        return
    if generated.get("generator", generator.VERSION) != generator.VERSION:
        yield Problem(
            MANIFEST,
            "",
            "$.generated.generator",
            f"the orders were generated by generator {generated['generator']}, this is generator {generator.VERSION}, "
            "whose orders differ: install the oms-mock that saved it, or set it to this number",
        )
    if isinstance(count := generated.get("orders"), int) and 0 < count < personas.COUNT:
        text = f"must be 0, or at least {personas.COUNT}: the oldest generated orders are the personas"
        yield Problem(MANIFEST, "", "$.generated.orders", text)


def _control_problems(manifest: Document) -> Iterator[Problem]:
    """Yield the problems of the fault rules and the throttle."""
    rules = manifest.get(stored.FAULTS)
    for place, rule in enumerate(rules if isinstance(rules, list) else ()):
        try:
            rule_parser.rule(rule, f"f{place + 1}")
        except UnusableValueError as error:
            for each in error.problems:
                yield Problem(MANIFEST, "", f"$.{stored.FAULTS}[{place}]{each.where[1:]}", each.why)
    if isinstance(rate := manifest.get(stored.THROTTLE), str):
        try:
            throttle.parse(rate)
        except ValueError as error:
            yield Problem(MANIFEST, "", f"$.{stored.THROTTLE}", str(error))


def _manifest(value: Document) -> Manifest:
    generated = value["generated"]
    return Manifest(
        description=value["description"],
        orders=generated["orders"],
        seed=generated["seed"],
        adjustable=generated.get("adjustable", False),
        has_generated_omnitron=value.get("omnitron", {}).get("generated", True),
        settings=value.get("settings", {}),
        without_webhook_events=tuple(value.get("without_webhook_events", ())),
        behaviour=stored.write(value.get(stored.FAULTS, []), value.get(stored.THROTTLE)),
    )


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} comes twice in one object")
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
