"""`/__admin/requests`: read, search and verify the request journal of a world."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from flask import Response, current_app

from oms_mock import urls, wire
from oms_mock.admin import arguments, blueprint
from oms_mock.admin.operation import JOURNAL_OFF, WORLD_LIMIT, Operation, describe
from oms_mock.admin.responses import (
    CountSchema,
    EntriesSchema,
    JournalSchema,
    NotVerifiedSchema,
    UnmatchedEntriesSchema,
    VerifiedSchema,
    WorldSchema,
)
from oms_mock.drf.responses import JSON, detail_response, document_response
from oms_mock.drf.routes import nearest_route
from oms_mock.journal import entries, matching, verification
from oms_mock.journal.buffer import Journal, Snapshot
from oms_mock.journal.entries import Entry
from oms_mock.journal.verification import Verification
from oms_mock.runtime.context import current_oms
from oms_mock.spec.printable import neutralise

SHOWN = 100
"""Entries in a response by default."""
MOST_SHOWN = 100_000_000

OFF = "The journal is off: start oms-mock with --journal 1000."

_INVISIBLE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

TAG = "Request journal"
ERRORS = JOURNAL_OFF | WORLD_LIMIT
PAGE = {
    "limit": ("How many requests.", {"type": "integer", "minimum": 0, "maximum": MOST_SHOWN, "default": SHOWN}),
    "offset": ("How many to skip.", {"type": "integer", "minimum": 0, "maximum": MOST_SHOWN, "default": 0}),
}
MATCHERS = {
    "a request for two orders": {"method": "GET", "path": "/api/v1/oms/orders/*", "query": {"limit": "2"}},
    "a pull": {"operation": "pull_from_omnitron", "json": {"order_numbers": ["9000000000000001"]}},
}

blp = blueprint.fake_blueprint("admin_requests")


@blp.before_request
def _reject_without_journal() -> Response | None:
    return None if current_oms().journal else detail_response(409, OFF)


@blp.get("/requests")
@describe(Operation("list_requests", TAG, JournalSchema, query=PAGE, errors=ERRORS))
def requests() -> Response:
    """List the requests of a world, newest first."""
    name, snapshot = _snapshot()
    numbered = list(enumerate(snapshot.entries, snapshot.forgotten + 1))[::-1]
    listed = [entries.unpack(*each) for each in _page(numbered)]
    total, forgotten = len(snapshot.entries), snapshot.forgotten
    return _respond({"world": name, "total": total, "forgotten": forgotten, "requests": listed})


@blp.delete("/requests")
@describe(Operation("clear_requests", TAG, WorldSchema, errors=ERRORS))
def forget() -> Response:
    """Clear the journal of a world."""
    name = arguments.world().name
    _journal().clear(name)
    return document_response({"world": name})


@blp.post("/requests/count")
@describe(Operation("count_requests", TAG, CountSchema, body=matching.MatcherSchema, examples=MATCHERS, errors=ERRORS))
def count() -> Response:
    """Count the requests of a world that match."""
    return _respond({"count": len(_found())})


@blp.post("/requests/find")
@describe(Operation("find_requests", TAG, EntriesSchema, body=matching.MatcherSchema, examples=MATCHERS, errors=ERRORS))
def find() -> Response:
    """List the requests of a world that match, oldest first."""
    return _respond({"requests": _found()})


@blp.get("/requests/unmatched")
@describe(Operation("list_unmatched_requests", TAG, UnmatchedEntriesSchema, query=PAGE, errors=ERRORS))
def unmatched() -> Response:
    """List the requests of a world for which there is no route, newest first, each with the most similar route."""
    _, snapshot = _snapshot()
    numbered = [each for each in enumerate(snapshot.entries, snapshot.forgotten + 1) if entries.is_unmatched(each[1])]
    rules = [rule for rule in current_app.url_map.iter_rules() if not rule.rule.startswith(urls.ADMIN)]
    nearest = cache(lambda path: nearest_route(rules, path))
    listed = [entries.unpack(*each) for each in _page(numbered[::-1])]
    return _respond({"requests": [entry | {"nearest": nearest(entry["path"])} for entry in listed]})


@blp.post("/requests/verify")
@describe(
    Operation(
        "verify_requests",
        TAG,
        VerifiedSchema,
        body=verification.ExpectationSchema,
        examples={"once": {"matcher": {"operation": "pull_from_omnitron"}, "times": 1}},
        errors={422: ("The expectation is not met.", NotVerifiedSchema), **ERRORS},
    )
)
def verify() -> Response:
    """Verify how many requests match; 422 describes the most similar request."""
    expectation = verification.read(arguments.document())
    end = time.monotonic() + expectation.wait
    name, snapshot = _snapshot()
    verdict = verification.verify(expectation, entries.unpack_all(snapshot))
    while not verdict.is_final and (left := end - time.monotonic()) > 0:
        with current_oms().waiting.place():
            has_changed = _journal().wait_for_change(snapshot.version, left)
        if not has_changed:
            break  # the clock of `left` may stand still, where a test has stopped time
        snapshot = _journal().snapshot(name)
        verdict = verification.verify(expectation, entries.unpack_all(snapshot))
    if verdict.verified:
        return _respond({"verified": True, "count": verdict.count, "in_flight": verdict.in_flight})
    return _respond(_failed(verdict, name, snapshot.forgotten), 422)


def _failed(verdict: Verification, world: str, forgotten: int) -> dict[str, Any]:
    return {
        "verified": False,
        "count": verdict.count,
        "in_flight": verdict.in_flight,
        "expected": neutralise(str(verdict.expectation)),
        "nearest": verdict.nearest,
        "differences": [neutralise(each) for each in verdict.differences],
        "detail": "\n".join(neutralise(line) for line in verdict.lines(world, forgotten)),
    }


def _found() -> list[Entry]:
    matcher = matching.read(arguments.document())
    return [entry for entry in entries.unpack_all(_snapshot()[1]) if matcher.matches(entry)]


def _snapshot() -> tuple[str, Snapshot]:
    name = arguments.world().name
    return name, _journal().snapshot(name)


def _journal() -> Journal:
    return cast(Journal, current_oms().journal)


def _page(numbered: Sequence[Any]) -> Sequence[Any]:
    offset = arguments.number("offset", 0, MOST_SHOWN)
    return numbered[offset : offset + arguments.number("limit", SHOWN, MOST_SHOWN)]


def _respond(document: dict[str, Any], status: int = 200) -> Response:
    """Respond with JSON in which invisible characters, which a client may have sent, are escaped."""
    text = wire.dumps(document).decode()
    body = _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return Response(body.encode(), status, content_type=JSON)
