"""The stores of one database, together."""

from __future__ import annotations

from oms_mock.store.database import LOCK_TIMEOUT, Database
from oms_mock.store.omnitron import OmnitronStore
from oms_mock.store.orders import OrderStore
from oms_mock.store.webhook_events import WebhookEventStore
from oms_mock.store.worlds import WorldStore


class Store:
    """Everything that is kept, by noun. Writers wait `lock_timeout` seconds for each other."""

    def __init__(self, url: str, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self.database = Database(url, lock_timeout)
        self.worlds = WorldStore(self.database)
        self.orders = OrderStore(self.database)
        self.webhook_events = WebhookEventStore(self.database)
        self.omnitron = OmnitronStore(self.database)

    def close(self) -> None:
        """Give every connection back."""
        self.database.close()
