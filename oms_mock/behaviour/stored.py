"""The behaviour of a world as it is stored: a JSON object.

Keys: `faults` (a list of rules), `throttle` (a rate), `clock` (see behaviour/world_clock.py), `hidden`
(see behaviour/stale.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from oms_mock.behaviour import rule_parser, stale, throttle, world_clock
from oms_mock.behaviour.rules import FaultRule
from oms_mock.behaviour.stale import HiddenChange
from oms_mock.behaviour.throttle import RateLimit
from oms_mock.behaviour.world_clock import WorldClock

NONE = "{}"
FAULTS = "faults"
THROTTLE = "throttle"
CLOCK = "clock"
HIDDEN = "hidden"


@dataclass(frozen=True)
class Behaviour:
    """The fault rules, the throttle and the clock of a world, and the changes that stale reads do not see."""

    faults: tuple[FaultRule, ...] = ()
    throttle: RateLimit | None = None
    clock: WorldClock = world_clock.REAL
    hidden: tuple[HiddenChange, ...] = ()


def write(rules: list[dict[str, Any]], rate: str | None) -> str:
    """Return the behaviour of a world as JSON; rules without an id are named f1, f2, … by their places."""
    named = [rule_parser.rule(rule, f"f{place}").document for place, rule in enumerate(rules, 1)]
    behaviour = {FAULTS: named, THROTTLE: rate}
    return orjson.dumps({key: value for key, value in behaviour.items() if value}).decode()


@lru_cache(maxsize=2048)
def read(text: str) -> Behaviour:
    """Return the stored behaviour of a world; it was validated when it was written."""
    document: dict[str, Any] = orjson.loads(text)
    rate = document.get(THROTTLE)
    return Behaviour(
        tuple(rule_parser.rule(each, each["id"]) for each in document.get(FAULTS, ())),
        throttle.parse(rate) if rate else None,
        world_clock.read(document.get(CLOCK)),
        stale.read(document.get(HIDDEN, ())),
    )
