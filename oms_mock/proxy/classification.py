"""Classify a client's request: its endpoint in the contract, and whether the response can be checked.

A client may send anything. A response is checked only if the client cannot have caused its faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

from oms_mock.contract.client.interaction import FIRST_WALK, TOO_MANY_REQUESTS, Purpose, Request
from oms_mock.contract.endpoints import ENDPOINTS, ORDER_LISTS, PULL, Endpoint

PLACEHOLDERS = {
    "{pk}": r"(?P<pk>[0-9]{1,18})",
    "{event}": r"(?P<event>[0-9]{1,18}|[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})",
}


class NotChecked(StrEnum):
    """Why a response is not checked; the values are part of the admin API and of a response header."""

    UNKNOWN = "unknown-path"
    METHOD = "method"
    FORMAT = "format"
    STATUS = "status"
    CODING = "coding"
    BUSY = "busy"
    BROKEN = "broken-off"


@dataclass(frozen=True)
class ClassifiedRequest:
    """A request to an endpoint of the contract; `is_plain`: it has nothing that a server may reject."""

    request: Request
    is_plain: bool

    def covers(self, status: int) -> bool:
        """Return whether a response with this status is checked.

        A 401, 403 or 429 depends on the client's token and rate. A 404 or 400 may be the correct response to an
        id, a page or a filter of the client.
        """
        return status == 200 or status >= 500 or (self.is_plain and status not in _OF_THE_CLIENT)


_OF_THE_CLIENT = frozenset((401, 403, TOO_MANY_REQUESTS))
_CONDITIONS = frozenset(("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range"))
_JSON = frozenset(("", "*/*", "application/*", "application/json"))
_PAGES = frozenset(("text/html", "application/xhtml+xml"))


def _pattern(endpoint: Endpoint) -> re.Pattern[str]:
    text = endpoint.template
    for placeholder, pattern in PLACEHOLDERS.items():
        text = text.replace(placeholder, pattern)
    return re.compile(text)


_PATTERNS = [(endpoint, _pattern(endpoint)) for endpoint in ENDPOINTS]


def classify(method: str, path: str, query: str, headers: dict[str, str]) -> ClassifiedRequest | NotChecked:
    """Return the classified request, or why its response is not checked."""
    found = next(((each, match) for each, pattern in _PATTERNS if (match := pattern.fullmatch(path))), None)
    if found is None:
        return NotChecked.UNKNOWN
    endpoint, match = found
    if method != endpoint.method:
        return NotChecked.METHOD
    if not wants_json(headers.get("Accept", ""), query):
        return NotChecked.FORMAT
    is_plain = not query and not endpoint.takes_order and endpoint is not PULL and _CONDITIONS.isdisjoint(headers)
    return ClassifiedRequest(
        _request(endpoint, match.groupdict(), f"{path}?{query}" if query else None, query), is_plain
    )


def wants_json(accept: str, query: str) -> bool:
    """Return whether a client requests JSON. A browser's address bar does not: Django sends it an HTML page."""
    if dict(parse_qsl(query)).get("format", "json") != "json":
        return False
    ranges = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return ranges.isdisjoint(_PAGES) and not ranges.isdisjoint(_JSON)


def _request(endpoint: Endpoint, named: dict[str, str], link: str | None, query: str) -> Request:
    if endpoint is PULL:
        return Request(PULL, purpose=Purpose.PULL, body={"order_numbers": [""]})
    pk = int(named["pk"]) if "pk" in named else None
    event = named.get("event")
    known = int(event) if event and event.isdecimal() and len(event) <= 18 else event
    if endpoint in ORDER_LISTS:
        # Each page is counted as in a walk: a page that is requested twice counts twice.
        return Request(endpoint, purpose=Purpose.WALK, walk=FIRST_WALK, page=_page(query), link=link)
    return Request(endpoint, pk, known, purpose=Purpose.VISIT, link=link)


def _page(query: str) -> int:
    text = dict(parse_qsl(query)).get("page", "1")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 1
