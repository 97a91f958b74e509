"""Build single requests of a plan, and the tasks that need no response to go on.

A task yields requests and is sent their responses.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.endpoints import ENUMERATIONS, ORDER_LIST, PULL, Endpoint

Task = Generator[Request, Interaction, None]

IMPOSSIBLE = "OMS-MOCK-CONTRACT-NO-SUCH-ORDER"
"""An order number that no order has."""


def first_request() -> Request:
    """Return the first request of a run; its response shows whether there is anything to check."""
    return Request(ORDER_LIST)


def enumerations() -> Task:
    """Request both enumerations."""
    for endpoint in ENUMERATIONS:
        yield Request(endpoint)


def pulls(known: str | None) -> Task:
    """Pull a known order number and an impossible one, and try the pull by GET."""
    yield Request(PULL, purpose=Purpose.PULL, body={"order_numbers": [*([known] if known else []), IMPOSSIBLE]})
    yield Request(PULL, purpose=Purpose.PULL_BY_GET, method="GET")


def page_request(endpoint: Endpoint, walk: str, limit: int, number: int) -> Request:
    """Return the request of one page of a walk."""
    query = (("limit", str(limit)), ("page", str(number))) if number > 1 else (("limit", str(limit)),)
    return Request(endpoint, query=query, purpose=Purpose.WALK, walk=walk, page=number)


def page_requests(endpoint: Endpoint, walk: str, limit: int, numbers: Iterable[int]) -> tuple[Request, ...]:
    """Return the requests of several pages of a walk."""
    return tuple(page_request(endpoint, walk, limit, number) for number in numbers)


def limit_of(request: Request) -> int | None:
    """Return the `limit` of a request, also of one that follows a link."""
    text = dict(request.query).get("limit", "")
    return int(text) if text.isdecimal() else None


def event_page(endpoint: Endpoint, pk: int) -> Request:
    """Return the request of the first page of an order's webhook events."""
    return Request(endpoint, pk=pk, query=(("limit", "100"),), purpose=Purpose.VISIT)


def event_key(row: dict[str, Any]) -> int | str | None:
    """Return the key in the URL of a webhook event: its integer id, or its id if that is a UUID."""
    key = row.get("id")
    if type(key) is int:
        return key
    return key if isinstance(key, str) and _is_uuid(key) else None


def _is_uuid(text: str) -> bool:
    digits = text.replace("-", "")
    return len(digits) == 32 and all(each in "0123456789abcdefABCDEF" for each in digits)
