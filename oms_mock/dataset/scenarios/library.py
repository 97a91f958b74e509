"""Load scenarios: the initial data and behaviour of a world. Each is a folder with a scenario.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from oms_mock.behaviour.stored import NONE as NO_BEHAVIOUR
from oms_mock.clock import from_wire, system_clock
from oms_mock.dataset import date_shift, generator, omnitron, personas
from oms_mock.dataset.follow_profile.generator import ProfileGenerator
from oms_mock.dataset.scenarios import checks
from oms_mock.dataset.scenarios import folder as folders
from oms_mock.dataset.scenarios.folder import MANIFEST, Folder, read
from oms_mock.errors import Problem, ScenarioError, SetupError
from oms_mock.spec import near, profile_files
from oms_mock.spec.json_path import Document

FIXTURES = "oms_mock.fixtures"
DEFAULT = "default"
PROFILE_MARK = "+"
"""Separates the digests of the files of a scenario and of a profile."""
UNTIL_MARK = "@"
"""Separates these digests and the day until which orders are generated."""


@dataclass(frozen=True)
class Scenario:
    """The orders of a scenario, oldest first: generated orders, then those of its files (`documents`).

    `events` are the webhook events of its files by order id; orders that are not in it have generated events.
    `omnitron` are the orders of its files that can be pulled. `profiled` generates the orders that are not personas
    when they follow a profile. The dates of generated orders
    are shifted so that the newest is placed on the day `until`, if there is one.
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
    behaviour: str = NO_BEHAVIOUR
    profiled: ProfileGenerator | None = None
    until: date | None = None
    days: int = 0
    """The days by which generated dates are shifted."""

    @property
    def count(self) -> int:
        """Return the number of orders."""
        return self.generated + len(self.documents)

    def orders(self, start: int = 0, stop: int | None = None) -> Iterator[Document]:
        """Yield the orders from position `start` to `stop`, oldest first. They are shared, so never modify them."""
        for place in range(start, self.count if stop is None else min(stop, self.count)):
            if place < self.generated:
                yield self._generated_order(generator.id_at(place))
            else:
                yield self.documents[place - self.generated]

    def webhook_events(self, order: Document) -> list[Document]:
        """Return the webhook events of an order of the scenario, oldest first."""
        documents = self.events.get(order["id"])
        if documents is not None:
            return documents
        is_generated = generator.has(self.generated, order["id"])
        if self.profiled and is_generated and not personas.is_one(order["id"]):
            return self.profiled.webhook_events(order)
        return generator.events(self.seed, order, self.days, is_generated=is_generated)

    def _generated_order(self, order_id: int) -> Document:
        if self.profiled and not personas.is_one(order_id):
            return self.profiled.order(order_id)
        return generator.order(self.seed, order_id, self.days)

    def omnitron_orders(self) -> Iterator[Document]:
        """Yield the orders that can be pulled from Omnitron."""
        if self.has_generated_omnitron:
            yield from omnitron.omnitron_orders(self.seed, self.until, self.days)
        yield from self.omnitron


def names() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(folder.name for folder in files(FIXTURES).iterdir() if folder.joinpath(MANIFEST).is_file())


@cache
def descriptions() -> dict[str, str]:
    """Return the descriptions of the shipped scenarios, by name."""
    return {name: read(find(name)).manifest.description for name in names()}


def load(
    source: str,
    *,
    orders: int | None = None,
    seed: int | None = None,
    profile: str | None = None,
    until: str | None = None,
    today: date | None = None,
) -> Scenario:
    """Load a shipped scenario by its name, or a folder by its path.

    `orders`, `seed` and `until` replace those of the manifest; `until` is a date or `today`, which is `today`, or the
    present day in UTC. The generated orders follow `profile`, the path of a file. Raises ScenarioError with all
    problems of the folder, and SetupError for an unknown scenario or options that it does not allow.
    """
    return _of_folder(read(find(source)), orders, seed, profile, until, today)


def of_documents(name: str, documents: Mapping[str, Any]) -> Scenario:
    """Return a scenario of documents, by the names of the files that would contain them. Raises ScenarioError."""
    return _of_folder(folders.of_documents(name, documents))


