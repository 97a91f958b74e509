"""Write an entry of the journal as one line: text for people, or JSON for programs.

Characters that control a terminal are escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from oms_mock.journal.description import effects, result, target
from oms_mock.spec.printable import neutralise

_COLOURS = {"2": "32", "3": "36", "4": "33", "5": "31"}
"""ANSI colours by the first digit of a status: green, cyan, yellow, red."""


def text(entry: Mapping[str, Any], *, world: str = "", has_colours: bool = False) -> str:
    """Write time, world, method, target, status, size, duration, operation and effects.

    The size is left out where the entry has none: the journal does not know it.
    """
    return " ".join(_parts(entry, world, has_colours))


def as_json(document: Mapping[str, Any]) -> str:
    """Write a document in one line of ASCII."""
    return json.dumps(document).replace("\x7f", "\\u007f")


def _parts(entry: Mapping[str, Any], world: str, has_colours: bool) -> Iterator[str]:
    yield f"{entry['time'][11:19]}Z"
    if world:
        yield f"[{neutralise(world)}]"
    yield neutralise(entry["method"])
    yield neutralise(target(entry))
    yield _coloured(result(entry)) if has_colours else result(entry)
    if "bytes" in entry:
        yield "-" if entry["bytes"] is None else f"{entry['bytes']} B"
    yield f"{entry['milliseconds']:.0f} ms"
    yield neutralise(entry["operation"] or "-")
    yield from (f"({neutralise(each)})" for each in effects(entry))


def _coloured(status: str) -> str:
    colour = _COLOURS.get(status[0])
    return f"\x1b[{colour}m{status}\x1b[0m" if colour else status
