"""The orders of a world: read as an app reads them, and made, changed and deleted as no app can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from oms_mock import urls
from oms_mock.testing.admin_client import PATIENCE, Control, decoded

PATH = f"{urls.ORDERS}/"
MOST = 100
"""Rows on a page."""

Order = dict[str, Any]


class Orders:
    """The orders of a world.

    `list` and `get` ask the API as an app does: they stand in the journal, and faults are about them, too.
    """

    def __init__(self, control: Control, session: requests.Session) -> None:
        self._control = control
        self._session = session

    def list(self, **filters: Any) -> Iterator[Order]:
        """Go through all orders, newest first, asking for the next page when it is needed.

        Filters are those of the API: `state__enum_value="100"`, `sort="id"`.
        """
        query: Any = {"limit": MOST, **filters}
        while query:
            page = self._ask(PATH, query)
            yield from page["results"]
            query = parse_qsl(urlsplit(page["next"] or "").query)

    def get(self, order: int) -> Order:
        """Open an order. Raises ControlError where there is none."""
        opened: Order = self._ask(f"{PATH}{order}/")
        return opened

    def create(self, **fields: Any) -> Order:
        """Make an order; what is not given is made up, and fits. Returns the whole order."""
        created: Order = self._control.call("POST", "orders", fields)
        return created

    def update(self, order: int, **fields: Any) -> Order:
        """Change an order: a JSON merge patch of its document. Returns the whole order."""
        changed: Order = self._control.call("PATCH", f"orders/{order}", fields)
        return changed

    def delete(self, order: int) -> None:
        """Delete an order."""
        self._control.call("DELETE", f"orders/{order}")

    def _ask(self, path: str, query: Any = None) -> Any:
        return decoded(self._session.get(f"{self._control.url}{path}", params=query, timeout=PATIENCE))
