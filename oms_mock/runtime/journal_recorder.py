"""Requests are put into the journal: those of the API, and those for which there is no route.

This happens to every request, so nothing is decoded here.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Request, Response, g, request
from werkzeug.exceptions import NotFound

from oms_mock.drf import authentication
from oms_mock.drf.routes import API_PREFIX, CONTROL_PREFIX
from oms_mock.journal.buffer import Journal
from oms_mock.journal.entries import MAX_BODY, pack
from oms_mock.journal.masking import credential, kept_of
from oms_mock.openapi.operations import operation_of
from oms_mock.runtime.context import Oms, current_oms, world_of
from oms_mock.store.worlds import DEFAULT_WORLD

MARKS = frozenset(("fault", "did", "throttled", "too_early"))
"""What others say of a request, as attributes of `flask.g`."""

_BEGAN = "began"
_OWN_PAGES = (CONTROL_PREFIX, "/docs/")


def begin() -> None:
    """Note when a request began."""
    g._get_current_object().__dict__[_BEGAN] = time.perf_counter()


def record(response: Response) -> None:
    """Put the request that got this answer into the journal, if there is one, and the request belongs there."""
    oms = current_oms()
    if oms.journal is None:
        return
    # Each look at flask's own proxies costs as much as half of what follows.
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    said: dict[str, Any] = g._get_current_object().__dict__
    environ, status = asked.environ, response.status_code
    path = environ["PATH_INFO"]
    is_unknown = isinstance(asked.routing_exception, NotFound)
    if not path.startswith(API_PREFIX) and (not is_unknown or path.startswith(_OWN_PAGES)):
        return
    world, rule, body = _world(oms, oms.journal, said), asked.url_rule, said.get("body")
    names, take = kept_of(tuple(environ))
    authorization = environ.get("HTTP_AUTHORIZATION")
    now = time.perf_counter()
    took = now - said.get(_BEGAN, now)
    facts = (
        time.time() - took,
        took * 1000,
        names,
        take(environ),
        None if authorization is None else credential(authorization, world),
        operation_of(rule.endpoint) if rule else None,
        status,
        len(body) if body else 0,
        is_unknown and status == 404,
        None if MARKS.isdisjoint(said) else {name: said[name] for name in MARKS if said.get(name) is not None},
    )
    oms.journal.record(world, pack(facts), body[:MAX_BODY] if body else None)


def _world(oms: Oms, journal: Journal, said: dict[str, Any]) -> str:
    """Tell into which world a request belongs: a stranger has none, and gets into one that is there already."""
    if "world" in said:
        name: str = said["world"].name
        return name
    name = world_of(request.environ.get("HTTP_AUTHORIZATION", ""))
    if name == DEFAULT_WORLD or journal.knows(name) or authentication.refuse_stranger(oms.config) is None:
        return name
    return DEFAULT_WORLD
