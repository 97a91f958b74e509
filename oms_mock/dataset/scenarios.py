"""Scenarios: what a world holds when it begins. Each is a folder of fixtures/ with a scenario.json."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

from oms_mock.dataset.orders import orders
from oms_mock.errors import SetupError

FIXTURES = "oms_mock.fixtures"
DEFAULT = "default"
MANIFEST = "scenario.json"
DOCUMENTS = "orders.json"

Document = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """Orders in the order in which they came: generated ones first, then those written down."""

    name: str
    description: str
    seed: int
    generated: int
    adjustable: bool
    documents: list[Document] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many orders there are."""
        return self.generated + len(self.documents)

    def orders(self) -> Iterator[Document]:
        """Yield the orders, oldest first, ids ascending."""
        return chain(orders(self.seed, range(1, self.generated + 1)), self.documents)


def names() -> list[str]:
    """List the scenarios that ship."""
    return sorted(folder.name for folder in files(FIXTURES).iterdir() if folder.joinpath(MANIFEST).is_file())


def load(name: str, *, orders: int | None = None, seed: int | None = None) -> Scenario:
    """Read a scenario, with another number of orders or another seed if they are given.

    Raises SetupError, in one line, for whatever cannot be done.
    """
    scenario = _read(name)
    if orders is not None:
        scenario = _with_orders(scenario, orders)
    return scenario if seed is None else replace(scenario, seed=seed)


def _with_orders(scenario: Scenario, orders: int) -> Scenario:
    if not scenario.adjustable:
        raise SetupError(
            f"the scenario {scenario.name} always has {scenario.count} orders: leave out --orders, or --scenario"
        )
    if orders < 1:
        raise SetupError("--orders must be at least 1: for none at all use --scenario empty")
    return replace(scenario, generated=orders)


def _read(name: str) -> Scenario:
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names())}"
        raise SetupError(f"there is no scenario {name!r}: {hint}")
    folder = files(FIXTURES).joinpath(name)
    manifest = _read_json(folder, MANIFEST)
    try:
        return Scenario(
            name=name,
            description=manifest["description"],
            seed=manifest["generated"]["seed"],
            generated=manifest["generated"]["orders"],
            adjustable=manifest["generated"]["adjustable"],
            documents=_read_json(folder, DOCUMENTS) if folder.joinpath(DOCUMENTS).is_file() else [],
        )
    except (KeyError, TypeError) as error:
        raise SetupError(f"{name}/{MANIFEST} cannot be read: {error} is missing or of the wrong type") from None


def _read_json(folder: Traversable, name: str) -> Any:
    try:
        return json.loads(folder.joinpath(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(
            f"{folder.name}/{name} cannot be read: {error}: reinstall oms-mock, or mend the file"
        ) from None
