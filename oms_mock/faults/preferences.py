"""Preferences: what one request may ask for its own response, such as a status, a delay or a broken body.

A client sends `Prefer: code=429, delay=500` (RFC 7240, with Prism's names), or `?__code=429&__delay=500` in a
browser's address bar. The response reports each preference in `Preference-Applied`, or in `Preference-Ignored`
if it was not understood or had no result. `OMS-Mock-Warning` says why it was ignored, and so do the request log and
the request journal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flask import Response
from werkzeug.http import parse_list_header

from oms_mock.behaviour import rule_parser, rule_schema, stale
from oms_mock.errors import TooManyDatasetsError, UnusableValueError
from oms_mock.faults.replacements import replacement
from oms_mock.inputs.fields import one_of
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime import world_entry
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.effects import Preferences, header_value
from oms_mock.services import scenario_switch
from oms_mock.store.worlds import World

APPLIED = "Preference-Applied"
IGNORED = "Preference-Ignored"
WARNING = "OMS-Mock-Warning"

NAMES = (
    "code", "delay", "retry-after", "detail", "location", "fault", "drip", "stall", "mutate", "stale", "scenario",
)  # fmt: skip
IN_QUERY = "__"
"""A preference in the query string begins so."""
QUERY_NAMES = {f"{IN_QUERY}{name.replace('-', '_')}": name for name in NAMES}
_SAFE = frozenset(("GET", "HEAD"))


def apply(context: OmsContext) -> Response | None:
    """Wait as long as the request prefers, and return the error response that it prefers."""
    environ = context.environ
    query = environ["QUERY_STRING"]
    if "HTTP_PREFER" not in environ and not query.startswith(IN_QUERY) and f"&{IN_QUERY}" not in query:
        return None
    preferences = context.preferences = read(context)
    effect = preferences.effect
    if effect.delay:
        with context.waits():
            time.sleep(effect.delay.seconds(0, "", 0))
    return replacement(context, effect)


def enter_world(context: OmsContext) -> None:
    """Enter the world of a request, with the scenario that the request prefers. Only reads may prefer one."""
    preferences = context.preferences
    context.entered = world_entry.enter(context)
    if preferences is not None and preferences.scenario is not None:
        context.entered = _with_scenario(context, preferences, preferences.scenario)


def _with_scenario(context: OmsContext, preferences: Preferences, scenario: str) -> World:
    if context.request.method not in _SAFE:
        preferences.withdraw("scenario", "only GET and HEAD can prefer one: switch the world to it")
        return context.world
    try:
        return scenario_switch.as_if_switched(context.oms.store, context.world, scenario)
    except UnusableValueError as error:
        preferences.withdraw("scenario", error.why)
    except TooManyDatasetsError as error:
        preferences.withdraw("scenario", f"worlds use {error.limit} scenarios, which is the limit: reset or drop one")
    return context.world


def report(context: OmsContext, response: Response) -> None:
    """Add the headers that say which preferences were applied or ignored, and why."""
    if context.preferences is None:
        return
    for name, texts in ((APPLIED, context.preferences.applied), (IGNORED, context.preferences.ignored)):
        if texts:
            response.headers.add(name, header_value(", ".join(texts)))
    for warning in context.preferences.warnings:
        response.headers.add(WARNING, warning)
    context.warnings += tuple(context.preferences.warnings)


def read(context: OmsContext) -> Preferences:
    """Read the preferences of a request. Those in the query string override those in the header."""
    preferences = Preferences()
    for name, value in dict(_sent(context)).items():
        text = f"{name}={value}" if value else name
        try:
            _take(preferences, name, value)
            preferences.apply(text)
        except (ValueError, UnusableValueError) as error:
            preferences.ignore(text, error.why if isinstance(error, UnusableValueError) else str(error))
    _withdraw_contradictions(preferences)
    if preferences.effect.stale and not _is_pull(context):
        preferences.withdraw("stale", "only a pull can hide its change: for other changes add a fault rule")
    return preferences


def _is_pull(context: OmsContext) -> bool:
    return context.route is not None and operation_of(context.route.endpoint) == "pull_from_omnitron"


def _withdraw_contradictions(preferences: Preferences) -> None:
    """Ignore the preferences that have no effect without another one, or together with another one."""
    effect = preferences.effect
    given = {name for name, value in vars(effect).items() if value is not None}
    if problem := rule_schema.redirect_problem(effect.status, given):
        for name in ("code", "location") if effect.status and effect.status < 400 else ("location",):
            preferences.withdraw(name, problem)
        is_redirect = effect.status is not None and effect.status < 400
        preferences.effect = effect = replace(effect, location=None, status=None if is_redirect else effect.status)
    for name in ("retry-after", "detail") if effect.status is None else ():
        preferences.withdraw(name, "only an error response has it: add `code`, for example 503")
    if effect.breaks == "html":
        preferences.withdraw("detail", "an HTML page has no error document: leave out `fault` or `detail`")
    for name in ("drip", "stall"):
        if effect.breaks != name:
            preferences.withdraw(name, f"has no effect without `fault={name}`")


def _take(preferences: Preferences, name: str, value: str) -> None:
    """Read a preference. Raises ValueError and UnusableValueError for one that is not understood."""
    if name == "scenario":
        preferences.scenario = value
    elif name not in _READERS:
        raise ValueError(one_of(name, QUERY_NAMES if name.startswith(IN_QUERY) else NAMES))
    else:
        preferences.effect = replace(preferences.effect, **_READERS[name](value))


def _sent(context: OmsContext) -> Iterator[tuple[str, str]]:
    for part in parse_list_header(context.environ.get("HTTP_PREFER", "")):
        name, _, value = part.partition("=")
        quoted, end, _ = value.strip().removeprefix('"').partition('"')
        is_quoted = end and value.lstrip().startswith('"')
        yield (
            name.partition(";")[0].strip().lower(),
            quoted if is_quoted else value.partition(";")[0].strip().strip('"'),
        )
    for key, values in context.parameters().items():
        if key.startswith(IN_QUERY):
            yield QUERY_NAMES.get(key, key), values[-1]


def _code(value: str) -> dict[str, Any]:
    return {} if value == "200" else rule_parser.part("status", _number(value))


def _mutation(value: str) -> dict[str, Any]:
    mutation, _, path = value.partition(":")
    return rule_parser.part("mutate", {"mutation": mutation, "path": path})


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "code": _code,
    "delay": lambda value: rule_parser.part("delay", value),
    "retry-after": lambda value: rule_parser.part("retry_after", _number(value)),
    "detail": lambda value: rule_parser.part("detail", value),
    "location": lambda value: rule_parser.part("location", value),
    "fault": lambda value: rule_parser.part("break", value),
    "drip": lambda value: rule_parser.part("drip", value),
    "stall": lambda value: rule_parser.part("stall", value),
    "mutate": _mutation,
    "stale": lambda value: rule_parser.part("stale", stale.document_of(value)),
}


def _number(value: str) -> int:
    if not value.isascii() or not value.isdecimal():
        raise ValueError("must be a whole number")
    return int(value)
