"""The journal of a world: what the app under test has sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from oms_mock.testing.admin_client import Control
from oms_mock.testing.shown import shown

Entry = dict[str, Any]
"""A request and how it was answered: `method`, `path`, `query`, `headers`, `json`, `operation`, `status`, `did`, …"""


class Matcher(TypedDict, total=False):
    """Which requests are meant; each key that is left out fits all.

    `path` is exact, or has `*` in it. Of `query` and `headers` each name must be there with its value; None
    means that it must be absent. `json` is a subset of the body.
    """

    method: str
    path: str
    operation: str
    query: Mapping[str, str | Sequence[str] | None]
    headers: Mapping[str, str | Sequence[str] | None]
    json: Any
    status: int


class Journal:
    """The journal of a world. An assertion that fails says what came nearest, and in what it differs."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def requests(self, **matcher: Unpack[Matcher]) -> list[Entry]:
        """List the requests that match, oldest first."""
        found: list[Entry] = self._control.call("POST", "requests/find", matcher)["requests"]
        return found

    def last(self, limit: int = 20) -> list[Entry]:
        """List the last requests, newest first."""
        found: list[Entry] = self._control.call("GET", "requests", query={"limit": limit})["requests"]
        return found

    def count(self, **matcher: Unpack[Matcher]) -> int:
        """Count the requests that match."""
        return int(self._control.call("POST", "requests/count", matcher)["count"])

    def unmatched(self) -> list[Entry]:
        """List the requests for which there is no route, each with the `nearest` one."""
        found: list[Entry] = self._control.call("GET", "requests/unmatched")["requests"]
        return found

    def clear(self) -> None:
        """Forget what was sent so far."""
        self._control.call("DELETE", "requests")

    def assert_called(self, *, times: int | None = None, **matcher: Unpack[Matcher]) -> None:
        """Fail unless a request that matches was sent: once at least, or so many `times`."""
        __tracebackhide__ = True
        self._verify(matcher, {"at_least": 1} if times is None else {"times": times})

    def assert_called_once_with(self, **matcher: Unpack[Matcher]) -> None:
        """Fail unless exactly one request that matches was sent."""
        __tracebackhide__ = True
        self._verify(matcher, {"times": 1})

    def assert_not_called(self, **matcher: Unpack[Matcher]) -> None:
        """Fail if a request that matches was sent."""
        __tracebackhide__ = True
        self._verify(matcher, {"times": 0})

    def verify(self, matcher: Mapping[str, Any], **bounds: int) -> dict[str, Any]:
        """Ask whether so many requests match (`times`, or `at_least` and `at_most`); return what the fake says."""
        said: dict[str, Any] = self._control.call(
            "POST", "requests/verify", {"matcher": matcher, **bounds}, expected=(422,)
        )
        return said

    def _verify(self, matcher: Mapping[str, Any], bounds: Mapping[str, int]) -> None:
        __tracebackhide__ = True
        said = self.verify(matcher, **bounds)
        if not said["verified"]:
            raise AssertionError(shown(said["detail"]))
