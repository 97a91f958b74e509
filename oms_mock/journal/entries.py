"""Entries of the journal: packed quickly when a request is recorded, and unpacked when a client reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from oms_mock.clock import to_wire
from oms_mock.journal import masking
from oms_mock.journal.buffer import Recorded, Snapshot

MAX_BODY = 65_536
"""Bytes of a body that are stored."""

Entry = dict[str, Any]
"""A request in plain values, without secrets."""


class Facts(NamedTuple):
    """The properties of a request. `names` and `values` are those of its WSGI environment, without credentials.

    `began` is in seconds since 1970. `authorization` is the part of that header that is not secret. `body_size` is the
    size of the complete body, of which the beginning is stored. `unmatched` means that there is no route. `marks` are
    `fault`, `did`, `throttled`, `too_early` and `warnings`. While the request is in flight its status is None, and
    `milliseconds` the time until now.
    """

    began: float
    milliseconds: float
    names: Sequence[str]
    values: Sequence[str]
    authorization: str | None
    operation: str | None
    status: int | None
    body_size: int = 0
    unmatched: bool = False
    marks: dict[str, Any] | None = None


def pack(facts: tuple[Any, ...]) -> bytes:
    """Serialize the values of `Facts`, in a plain tuple, which is faster to create."""
    try:
        return orjson.dumps(facts)
    except TypeError:  # a WSGI server or middleware may add strings that are not Unicode
        return json.dumps(facts, ensure_ascii=False, default=str).encode("utf-8", "replace")


def unpack_all(snapshot: Snapshot) -> list[Entry]:
    """Return all entries of a world, oldest first."""
    return [unpack(number, each) for number, each in enumerate(snapshot.entries, snapshot.forgotten + 1)]


def unpack(number: int, recorded: Recorded) -> Entry:
    """Return an entry; `number` is that of the request in its world."""
    facts = _facts(recorded)
    environ = dict(zip(facts.names, facts.values, strict=True))
    headers = masking.headers(environ, facts.authorization)
    return {
        "id": number,
        "time": to_wire(datetime.fromtimestamp(facts.began, UTC)),
        "method": environ["REQUEST_METHOD"],
        "path": masking.path(environ["PATH_INFO"]),
        "query": masking.query(environ["QUERY_STRING"]),
        "headers": headers,
        **masking.body(recorded[1], facts.body_size, headers.get("content-type", "")),
        "operation": facts.operation,
        "status": facts.status,
        "milliseconds": round(facts.milliseconds, 3),
        **({"in_flight": True} if facts.status is None else {}),
        **(facts.marks or {}),
    }


def is_unmatched(recorded: Recorded) -> bool:
    """Return whether there was no route for a request."""
    return _facts(recorded).unmatched


def _facts(recorded: Recorded) -> Facts:
    return Facts._make(orjson.loads(recorded[0]))
