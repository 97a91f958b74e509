"""Record requests in the request journal: those to the API, and those that match no route.

Every request passes here, so nothing is decoded until the journal is read.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from oms_mock import urls
from oms_mock.journal import entries
from oms_mock.journal.buffer import Recorded
from oms_mock.journal.entries import MAX_BODY, Entry, pack
from oms_mock.journal.masking import credential, stored_names
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime import world_entry, world_tokens
from oms_mock.runtime.context import OmsContext
from oms_mock.spec import secrets
from oms_mock.store.worlds import DEFAULT_WORLD

_UNRECORDED = (urls.ADMIN, "/docs/")
"""Prefixes of unknown paths that are not recorded."""


def start(context: OmsContext) -> None:
    """Record that a request has started, if there is a journal and the request belongs into it."""
    journal = context.oms.journal
    if journal is not None and is_recorded(context):
        world = _world(context)
        context.journal_entry = journal.start(world, partial(_in_flight, context, world))


def complete(context: OmsContext, response: Response) -> None:
    """Record the result of a request."""
    if context.journal_entry is None:  # another `before_request` of the app has responded first
        start(context)
    journal, entry = context.oms.journal, context.journal_entry
    if journal is None or entry is None:
        return
    body, status = context.body, response.status_code
    is_unmatched = isinstance(context.request.routing_exception, NotFound) and status == 404
    facts = _facts(context, entry.world, status, is_unmatched)
    journal.complete(entry, pack(facts), body[:MAX_BODY] if body else None)


def _in_flight(context: OmsContext, world: str) -> Recorded:
    """Return what is known about a request before its response: neither its status nor its body."""
    is_unknown = isinstance(context.request.routing_exception, NotFound)
    return pack(_facts(context, world, None, is_unknown)), None


def is_recorded(context: OmsContext) -> bool:
    """Return whether a request belongs into a journal or a log."""
    path, is_unknown = context.environ["PATH_INFO"], isinstance(context.request.routing_exception, NotFound)
    return path.startswith(urls.API) or (is_unknown and not path.startswith(_UNRECORDED))


def entry(context: OmsContext, status: int) -> tuple[str, Entry]:
    """Return the world and the entry of a request that has this status, as the journal would show it."""
    known = context.journal_entry
    world = known.world if known else _world(context)
    packed = known.recorded[0] if known and known.recorded else pack(_facts(context, world, status, False))
    return world, entries.unpack(0, (packed, None))


def _facts(context: OmsContext, world: str, status: int | None, is_unmatched: bool) -> tuple[Any, ...]:
    """Return what `journal.entries` reads, in its order."""
    environ, rule, body = context.environ, context.request.url_rule, context.body
    names, take = stored_names(tuple(environ))
    authorization = environ.get("HTTP_AUTHORIZATION")
    took = 0.0 if context.began is None else time.perf_counter() - context.began
    return (
        time.time() - took,
        took * 1000,
        names,
        take(environ),
        None if authorization is None else credential(authorization, world),
        operation_of(rule.endpoint) if rule else None,
        status,
        len(body) if body else 0,
        is_unmatched,
        _marks(context),
    )


def _marks(context: OmsContext) -> dict[str, Any] | None:
    """Return what the fake did to a request, under the keys of a journal entry."""
    changes, preferences = context.changes, context.preferences
    if (
        changes is None
        and preferences is None
        and context.early_by is None
        and not (context.is_throttled or context.warnings)
    ):
        return None
    marks: dict[str, Any] = {"throttled": True} if context.is_throttled else {}
    if context.warnings:
        marks["warnings"] = context.warnings
    if context.early_by is not None:
        marks["too_early"] = context.early_by
    if changes is not None or preferences is not None:
        applied = map(secrets.redacted, preferences.applied) if preferences else ()
        marks["did"] = [*applied, *(text for source, text in (changes.done if changes else ()) if source)]
    if rules := changes.rules() if changes else []:
        marks["fault"] = ", ".join(rules)
    return marks


def _world(context: OmsContext) -> str:
    """Return the world whose journal records a request.

    A request that may not create the world which it names is recorded there only if that world has a journal already,
    or exists.
    """
    authorization = context.environ.get("HTTP_AUTHORIZATION", "")
    name = world_tokens.world_of(authorization)
    journal = context.oms.journal
    if name == DEFAULT_WORLD or (journal is not None and journal.has(name)):
        return name
    if world_tokens.reject(authorization, context.oms.tokens) is not None:
        return DEFAULT_WORLD
    return name if world_entry.may_enter(context, name) else DEFAULT_WORLD
