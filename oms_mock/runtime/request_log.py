"""The request log of `serve`: one line on stderr per request, as text for people or as JSON for programs."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass

from flask import Response

from oms_mock.journal import lines
from oms_mock.journal.entries import Entry
from oms_mock.runtime import journal_recorder
from oms_mock.runtime.context import OmsContext
from oms_mock.store.worlds import DEFAULT_WORLD

TEXT, JSON = "text", "json"
_LOGGED = (
    *("time", "request_id", "world", "method", "path", "query", "status", "bytes", "milliseconds", "operation"),
    *("did", "fault", "throttled", "too_early", "warnings"),
)
"""The keys of a line of JSON, in this order."""


@dataclass(frozen=True)
class RequestLog:
    """How requests are logged. Each process of a server writes to its own stderr."""

    form: str = TEXT
    has_colours: bool = False

    def write(self, entry: Entry) -> None:
        """Write the line of a request. A stream that is closed or full does not change the response."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self._line(entry)}\n")
            sys.stderr.flush()

    def _line(self, entry: Entry) -> str:
        if self.form == JSON:
            return lines.as_json({name: entry[name] for name in _LOGGED if name in entry})
        world = entry.get("world", DEFAULT_WORLD)
        return lines.text(entry, world="" if world == DEFAULT_WORLD else world, has_colours=self.has_colours)


def entry_of(context: OmsContext, response: Response) -> Entry | None:
    """Return what is logged of a request: its entry in the journal, with world, size and request id.

    It is None for a request that the journal would not record.
    """
    if not journal_recorder.is_recorded(context):
        return None
    world, entry = journal_recorder.entry(context, response.status_code)
    request_id = response.headers.get("X-Request-ID", "")
    return {**entry, "world": world, "bytes": response.content_length, "request_id": request_id}
