"""Record requests in the request journal: those to the API, and those that match no route.

Every request passes here, so nothing is decoded until the journal is read.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from oms_mock import urls
from oms_mock.journal.buffer import Journal
from oms_mock.journal.entries import MAX_BODY, pack
from oms_mock.journal.masking import credential, stored_names
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime import world_tokens
from oms_mock.runtime.context import OmsContext
from oms_mock.store.worlds import DEFAULT_WORLD

_UNRECORDED = (urls.ADMIN, "/docs/")
"""Prefixes of unknown paths that are not recorded."""


def record(context: OmsContext, response: Response) -> None:
    """Record a request and its status, if there is a journal and the request belongs into it."""
    journal = context.oms.journal
    is_unknown = isinstance(context.request.routing_exception, NotFound)
    if journal is None or not _is_recorded(context.environ["PATH_INFO"], is_unknown):
        return
    world, body = _world(context, journal), context.body
    is_unmatched = is_unknown and response.status_code == 404
    facts = _facts(context, world, response.status_code, is_unmatched)
    journal.record(world, pack(facts), body[:MAX_BODY] if body else None)


def _is_recorded(path: str, is_unknown: bool) -> bool:
    return path.startswith(urls.API) or (is_unknown and not path.startswith(_UNRECORDED))


def _facts(context: OmsContext, world: str, status: int, is_unmatched: bool) -> tuple[Any, ...]:
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
        applied = preferences.applied if preferences else []
        marks["did"] = [*applied, *(text for source, text in (changes.done if changes else ()) if source)]
    if rules := changes.rules() if changes else []:
        marks["fault"] = ", ".join(rules)
    return marks


def _world(context: OmsContext, journal: Journal) -> str:
    """Return the world whose journal records a request.

    An unauthenticated request is recorded in the world that it names only if that world has a journal already.
    """
    if context.entered:
        return context.entered.name
    authorization = context.environ.get("HTTP_AUTHORIZATION", "")
    name = world_tokens.world_of(authorization)
    is_known = name == DEFAULT_WORLD or journal.has(name)
    return name if is_known or world_tokens.reject(authorization, context.oms.tokens) is None else DEFAULT_WORLD
