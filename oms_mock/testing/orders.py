"""The orders of a world: read through the API, and added, changed and deleted through the admin API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from oms_mock.testing.admin_client import Control
from oms_mock.testing.api_client import Api

MOST = 100
"""Rows on a page."""

Order = dict[str, Any]


class Orders:
    """The orders of a world.

    `list` and `get` use the API as an app does: they are recorded in the journal, and faults apply to them.
    """

    def __init__(self, control: Control, api: Api) -> None:
        self._control = control
        self._api = api

    def list(self, **filters: Any) -> list[Order]:
        """List all orders that match, newest first.

        Filters are those of the API: `state__enum_value="100"`, `sort="id"`.
        """
        query: Any = {"limit": MOST, **filters}
        orders: list[Order] = []
        while query:
            page = self._api.get(query=query)
            orders += page["results"]
            query = parse_qs(urlsplit(page["next"] or "").query)
        return orders

    def get(self, order: int) -> Order:
        """Return an order. Raises ControlError if it does not exist."""
        opened: Order = self._api.get(f"{order}/")
        return opened

    def create(self, **fields: Any) -> Order:
        """Add an order; missing fields are generated. Returns the complete order."""
        created: Order = self._control.call("POST", "orders", fields)
        return created

    def update(self, order: int, **fields: Any) -> Order:
        """Change an order by a JSON merge patch. Returns the complete order."""
        changed: Order = self._control.call("PATCH", f"orders/{order}", fields)
        return changed

    def delete(self, order: int) -> None:
        """Delete an order."""
        self._control.call("DELETE", f"orders/{order}")