def _of_folder(
    folder: Folder,
    orders: int | None = None,
    seed: int | None = None,
    profile: str | None = None,
    until: str | None = None,
    today: date | None = None,
) -> Scenario:
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
        behaviour=manifest.behaviour,
    )
    if orders is not None:
        scenario = _with_orders(scenario, orders)
    if problems := checks.conflicts(folder, scenario.seed, scenario.generated):
        raise ScenarioError(folder.name, problems)
    scenario = _with_shifted_dates(scenario, manifest.until, until, today or system_clock().date())
    return scenario if profile is None else _following(scenario, profile)


def find(source: str) -> Traversable:
    """Return the folder of a shipped scenario, or the folder at a path. Raises SetupError."""
    if source in names():
        return files(FIXTURES).joinpath(source)
    path = Path(source).expanduser().resolve()
    if path.joinpath(MANIFEST).is_file():
        return path
    if path.is_dir():
        raise SetupError(f"{source} contains no {MANIFEST}: see oms-mock scenario new --help")
    hint = near.did_you_mean(source, names(), f"there are {', '.join(names())}, and any folder by its path")
    raise SetupError(f"there is no scenario {source!r}: {hint}")


def own_folder(source: str | None) -> Path:
    """Return the path of the folder that a user wrote. Raises SetupError for a shipped scenario, and for none."""
    if source is None or source in names():
        raise SetupError("--watch needs the folder of a scenario of your own: add --scenario ./my-scenario")
    return Path(source).expanduser().resolve()


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


def _with_shifted_dates(scenario: Scenario, in_manifest: str | None, given: str | None, today: date) -> Scenario:
    """Return a scenario whose dates are shifted to the given day, or else to that of its manifest."""
    text = given or in_manifest
    if text is None:
        return scenario
    try:
        day = date_shift.parse(text) or today
        days = date_shift.days(scenario.seed, scenario.generated, day)
        _require_sequence(scenario, day)
    except ValueError as error:
        if given:
            raise SetupError(f"--until: {error}") from None
        raise ScenarioError(scenario.name, [Problem(MANIFEST, "", "$.generated.until", str(error))]) from None
    return replace(scenario, until=day, days=days, digest=f"{scenario.digest}{UNTIL_MARK}{day}")


def _require_sequence(scenario: Scenario, until: date) -> None:
    """Raise ValueError where a shift has no effect, or lets newer ids have older dates."""
    if not scenario.generated and not scenario.has_generated_omnitron:
        raise ValueError(f"the scenario {scenario.name} has no generated orders, and no others are shifted")
    for document in scenario.documents if scenario.generated else ():
        created = from_wire(document["created_date"]).date()
        if created < until:
            raise ValueError(
                f"order {document['id']} of the scenario {scenario.name} was created on {created} and is not shifted: "
                f"generated orders, whose ids are smaller, would be newer"
            )


def _following(scenario: Scenario, profile: str) -> Scenario:
    if not scenario.generated:
        raise SetupError(f"the scenario {scenario.name} has no generated orders: leave out --profile, or --scenario")
    profiled = ProfileGenerator(profile_files.read(Path(profile)), scenario.seed, scenario.days)
    files, mark, until = scenario.digest.partition(UNTIL_MARK)
    digest = f"{files}{PROFILE_MARK}{profiled.digest}{mark}{until}"
    return replace(scenario, profiled=profiled, digest=digest)


@dataclass(frozen=True)
class DigestParts:
    """What the digest of a scenario consists of: digests of its files and its profile, and the day of its newest order.

    The profile is empty where there is none.
    """

    files: str
    profile: str
    until: date | None


def digest_parts(digest: str) -> DigestParts:
    """Split the digest of a scenario."""
    rest, _, until = digest.partition(UNTIL_MARK)
    files, _, profile = rest.partition(PROFILE_MARK)
    return DigestParts(files, profile, date.fromisoformat(until) if until else None)


def _events_by_order(folder: Folder) -> dict[int, list[Document]]:
    events: dict[int, list[Document]] = {order_id: [] for order_id in folder.manifest.without_webhook_events}
    for each in folder.webhook_events:
        if isinstance(order_id := each.document.get("object_id"), int):
            events.setdefault(order_id, []).append(each.document)
    return {order_id: sorted(documents, key=_id) for order_id, documents in events.items()}


def _id(document: Document) -> int:
    """Return the id to sort by. A document without one is rejected later, so its position does not matter."""
    found = document.get("id")
    return found if isinstance(found, int) else 0
