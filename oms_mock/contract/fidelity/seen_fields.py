"""Record which documented fields a deployment has: only paths, and only those that the document names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from oms_mock.contract.client.interaction import Interaction
from oms_mock.contract.outcome.report import Seen
from oms_mock.contract.rules.schema import form_checked
from oms_mock.contract.schema.validator import Form

_STEP = re.compile(r"\.[^.\[]+|\[\*\]")


class SeenFields:
    """A fold over the bodies that the rule `schema` checks.

    A field that was seen with a value is not searched again. After a few orders only rare fields are searched, so
    that every body can be examined at little cost.
    """

    def __init__(self) -> None:
        self._searches: defaultdict[str, dict[Form, _Search]] = defaultdict(dict)

    def take(self, interaction: Interaction) -> None:
        """Search for fields that were not seen yet."""
        checked = form_checked(interaction)
        if checked is None or not checked[1]:  # an empty list matches any form
            return
        form, body = checked
        searches = self._searches[interaction.endpoint.name]
        if form not in searches:
            searches[form] = _Search(form)
        searches[form].look(body)

    def seen(self) -> dict[str, Seen]:
        """Return the seen fields by the names of endpoints."""
        return {name: _seen(searches) for name, searches in self._searches.items()}


def _seen(searches: dict[Form, _Search]) -> Seen:
    values = frozenset[str]().union(*(each.values for each in searches.values()))
    nulls = frozenset[str]().union(*(each.nulls for each in searches.values()))
    return Seen(values, nulls - values, frozenset(form.outline for form in searches))


@dataclass
class _Place:
    """A place in a form of a body, with the places below it that are still searched."""

    path: str
    wanted: dict[str, _Place] = field(default_factory=dict)
    element: _Place | None = None
    any_key: _Place | None = None

    def below(self, step: str) -> _Place:
        """Return the place one step down; create it if it does not exist."""
        if step == "[*]":
            self.element = self.element or _Place(f"{self.path}[*]")
            return self.element
        if step == ".*":
            self.any_key = self.any_key or _Place(f"{self.path}.*")
            return self.any_key
        return self.wanted.setdefault(step[1:], _Place(f"{self.path}{step}"))


class _Search:
    """The search in one form: paths seen with a value, and as null."""

    def __init__(self, form: Form) -> None:
        self.values: set[str] = set()
        self.nulls: set[str] = set()
        self._whole = _Place("$")
        for path in form.properties:
            place = self._whole
            for step in _STEP.findall(path):
                place = place.below(step)

    def look(self, body: Any) -> None:
        """Search for fields that were not seen yet."""
        self._look(self._whole, body)

    def _look(self, place: _Place, value: Any) -> bool:
        """Examine a value; return whether the search below this place is finished."""
        if value is None:
            self.nulls.add(place.path)
            return False
        self.values.add(place.path)
        if isinstance(value, dict):
            self._look_inside(place, value)
        elif isinstance(value, list):
            self._look_at_each(place, value)
        return not (place.wanted or place.element or place.any_key)

    def _look_at_each(self, place: _Place, value: list[Any]) -> None:
        if place.element and any(self._look(place.element, each) for each in value):
            place.element = None

    def _look_inside(self, place: _Place, value: dict[str, Any]) -> None:
        for name, wanted in [*place.wanted.items()]:
            if name in value and self._look(wanted, value[name]):
                del place.wanted[name]
        if place.any_key and any(self._look(place.any_key, each) for each in value.values()):
            place.any_key = None
