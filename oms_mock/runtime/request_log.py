"""The request log of `serve`: one line on stderr per request, as text for people or as JSON for programs.

It has the requests that the journal would record: those to the API, and those that match no route. Secrets are masked
as in the journal, and characters that control a terminal are escaped.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response

from oms_mock.journal.entries import Entry
from oms_mock.runtime import journal_recorder
from oms_mock.runtime.context import OmsContext
from oms_mock.spec import printable
from oms_mock.store.worlds import DEFAULT_WORLD

TEXT, JSON = "text", "json"
_COLOURS = {2: "32", 3: "36", 4: "33", 5: "31"}
"""ANSI colours by the first digit of a status: green, cyan, yellow, red."""
_LONGEST_TARGET = 500


@dataclass(frozen=True)
class RequestLog:
    """How requests are logged. Each process of a server writes to its own stderr."""

    form: str = TEXT
    has_colours: bool = False

    def write(self, context: OmsContext, response: Response) -> None:
        """Write the line of a request. A stream that is closed or full does not change the response."""
        if not journal_recorder.is_recorded(context):
            return
        world, entry = journal_recorder.entry(context, response.status_code)
        size = response.content_length
        request_id = response.headers.get("X-Request-ID", "")
        line = _json_line(entry, world, size, request_id) if self.form == JSON else self._text_line(entry, world, size)
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    def _text_line(self, entry: Entry, world: str, size: int | None) -> str:
        parts = [
            f"{entry['time'][11:19]}Z",
            *([f"[{world}]"] if world != DEFAULT_WORLD else []),
            entry["method"],
            _target(entry),
            self._status(entry["status"]),
            "-" if size is None else f"{size} B",
            f"{entry['milliseconds']:.0f} ms",
            entry["operation"] or "-",
        ]
        return " ".join([*map(str, parts), *(f"({each})" for each in _notes(entry))])

    def _status(self, status: int) -> str:
        colour = _COLOURS.get(status // 100) if self.has_colours else None
        return f"\x1b[{colour}m{status}\x1b[0m" if colour else str(status)


def _json_line(entry: Entry, world: str, size: int | None, request_id: str) -> str:
    shown: dict[str, Any] = {"time": entry["time"], "request_id": request_id, "world": world}
    shown |= {name: entry[name] for name in ("method", "path", "query", "status")}
    shown |= {"bytes": size, "milliseconds": entry["milliseconds"], "operation": entry["operation"]}
    shown |= {name: entry[name] for name in ("did", "fault", "throttled", "too_early", "warnings") if name in entry}
    return json.dumps(shown)


def _target(entry: Entry) -> str:
    query = urlencode(entry["query"], doseq=True, safe="*@:/[],…")
    return printable.neutralise(f"{entry['path']}?{query}" if query else entry["path"])[:_LONGEST_TARGET]


def _notes(entry: Entry) -> list[str]:
    """Return the applied effects, and what had no effect."""
    notes = [f"fault {entry['fault']}"] if "fault" in entry else []
    notes += entry.get("did", [])
    notes += ["throttled"] if entry.get("throttled") else []
    return [printable.neutralise(each) for each in (*notes, *entry.get("warnings", []))]
