"""One question to a deployment, and what it answered: plain values that rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from oms_mock.contract.endpoints import LISTS, OPENED, ORDER_LISTS, Endpoint


class Credential(StrEnum):
    """Whose token a request carries."""

    OWN = "own token"
    NONE = "no token"
    WRONG = "a token that nobody was given"
    FORBIDDEN = "a token without the right"


class Purpose(StrEnum):
    """Why a request is made, and so what a right answer to it is."""

    READ = "read"
    """An ordinary request: 200."""
    WALK = "walk"
    """A page of a walk through a whole list, in order; `walk` names the walk."""
    VISIT = "visit"
    """Something that a list has named: 200."""
    LIMIT = "limit"
    """A first page with a `limit` of our choosing."""
    OTHER_CREDENTIAL = "other credential"
    """A request with another credential than our own: 401 or 403."""
    UNKNOWN_ORDER = "unknown order"
    """A request for an order that does not exist: 404."""
    UNKNOWN_EVENT = "unknown event"
    """A request for a webhook event that this order does not have: 404."""
    PAST_END = "past the end"
    """A page after the last one: 404."""
    PULL = "pull"
    """A pull of numbers that cannot create anything."""
    PULL_BY_GET = "pull by GET"
    """The pull with the wrong method: it is refused."""


FIRST_WALK, SECOND_WALK = "first", "second"
"""The two walks through the order list."""

TOO_MANY_REQUESTS: Final = 429

ORDINARY = frozenset((Purpose.READ, Purpose.WALK, Purpose.VISIT, Purpose.LIMIT))
"""Purposes whose right answer is 200 and a body that the endpoint's document describes."""


@dataclass(frozen=True)
class Request:
    """A request below the base URL of a deployment.

    `link` is the path and query of a `next` link of the same origin, to be requested as it stands;
    without one the path is made from `endpoint`, `pk`, `event` and `query`.
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
    """Of a walk: which page this is. Of a visit: the page of the order list that named the order."""
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


class NoAnswer(StrEnum):
    """Why there is no answer at all."""

    DNS = "the host name cannot be resolved"
    REFUSED = "the connection was refused"
    TLS = "the TLS handshake failed"
    TIMEOUT = "no answer in time"
    RESET = "the connection broke"
    PROXY = "the proxy did not pass the request on"


class Missing(Enum):
    """What stands where there is no value; None is a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
"""The document of an answer that has none."""


@dataclass(frozen=True)
class Interaction:
    """A request and its final answer, after retries.

    `document` is the parsed body, of any content type, or MISSING. `attempts` lists what earlier
    tries got that was retried: a status, or why there was no answer.
    """

    request: Request
    status: int | None = None
    no_answer: NoAnswer | None = None
    content_type: str = ""
    challenge: str | None = None
    """`WWW-Authenticate`."""
    redirect: str | None = None
    """`Location`: never shown, and never followed."""
    document: Any = field(default=MISSING, repr=False)
    flaw: Flaw | None = None
    attempts: tuple[int | NoAnswer, ...] = ()
    base_url: str = ""
    """The address the target was reached under: scheme, host, and what lies before /api/."""

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that was asked."""
        return self.request.endpoint

    @property
    def media_type(self) -> str:
        """`Content-Type` without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def is_ordinary(self) -> bool:
        """Whether 200 and the endpoint's own body were asked for, with our own token."""
        return self.request.purpose in ORDINARY

    @property
    def body(self) -> Any:
        """The document of an ordinary 200, or MISSING."""
        return self.document if self.status == 200 and self.is_ordinary else MISSING

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The orders or webhook events of an ordinary 200: of a list, enveloped or bare, or the one opened."""
        body = self.body
        if self.endpoint in LISTS:
            found = body.get("results") if isinstance(body, dict) else body
            return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        return [body] if isinstance(body, dict) and self.endpoint in OPENED else []

    @property
    def is_census(self) -> bool:
        """Whether its rows are counted: every order once, in the first walk of a list or by a visit."""
        return self.endpoint not in ORDER_LISTS or self.request.walk == FIRST_WALK

    @property
    def count(self) -> int | None:
        """The `count` of an envelope."""
        count = self.body.get("count") if isinstance(self.body, dict) else None
        return count if type(count) is int else None

    @property
    def path_of_rows(self) -> str:
        """The instance path of a row: `$.results[*]`, `$[*]`, or `$` for the one opened."""
        if self.endpoint not in LISTS:
            return "$"
        return "$.results[*]" if isinstance(self.body, dict) else "$[*]"
