"""Describe an entry of the journal for people: the target of the request, its result, and what the fake did to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

LONGEST_TARGET = 500
"""Characters."""

_READABLE = "*@:/[],"
"""Characters of a query that are not escaped."""


def target(entry: Mapping[str, Any], longest: int = LONGEST_TARGET) -> str:
    """Return the path and the query of a request: `/api/v1/oms/orders/?limit=2`."""
    query = urlencode(entry.get("query") or {}, doseq=True, safe=_READABLE)
    path = str(entry["path"])
    return (f"{path}?{query}" if query else path)[:longest]


def result(entry: Mapping[str, Any]) -> str:
    """Return the status of a request, or that there is none yet."""
    return "in flight" if entry["status"] is None else str(entry["status"])


def effects(entry: Mapping[str, Any]) -> list[str]:
    """Return what the fake did to a request, and then what the request asked for without effect."""
    done = [f"fault {entry['fault']}"] if entry.get("fault") else []
    done += entry.get("did") or []
    done += ["throttled"] if entry.get("throttled") else []
    done += [f"too early by {entry['too_early']} s"] if entry.get("too_early") else []
    return [*done, *(entry.get("warnings") or [])]
