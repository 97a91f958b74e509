"""Scenarios: what a world holds when it begins. Each is a folder with a scenario.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from oms_mock.behaviour.stored import NONE as NO_CONTROLS
from oms_mock.dataset import generator, omnitron, personas
from oms_mock.dataset.follow_profile.choices import Profiled
from oms_mock.dataset.scenarios import checks
from oms_mock.dataset.scenarios.folder import MANIFEST, Folder, read
from oms_mock.errors import ScenarioError, SetupError
from oms_mock.spec import near, profile_files

FIXTURES = "oms_mock.fixtures"
DEFAULT = "default"
PROFILE_MARK = "+"
"""Between the digests of a scenario's files and of a profile."""

Document = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """Orders in the order in which they came: generated ones first, then those written down.

    `events` holds the webhook events that are written down, by order id; an order that is not in it
    has generated ones. `omnitron` holds orders of the Omnitron side that are written down. `profiled` makes the
    generated orders but the personas, where they follow a profile.
    """

    name: str
    description: str
    seed: int
    generated: int
    adjustable: bool = False
    documents: tuple[Document, ...] = ()
    events: Mapping[int, list[Document]] = field(default_factory=dict)
    omnitron: tuple[Document, ...] = ()
    has_generated_omnitron: bool = True
    settings: Mapping[str, Any] = field(default_factory=lambda: omnitron.SETTINGS)
    digest: str = ""
    controls: str = NO_CONTROLS
    profiled: Profiled | None = None

    @property
    def count(self) -> int:
        """How many orders there are."""
        return self.generated + len(self.documents)

    def orders(self, start: int = 0, stop: int | None = None) -> Iterator[Document]:
        """Yield the orders from one place to another, oldest first. They are shared: never change them."""
        for place in range(start, self.count if stop is None else min(stop, self.count)):
            if place < self.generated:
                yield self._generated_order(generator.id_at(place))
            else:
                yield self.documents[place - self.generated]

    def webhook_events(self, order: Document) -> list[Document]:
        """Return the webhook events of one of the orders, oldest first."""
        written = self.events.get(order["id"])
        if written is not None:
            return written
        is_generated = generator.has(self.generated, order["id"])
        if self.profiled and is_generated and not personas.is_one(order["id"]):
            return self.profiled.webhook_events(order)
        return generator.events(self.seed, order, is_generated=is_generated)

    def _generated_order(self, order_id: int) -> Document:
        if self.profiled and not personas.is_one(order_id):
            return self.profiled.order(order_id)
        return generator.order(self.seed, order_id)

    def omnitron_orders(self) -> Iterator[Document]:
        """Yield what is on the Omnitron side."""
        if self.has_generated_omnitron:
            yield from omnitron.omnitron_orders(self.seed)
        yield from self.omnitron


def names() -> list[str]:
    """List the scenarios that ship."""
    return sorted(folder.name for folder in files(FIXTURES).iterdir() if folder.joinpath(MANIFEST).is_file())


@cache
def descriptions() -> dict[str, str]:
    """Tell of the scenarios that ship, by name."""
    return {name: read(find(name)).manifest.description for name in names()}


def load(source: str, *, orders: int | None = None, seed: int | None = None, profile: str | None = None) -> Scenario:
    """Read a scenario that ships, by its name, or a folder, by its path; whole, or not at all.

    `orders` and `seed` replace those of the generated orders, which follow the `profile`, a file. Raises
    ScenarioError, which holds everything that is wrong with the folder, and SetupError, in one line, for whatever
    else cannot be done.
    """
    folder = read(find(source))
    manifest = folder.manifest
    if problems := [*folder.problems, *checks.of_documents(folder)]:
        raise ScenarioError(folder.name, problems)
    scenario = Scenario(
        name=folder.name,
        description=manifest.description,
        seed=manifest.seed if seed is None else seed,
        generated=manifest.orders,
        adjustable=manifest.adjustable,
        documents=tuple(sorted((each.document for each in folder.orders), key=_id)),
        events=_events_by_order(folder),
        omnitron=tuple(each.document for each in folder.omnitron),
        has_generated_omnitron=manifest.has_generated_omnitron,
        settings={**omnitron.SETTINGS, **manifest.settings},
        digest=folder.digest,
        controls=manifest.controls,
    )
    if orders is not None:
        scenario = _with_orders(scenario, orders)
    if problems := checks.together(folder, scenario.seed, scenario.generated):
        raise ScenarioError(folder.name, problems)
    return scenario if profile is None else _following(scenario, profile)


def find(source: str) -> Traversable:
    """Find a scenario's folder: by the name of one that ships, else by path. Raises SetupError."""
    if source in names():
        return files(FIXTURES).joinpath(source)
    path = Path(source).expanduser().resolve()
    if path.joinpath(MANIFEST).is_file():
        return path
    if path.is_dir():
        raise SetupError(f"{source} holds no {MANIFEST}: see oms-mock scenario new --help")
    hint = near.did_you_mean(source, names(), f"there are {', '.join(names())}, and any folder by its path")
    raise SetupError(f"there is no scenario {source!r}: {hint}")


def _with_orders(scenario: Scenario, orders: int) -> Scenario:
    if not scenario.adjustable:
        raise SetupError(
            f"the scenario {scenario.name} always has {scenario.count} orders: leave out --orders, or --scenario"
        )
    if orders < personas.COUNT:
        raise SetupError(
            f"--orders must be at least {personas.COUNT}, which are the personas (oms-mock personas lists them): "
            "for fewer orders use --scenario single, or empty"
        )
    return replace(scenario, generated=orders)


def _following(scenario: Scenario, profile: str) -> Scenario:
    if not scenario.generated:
        raise SetupError(f"the scenario {scenario.name} has no generated orders: leave out --profile, or --scenario")
    profiled = Profiled(profile_files.read(Path(profile)), scenario.seed)
    return replace(scenario, profiled=profiled, digest=f"{scenario.digest}{PROFILE_MARK}{profiled.digest}")


def _events_by_order(folder: Folder) -> dict[int, list[Document]]:
    events: dict[int, list[Document]] = {order_id: [] for order_id in folder.manifest.without_webhook_events}
    for written in folder.webhook_events:
        if isinstance(order_id := written.document.get("object_id"), int):
            events.setdefault(order_id, []).append(written.document)
    return {order_id: sorted(documents, key=_id) for order_id, documents in events.items()}


def _id(document: Document) -> int:
    """Sort by id; what has none is refused before anybody sees the order."""
    found = document.get("id")
    return found if isinstance(found, int) else 0
