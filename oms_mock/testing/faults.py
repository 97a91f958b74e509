"""The faults of a world: rules by which its answers go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypedDict, Unpack

from oms_mock.testing.admin_client import Control
from oms_mock.testing.errors import ControlError

MATCHED = ("operation", "method", "path", "order", "page", "nth", "every", "probability", "seed", "times")
"""The keys of a rule that say which requests it is about; the others say what happens to them."""


class Rule(TypedDict, total=False):
    """A rule, flat: which requests (see `MATCHED`), and what happens to them.

    `break_` is the rule's `break`: close, truncate, drip, malformed-json, wrong-content-type, empty-body; `drip` says
    how long a drip takes. `motion` is arrive, disappear, count or shrink. `delay` is "200ms", or a mapping:
    {"uniform": ["100ms", "2s"]}. `mutate` is {"path": "$.results[*].customer.email", "mutation": "null"}.
    """

    id: str
    operation: str
    method: str
    path: str
    order: int
    page: int
    nth: int
    every: int
    probability: float
    seed: int
    times: int
    delay: str | Mapping[str, Any]
    status: int
    retry_after: int
    break_: str
    drip: str
    mutate: Mapping[str, str]
    motion: str
    cap_limit: int
    next_host: str


@dataclass(frozen=True)
class Fault:
    """A rule that a world has: `with world.faults.add(status=503): …` takes it away at the end."""

    id: str
    rule: Mapping[str, Any]
    _control: Control = field(repr=False)

    @property
    def seen(self) -> int:
        """How many requests it was about."""
        return int(self._now()["seen"])

    @property
    def applied(self) -> int:
        """How many requests went wrong by it."""
        return int(self._now()["applied"])

    def remove(self) -> None:
        """Take it away. Raises ControlError where it is gone already."""
        self._control.call("DELETE", f"faults/{self.id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.remove()
        except ControlError as error:
            if error.status != 404:
                raise

    def _now(self) -> Mapping[str, Any]:
        for rule in self._control.call("GET", "faults")["faults"]:
            if rule["id"] == self.id:
                return dict(rule)
        raise ControlError(f"the fault {self.id} is gone: ask before it is removed", 404)


class Faults:
    """The faults of a world."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, **rule: Unpack[Rule]) -> Fault:
        """Let answers go wrong: `add(operation="order_list", times=1, status=503, retry_after=5)`.

        Raises ControlError that names the key which cannot be used.
        """
        added = self._control.call("POST", "faults", nested(rule))
        return Fault(added["id"], added, self._control)

    def list(self) -> list[dict[str, Any]]:
        """List the rules, each with how many requests it has `seen` and was `applied` to."""
        faults: list[dict[str, Any]] = self._control.call("GET", "faults")["faults"]
        return faults

    def remove(self, fault: str | Fault) -> None:
        """Take one away, by its id."""
        self._control.call("DELETE", f"faults/{fault.id if isinstance(fault, Fault) else fault}")

    def clear(self) -> None:
        """Take all of them away."""
        self._control.call("DELETE", "faults")


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Write a flat rule as the control surface takes it: what it is about stands in `match`."""
    named = {name.rstrip("_"): value for name, value in flat.items()}
    match = {name: value for name, value in named.items() if name in MATCHED}
    effects = {name: value for name, value in named.items() if name not in MATCHED}
    return {**({"match": match} if match else {}), **effects}
