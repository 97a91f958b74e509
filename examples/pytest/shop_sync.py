"""A small client of an OMS, such as a shop has: it copies orders, and pulls new ones.

It has what such clients need, and what is seldom tested: it retries, waits as long as it is told to, and gives up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import requests

ORDERS = "/api/v1/oms/orders/"
ATTEMPTS = 4
WORTH_A_RETRY = frozenset((429, 502, 503, 504))


class GaveUpError(Exception):
    """The OMS did not answer as it should, however often it was asked."""


@dataclass(frozen=True)
class Shop:
    """A shop that asks the OMS at `url`; `wait` lets so many seconds pass."""

    url: str
    session: requests.Session
    wait: Callable[[float], None]

    def orders(self) -> Iterator[dict[str, Any]]:
        """Copy all orders, page by page."""
        page = 1
        while True:
            answer = self._get(ORDERS, limit=20, page=page)
            yield from answer["results"]
            if not answer["next"]:
                return
            page += 1

    def order(self, number: int) -> dict[str, Any]:
        """Open one order."""
        return self._get(f"{ORDERS}{number}/")

    def pull(self, *numbers: str) -> dict[str, list[str]]:
        """Let orders come over from Omnitron; say what was wrong with each."""
        answer = self.session.post(
            f"{self.url}{ORDERS}pull_from_omnitron/", json={"order_numbers": list(numbers)}, timeout=30
        )
        answer.raise_for_status()
        return {each["order_number"]: each["errors"] for each in answer.json()}

    def _get(self, path: str, **query: int) -> dict[str, Any]:
        for attempt in range(ATTEMPTS):
            seconds = 2.0**attempt
            try:
                answer = self.session.get(f"{self.url}{path}", params=query, timeout=30)
                if answer.status_code not in WORTH_A_RETRY:
                    answer.raise_for_status()
                    document: dict[str, Any] = answer.json()
                    return document
                seconds = float(answer.headers.get("Retry-After", seconds))
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, requests.JSONDecodeError):
                pass  # it may go better the next time
            if attempt < ATTEMPTS - 1:
                self.wait(seconds)
        raise GaveUpError(path)
