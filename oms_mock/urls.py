"""The URL paths of the fake."""

from __future__ import annotations

API = "/api/"
"""Everything below it belongs to the API: it needs a token, is journaled and can be given faults."""

ORDERS = "/api/v1/oms/orders"
"""The prefix of the eleven order endpoints."""

ADMIN = "/__admin"
"""The prefix of the admin API. No page of another origin may read what is below it."""
