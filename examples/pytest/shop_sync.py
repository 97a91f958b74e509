"""A small client of an OMS for a shop: it copies orders, and pulls new ones.

It has the error handling that such clients need and that is seldom tested: it retries, honours `Retry-After`, and
gives up after a few attempts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import requests

ORDERS = "/api/v1/oms/orders/"
ATTEMPTS = 4
RETRIED_STATUSES = frozenset((429, 502, 503, 504))


class GaveUpError(Exception):
    """All attempts failed."""


@dataclass(frozen=True)
class Shop:
    """A client of the OMS at `url`. `wait` pauses for a number of seconds."""

    url: str
    session: requests.Session
    wait: Callable[[float], None]

    def orders(self) -> Iterator[dict[str, Any]]:
        """Yield all orders, page by page."""
        page = 1
        while True:
            response = self._get(ORDERS, limit=20, page=page)
            yield from response["results"]
            if not response["next"]:
                return
            page += 1

    def order(self, number: int) -> dict[str, Any]:
        """Return one order."""
        return self._get(f"{ORDERS}{number}/")

    def pull(self, *numbers: str) -> dict[str, list[str]]:
        """Pull orders from Omnitron. Return the errors of each."""
        response = self.session.post(
            f"{self.url}{ORDERS}pull_from_omnitron/", json={"order_numbers": list(numbers)}, timeout=30
        )
        response.raise_for_status()
        return {each["order_number"]: each["errors"] for each in response.json()}

    def _get(self, path: str, **query: int) -> dict[str, Any]:
        for attempt in range(ATTEMPTS):
            seconds = 2.0**attempt
            try:
                response = self.session.get(f"{self.url}{path}", params=query, timeout=30)
                if response.status_code not in RETRIED_STATUSES:
                    response.raise_for_status()
                    document: dict[str, Any] = response.json()
                    return document
                seconds = float(response.headers.get("Retry-After", seconds))
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.JSONDecodeError):
                pass  # the next attempt may succeed
            if attempt < ATTEMPTS - 1:
                self.wait(seconds)
        raise GaveUpError(path)
