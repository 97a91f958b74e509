"""The fault rules of a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypedDict, Unpack

from oms_mock.testing.admin_client import Control
from oms_mock.testing.errors import ControlError

MATCHED = ("operation", "method", "path", "order", "page", "nth", "every", "probability", "seed", "times")
"""The keys of a rule that select requests; the others are effects."""


class Rule(TypedDict, total=False):
    """A rule without nesting: which requests (see `MATCHED`), and the effects.

    `break_` is the rule's `break`: close, hang-up, truncate, truncate-chunked, stall, drip, malformed-json,
    wrong-content-type, empty-body, html; `drip` and `stall` are durations. `detail` is the text of an error `status`,
    `location` the address of a redirect. `motion` is arrive, disappear, count or shrink. `delay` is "200ms", or a
    mapping: {"uniform": ["100ms", "2s"]}. `mutate` is {"path": "$.results[*].customer.email", "mutation": "null"}.
    `stale` is {"requests": 3} or {"for": "2s"}: how long reads do not see a change of orders.
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
    detail: str
    location: str
    break_: str
    drip: str
    stall: str
    mutate: Mapping[str, str]
    motion: str
    stale: Mapping[str, Any]
    cap_limit: int
    next_host: str


@dataclass(frozen=True)
class Fault:
    """A fault rule of a world; `with world.faults.add(status=503): …` removes it at the end."""

    id: str
    rule: Mapping[str, Any]
    _control: Control = field(repr=False)

    @property
    def seen(self) -> int:
        """How many requests the rule matched."""
        return int(self._now()["seen"])

    @property
    def applied(self) -> int:
        """How many requests the rule was applied to."""
        return int(self._now()["applied"])

    def remove(self) -> None:
        """Remove the rule. Raises ControlError if it does not exist any more."""
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
        raise ControlError(f"the fault {self.id} does not exist any more: read it before it is removed", 404)


class Faults:
    """The fault rules of a world."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(self, **rule: Unpack[Rule]) -> Fault:
        """Add a rule: `add(operation="order_list", times=1, status=503, retry_after=5)`.

        Raises ControlError with the path of every problem.
        """
        added = self._control.call("POST", "faults", nested(rule))
        return Fault(added["id"], added, self._control)

    def list(self) -> list[dict[str, Any]]:
        """List the rules, each with the number of requests it has `seen` and was `applied` to."""
        faults: list[dict[str, Any]] = self._control.call("GET", "faults")["faults"]
        return faults

    def remove(self, fault: str | Fault) -> None:
        """Remove a rule by its id."""
        self._control.call("DELETE", f"faults/{fault.id if isinstance(fault, Fault) else fault}")

    def clear(self) -> None:
        """Remove all rules."""
        self._control.call("DELETE", "faults")


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flat rule as the admin API accepts it, with the keys that select requests in `match`."""
    named = {name.rstrip("_"): value for name, value in flat.items()}
    match = {name: value for name, value in named.items() if name in MATCHED}
    effects = {name: value for name, value in named.items() if name not in MATCHED}
    return {**({"match": match} if match else {}), **effects}
