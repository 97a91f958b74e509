"""One request: packed when it is recorded, which has to be cheap, and made readable when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from oms_mock.clock import to_wire
from oms_mock.journal import masking
from oms_mock.journal.buffer import Kept, Shown

MAX_BODY = 65_536
"""Bytes of a body that are kept."""

Entry = dict[str, Any]
"""A request that can be shown: plain values, without secrets."""


class Facts(NamedTuple):
    """What is known of a request: `names` and `values` are those of its WSGI environment, without credentials.

    `began` is in seconds since 1970; `authorization` is what of that header is no secret; `body_size` is that of the
    body that was read, of which the beginning is kept; `unmatched` says that there is no such route; `marks` is what
    else is said of it: `fault`, `did`, `throttled`, `too_early`.
    """

    began: float
    milliseconds: float
    names: Sequence[str]
    values: Sequence[str]
    authorization: str | None
    operation: str | None
    status: int
    body_size: int = 0
    unmatched: bool = False
    marks: dict[str, Any] | None = None


def pack(facts: tuple[Any, ...]) -> bytes:
    """Make one small thing of what is known of a request: as `Facts` has it, in a plain tuple, which costs less."""
    try:
        return orjson.dumps(facts)
    except TypeError:  # a text of no client's, but of something that stands between it and the app
        return json.dumps(facts, ensure_ascii=False, default=str).encode("utf-8", "replace")


def readable(shown: Shown) -> list[Entry]:
    """Make all entries of a world readable, oldest first."""
    return [entry(number, kept) for number, kept in enumerate(shown.kept, shown.forgotten + 1)]


def entry(number: int, kept: Kept) -> Entry:
    """Make an entry readable: the so manieth request of its world."""
    facts = _facts(kept)
    environ = dict(zip(facts.names, facts.values, strict=True))
    headers = masking.headers(environ, facts.authorization)
    return {
        "id": number,
        "time": to_wire(datetime.fromtimestamp(facts.began, UTC)),
        "method": environ["REQUEST_METHOD"],
        "path": masking.path(environ["PATH_INFO"]),
        "query": masking.query(environ["QUERY_STRING"]),
        "headers": headers,
        **masking.body(kept[1], facts.body_size, headers.get("content-type", "")),
        "operation": facts.operation,
        "status": facts.status,
        "milliseconds": round(facts.milliseconds, 3),
        **(facts.marks or {}),
    }


def is_unmatched(kept: Kept) -> bool:
    """Tell whether there was no route for a request."""
    return _facts(kept).unmatched


def _facts(kept: Kept) -> Facts:
    return Facts._make(orjson.loads(kept[0]))
