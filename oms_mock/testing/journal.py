"""The request journal of a world: what the app under test has sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from oms_mock.spec import printable
from oms_mock.testing.admin_client import Control

Entry = dict[str, Any]
"""A request and its response: `method`, `path`, `query`, `headers`, `json`, `operation`, `status`, `did`, …

While a request is in flight, its `status` is None and `in_flight` is true.
"""


class Matcher(TypedDict, total=False):
    """Which requests match; each key that is left out matches all.

    `path` is exact, or has `*` in it. Each name of `query` and `headers` must have its value; None means that it must
    be absent. `json` is a subset of the body.
    """

    method: str
    path: str
    operation: str
    query: Mapping[str, str | Sequence[str] | None]
    headers: Mapping[str, str | Sequence[str] | None]
    json: Any
    status: int


class Journal:
    """The journal of a world. A failed assertion describes the most similar request."""

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
        """List the requests for which there is no route, each with the most similar route (`nearest`)."""
        found: list[Entry] = self._control.call("GET", "requests/unmatched")["requests"]
        return found

    def clear(self) -> None:
        """Clear the journal."""
        self._control.call("DELETE", "requests")

    def assert_called(self, *, times: int | None = None, wait: str | None = None, **matcher: Unpack[Matcher]) -> None:
        """Fail unless a matching request was sent, at least once or exactly `times`.

        `wait`, such as "2s", is how long such requests may take to arrive.
        """
        __tracebackhide__ = True
        self._verify(matcher, {"at_least": 1} if times is None else {"times": times}, wait)

    def assert_called_once_with(self, *, wait: str | None = None, **matcher: Unpack[Matcher]) -> None:
        """Fail unless exactly one matching request was sent."""
        __tracebackhide__ = True
        self._verify(matcher, {"times": 1}, wait)

    def assert_not_called(self, *, wait: str | None = None, **matcher: Unpack[Matcher]) -> None:
        """Fail if a matching request was sent.

        Requests in flight that may still match are waited for: for 2 seconds, or for `wait`.
        """
        __tracebackhide__ = True
        self._verify(matcher, {"times": 0}, wait)

    def verify(self, matcher: Mapping[str, Any], *, wait: str | None = None, **bounds: int) -> dict[str, Any]:
        """Verify how many requests match (`times`, or `at_least` and `at_most`); return the result of the fake."""
        expectation = {"matcher": matcher, **bounds, **({} if wait is None else {"wait": wait})}
        result: dict[str, Any] = self._control.call("POST", "requests/verify", expectation, expected=(422,))
        return result

    def _verify(self, matcher: Mapping[str, Any], bounds: Mapping[str, int], wait: str | None) -> None:
        __tracebackhide__ = True
        result = self.verify(matcher, wait=wait, **bounds)
        if not result["verified"]:
            raise AssertionError(printable.escape(result["detail"]))
