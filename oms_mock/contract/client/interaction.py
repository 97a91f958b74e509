"""One request to a deployment and its response, as plain values for rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from oms_mock.contract.endpoints import LISTS, OPENED, ORDER_LISTS, Endpoint


class Credential(StrEnum):
    """Which token a request carries."""

    OWN = "own token"
    NONE = "no token"
    WRONG = "an unknown token"
    FORBIDDEN = "a token without the right"


class Purpose(StrEnum):
    """Why a request is sent, which decides what a correct response is."""

    READ = "read"
    """An ordinary request: 200."""
    WALK = "walk"
    """A page of a walk through a list, in order; `walk` names the walk."""
    VISIT = "visit"
    """An order or an event that a list contains: 200."""
    LIMIT = "limit"
    """A first page with another `limit`: 200."""
    OTHER_CREDENTIAL = "other credential"
    """A request with another credential than the valid token: 401 or 403."""
    UNKNOWN_ORDER = "unknown order"
    """A request for an order that does not exist: 404."""
    UNKNOWN_EVENT = "unknown event"
    """A request for a webhook event that this order does not have: 404."""
    PAST_END = "past the end"
    """A page after the last one: 404."""
    PULL = "pull"
    """A pull of numbers that cannot create an order."""
    PULL_BY_GET = "pull by GET"
    """A pull with the wrong method: rejected."""


FIRST_WALK, SECOND_WALK = "first", "second"
"""The two walks through the order list."""

TOO_MANY_REQUESTS: Final = 429

ORDINARY = frozenset((Purpose.READ, Purpose.WALK, Purpose.VISIT, Purpose.LIMIT))
"""Purposes whose correct response is 200 with the body that the endpoint's document describes."""


@dataclass(frozen=True)
class Request:
    """A request below the base URL of a deployment.

    `link` is the path and query of a `next` link of the same origin, requested unchanged. Without it the path is
    made from `endpoint`, `pk`, `event` and `query`.
    """

    endpoint: Endpoint
    pk: int | None = None
    event: int | str | None = None
    query: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = Purpose.READ
    credential: Credential = Credential.OWN
    body: Mapping[str, Any] | None = field(default=None, hash=False)
    walk: str = ""
    page: int = 1
    """In a walk: the number of this page. In a visit: the page of the order list that contains the order."""
    link: str | None = None
    method: str = ""

    @property
    def verb(self) -> str:
        """The HTTP method."""
        return self.method or self.endpoint.method

    @property
    def target(self) -> str:
        """Path and query, below the base URL."""
        if self.link is not None:
            return self.link
        path = self.endpoint.template.replace("{pk}", str(self.pk)).replace("{event}", str(self.event))
        return f"{path}?{urlencode(self.query)}" if self.query else path


class Flaw(StrEnum):
    """Why a body is not well-formed JSON."""

    NOT_JSON = "not JSON"
    TRUNCATED = "cut off"
    NAN = "NaN or Infinity"
    DUPLICATE_KEY = "a key twice"
    ENCODING = "not UTF-8"
    TOO_LARGE = "larger than is read"


class NoResponse(StrEnum):
    """Why there is no response."""

    DNS = "the host name cannot be resolved"
    REFUSED = "the connection was refused"
    TLS = "the TLS handshake failed"
    TIMEOUT = "no response in time"
    RESET = "the connection broke"
    PROXY = "the proxy did not forward the request"


class Missing(Enum):
    """The marker for no value; None is a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
"""The document of a response without one."""
MOST_ROWS: Final = 10**15
"""The largest `count` that is computed with."""


@dataclass(frozen=True)
class Interaction:
    """A request and its final response, after retries.

    `document` is the parsed body, of any content type, or MISSING. `attempts` lists the outcomes that were retried:
    a status, or why there was no response.
    """

    request: Request
    status: int | None = None
    no_response: NoResponse | None = None
    content_type: str = ""
    challenge: str | None = None
    """`WWW-Authenticate`."""
    redirect: str | None = None
    """`Location`: never shown and never followed."""
    document: Any = field(default=MISSING, repr=False)
    flaw: Flaw | None = None
    attempts: tuple[int | NoResponse, ...] = ()
    base_url: str = ""
    """The base URL of the target: scheme, host, and the path before /api/."""
    seconds: float = 0.0
    """From the request to the end of the response, without retries and waits."""

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint of the request."""
        return self.request.endpoint

    @property
    def media_type(self) -> str:
        """`Content-Type` without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def is_ordinary(self) -> bool:
        """Whether the expected response is 200 with the endpoint's body, requested with the valid token."""
        return self.request.purpose in ORDINARY

    @property
    def body(self) -> Any:
        """The document of an ordinary 200, or MISSING."""
        return self.document if self.status == 200 and self.is_ordinary else MISSING

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The orders or webhook events of an ordinary 200: the rows of a list, or the one that was opened."""
        body = self.body
        if self.endpoint in LISTS:
            found = body.get("results") if isinstance(body, dict) else body
            return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        return [body] if isinstance(body, dict) and self.endpoint in OPENED else []

    @property
    def is_census(self) -> bool:
        """Whether its rows count: every order once, in the first walk of a list or in a visit."""
        return self.endpoint not in ORDER_LISTS or self.request.walk == FIRST_WALK

    @property
    def count(self) -> int | None:
        """The `count` of an envelope, at most MOST_ROWS: no list has more, and some numbers cannot be computed with."""
        count = self.body.get("count") if isinstance(self.body, dict) else None
        return max(-MOST_ROWS, min(count, MOST_ROWS)) if type(count) is int else None

    @property
    def path_of_rows(self) -> str:
        """The instance path of a row: `$.results[*]`, `$[*]`, or `$` for an opened one."""
        if self.endpoint not in LISTS:
            return "$"
        return "$.results[*]" if isinstance(self.body, dict) else "$[*]"
