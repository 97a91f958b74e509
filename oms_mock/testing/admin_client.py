"""A client of the admin API of a fake, `/__admin/`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from oms_mock import urls
from oms_mock.spec import printable
from oms_mock.testing.errors import ControlError
from oms_mock.testing.transport import Request, Response, SocketTransport, Transport

PREFIX = f"{urls.ADMIN}/"

_LONGEST = 4000
"""Characters of a response that an error message repeats."""


def address(url: str) -> str:
    """Return the URL of a fake without a trailing slash. Raises ControlError if it is not a URL."""
    parts = urlsplit(url)
    if "@" in url:  # it may contain a password, so it is not repeated
        raise ControlError("the URL of a fake has no user and no password: write http://HOST:PORT")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ControlError(f"{printable.escape(url)!r} is not the URL of a fake: write http://HOST:PORT")
    return url.rstrip("/")


@dataclass(frozen=True)
class Control:
    """A client of the admin API of the fake at `url`, for one world.

    `token` is the value of OMS_MOCK_ADMIN_TOKEN of the fake; a fake on a loopback address needs none.
    """

    url: str
    world: str
    token: str | None = field(default=None, repr=False)
    transport: Transport = field(default_factory=SocketTransport, repr=False)

    def call(
        self,
        method: str,
        route: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        expected: Collection[int] = (),
    ) -> Any:
        """Send a request, and return the decoded response. Raises ControlError for an error that is not `expected`."""
        __tracebackhide__ = True
        headers = {"Authorization": f"Token {self.token}"} if self.token else {}
        parameters = {"world": self.world, **(query or {})}
        response = self.transport.send(Request(method, f"{self.url}{PREFIX}{route}", headers, parameters, body))
        return decoded(response, expected)

    def worlds(self) -> list[dict[str, Any]]:
        """List the named worlds: `name`, `idle` (seconds), `own_orders`."""
        listed: list[dict[str, Any]] = self.call("GET", "worlds")["worlds"]
        return listed


def decoded(response: Response, expected: Collection[int] = ()) -> Any:
    """Return the document of a response. Raises ControlError for an error, and for a response that is not a fake's."""
    __tracebackhide__ = True
    try:
        document = response.json()
    except ValueError:
        document = None
    if (response.ok or response.status in expected) and isinstance(document, (dict, list)):
        return document
    raise ControlError(_message(response, document), response.status)


def _message(response: Response, document: Any) -> str:
    detail = document.get("detail") if isinstance(document, dict) else None
    if isinstance(detail, str) and response.status != 404:
        return printable.escape(detail[:_LONGEST])
    where = f"{response.request.method} {response.request.url}"
    if isinstance(detail, str):
        return printable.escape(f"{detail[:_LONGEST]} ({where})")
    content = response.text[:_LONGEST] if document is not None else "no JSON"
    return printable.escape(f"{where} returned {response.status}, {content}: is it oms-mock, and of this version?")
