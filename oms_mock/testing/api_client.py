"""A client of the order API of a fake, for what a test arranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oms_mock import urls
from oms_mock.testing.admin_client import decoded
from oms_mock.testing.transport import Request, Transport

PATH = f"{urls.ORDERS}/"


@dataclass(frozen=True)
class Api:
    """A client of the orders of the fake at `url`. `headers` name the world and its token."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    transport: Transport = field(repr=False)

    def get(self, path: str = "", query: Mapping[str, Any] | None = None) -> Any:
        """Return the document at a path below the list of orders. Raises ControlError."""
        return self._call(Request("GET", f"{self.url}{PATH}{path}", self.headers, query or {}))

    def post(self, path: str, body: Any) -> Any:
        """Send a JSON document to a path below the list of orders, and return the response. Raises ControlError."""
        return self._call(Request("POST", f"{self.url}{PATH}{path}", self.headers, {}, body))

    def _call(self, request: Request) -> Any:
        return decoded(self.transport.send(request))
