"""The control surface of a fake, `/__admin/`, as a client sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from oms_mock import urls
from oms_mock.testing.errors import ControlError, NoAnswerError
from oms_mock.testing.shown import shown

PREFIX = f"{urls.ADMIN}/"
PATIENCE = 60
"""Seconds to wait for an answer."""

_LONGEST = 4000
"""Characters of an answer that are worth reading."""


def new_session() -> requests.Session:
    """Make a session that retries nothing, and takes no proxy and no password from the environment."""
    session = requests.Session()
    session.trust_env = False
    return session


def address(url: str) -> str:
    """Return the address of a fake, without a slash at its end. Raises ControlError for what is none."""
    parts = urlsplit(url)
    if "@" in url:  # which may be a password: it is not repeated
        raise ControlError("an address of a fake has no user and no password: write http://HOST:PORT")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ControlError(f"{shown(url)!r} is no address of a fake: write http://HOST:PORT")
    return url.rstrip("/")


@dataclass(frozen=True)
class Control:
    """Asks the control surface of the fake at `url`, for one world.

    `token` is what OMS_MOCK_ADMIN_TOKEN holds where the fake runs; on loopback it needs none.
    """

    url: str
    world: str
    token: str | None = field(default=None, repr=False)
    session: requests.Session = field(default_factory=new_session, repr=False)

    def call(
        self,
        method: str,
        route: str,
        body: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
        expected: Collection[int] = (),
    ) -> Any:
        """Ask one thing, and return the decoded answer. Raises ControlError for a refusal that is not `expected`."""
        __tracebackhide__ = True
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        url, asked = f"{self.url}{PREFIX}{route}", {"world": self.world, **(query or {})}
        try:
            answer = self.session.request(
                method,
                url,
                params=asked,
                json=body,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.Timeout:
            raise ControlError(f"{self.url} did not answer within {PATIENCE} s: see what it is busy with") from None
        except requests.ConnectionError:
            raise NoAnswerError(self.url) from None
        except requests.RequestException as error:
            raise ControlError(f"{self.url} cannot be asked: {shown(error)}: give another URL") from None
        return decoded(answer, expected)

    def worlds(self) -> list[dict[str, Any]]:
        """List the named worlds: `name`, `idle` (seconds), `own_orders`."""
        listed: list[dict[str, Any]] = self.call("GET", "worlds")["worlds"]
        return listed


def decoded(answer: requests.Response, expected: Collection[int] = ()) -> Any:
    """Return what an answer holds. Raises ControlError for a refusal, and for what no fake answers."""
    __tracebackhide__ = True
    try:
        document = answer.json()
    except ValueError:
        document = None
    if (answer.ok or answer.status_code in expected) and isinstance(document, (dict, list)):
        return document
    raise ControlError(_why(answer, document), answer.status_code)


def _why(answer: requests.Response, document: Any) -> str:
    detail = document.get("detail") if isinstance(document, dict) else None
    if isinstance(detail, str) and answer.status_code != 404:
        return shown(detail[:_LONGEST])
    where = f"{answer.request.method} {(answer.request.url or '').partition('?')[0]}"
    if isinstance(detail, str):
        return shown(f"{detail[:_LONGEST]} ({where})")
    said = answer.text[:_LONGEST] if document is not None else "no JSON"
    return shown(f"{where} answered {answer.status_code}, {said}: is it oms-mock, and of this version?")
