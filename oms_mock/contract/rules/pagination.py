"""The requests that walk through a list."""

from __future__ import annotations

from collections.abc import Iterable

from oms_mock.contract.client.interaction import Purpose, Request
from oms_mock.contract.endpoints import Endpoint


def limit_of(request: Request) -> int | None:
    """The `limit` of a request, also of one that follows a link."""
    text = dict(request.query).get("limit", "")
    return int(text) if text.isdecimal() else None


def pages(endpoint: Endpoint, walk: str, limit: int, numbers: Iterable[int]) -> tuple[Request, ...]:
    """The requests of a walk, by page number."""
    return tuple(page_request(endpoint, walk, limit, number) for number in numbers)


def page_request(endpoint: Endpoint, walk: str, limit: int, number: int) -> Request:
    """The request of one page of a walk."""
    query = (("limit", str(limit)), ("page", str(number))) if number > 1 else (("limit", str(limit)),)
    return Request(endpoint, query=query, purpose=Purpose.WALK, walk=walk, page=number)
