"""What one request may ask of its own answer: a status, a delay, a broken body.

`Prefer: code=429, delay=500` (RFC 7240, with Prism's names), or `?__code=429&__delay=500` for a
browser's address bar. What was done is said in `Preference-Applied`, what was not understood, or
could not be done, in `Preference-Ignored`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, current_app, g, request
from werkzeug.http import parse_list_header

from oms_mock.behaviour import rule_parser
from oms_mock.behaviour.rules import Effect
from oms_mock.drf.error_responses import refuse
from oms_mock.drf.query import last_value
from oms_mock.errors import TooManyDatasetsError, UnusableValueError
from oms_mock.runtime.context import current_oms
from oms_mock.services import scenario_switch
from oms_mock.store.worlds import World

APPLIED = "Preference-Applied"
IGNORED = "Preference-Ignored"

NAMES = ("code", "delay", "retry-after", "fault", "mutate", "scenario")
_SAFE = frozenset(("GET", "HEAD"))
_MAX_ECHO = 200


@dataclass
class Preferences:
    """What a request prefers, sorted into what can be done and what cannot."""

    effect: Effect = field(default_factory=Effect)
    scenario: str | None = None
    applied: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def take(self, name: str, value: str) -> None:
        """Take a preference. Raises KeyError, ValueError and UnusableValueError for one that is not understood."""
        if name == "scenario":
            self.scenario = value
        else:
            self.effect = replace(self.effect, **_READERS[name](value))

    def could_not(self, name: str) -> None:
        """Say of a preference that it was understood, and came to nothing."""
        in_vain = [each for each in self.applied if each.startswith(f"{name}=")]
        self.applied = [each for each in self.applied if each not in in_vain]
        for each in in_vain:
            self.ignore(each)

    def ignore(self, text: str) -> None:
        """Report a preference that nothing is done about."""
        self.ignored.append(_printable(text))
        current_app.logger.warning("preference ignored: %s", self.ignored[-1])


def apply() -> Response | None:
    """Wait as long as the request prefers, and answer with the status that it prefers."""
    if "HTTP_PREFER" not in request.environ and "__" not in request.environ["QUERY_STRING"]:
        return None
    preferences = g.preferences = read()
    effect = preferences.effect
    if effect.delay:
        time.sleep(effect.delay.seconds(0, "", 0))
    return refuse(effect.status, retry_after=effect.retry_after) if effect.status else None


def world() -> World:
    """Enter the world of this request, and look at the scenario that it prefers: to read, not to write."""
    oms = current_oms()
    own = oms.world()
    preferences: Preferences | None = g.get("preferences")
    if preferences is None or preferences.scenario is None:
        return own
    if request.method in _SAFE:
        with suppress(UnusableValueError, TooManyDatasetsError):
            return scenario_switch.as_if_switched(oms.store, own, preferences.scenario)
    preferences.could_not("scenario")
    return own


def read() -> Preferences:
    """Read the preferences of this request; the address bar wins over the header."""
    preferences = Preferences()
    for name, value in dict(_stated()).items():
        text = f"{name}={value}" if value else name
        try:
            preferences.take(name, value)
            preferences.applied.append(_printable(text))
        except (KeyError, ValueError, UnusableValueError):
            preferences.ignore(text)
    if preferences.effect.status is None:
        preferences.could_not("retry-after")  # there is no refusal that could say so
    return preferences


def _stated() -> Iterator[tuple[str, str]]:
    for part in parse_list_header(request.environ.get("HTTP_PREFER", "")):
        name, _, value = part.partition(";")[0].partition("=")
        yield name.strip().lower(), value.strip().strip('"')
    for name in NAMES:
        asked = last_value(f"__{name.replace('-', '_')}")
        if asked is not None:
            yield name, asked


def _code(value: str) -> dict[str, Any]:
    return {} if value == "200" else rule_parser.part("status", _number(value))


def _mutation(value: str) -> dict[str, Any]:
    mutation, _, path = value.partition(":")
    return rule_parser.part("mutate", {"mutation": mutation, "path": path})


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "code": _code,
    "delay": lambda value: rule_parser.part("delay", value),
    "retry-after": lambda value: rule_parser.part("retry_after", _number(value)),
    "fault": lambda value: rule_parser.part("break", value),
    "mutate": _mutation,
}


def _number(value: str) -> int:
    if not value.isascii() or not value.isdecimal():
        raise ValueError(value)
    return int(value)


def _printable(text: str) -> str:
    return "".join(each if " " <= each <= "~" and each != "," else "?" for each in text[:_MAX_ECHO])
