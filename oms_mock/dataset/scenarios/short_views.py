"""Recognise rows of short lists among the documents of a scenario, which needs the complete objects."""

from __future__ import annotations

from oms_mock import urls
from oms_mock.spec.json_path import Document

Complaint = tuple[str, str]
ITEMS, ITEM_COUNT = "orderitem_set", "order_item_count"
WEBHOOK, EVENT_TYPE = "webhook", "event_type"

_VIEWS = {(True, True): "short/", (True, False): "{pk}/short/", (False, True): "list-simple/"}
"""The views without items, by whether they have a number of items, and whether the state is a key."""


def of_order(document: Document) -> Complaint | None:
    """Return the problem of a document that is a row of a short list of orders, or a short order."""
    if ITEMS in document or not {"id", "number", "state"} <= document.keys():
        return None
    view = _VIEWS.get((ITEM_COUNT in document, isinstance(document["state"], int)))
    return _complaint(f"{urls.ORDERS}/{view}", f"{urls.ORDERS}/ or {urls.ORDERS}/{{pk}}/") if view else None


def of_event(document: Document) -> Complaint | None:
    """Return the problem of a document that is a row of the short list of webhook events."""
    if WEBHOOK in document or EVENT_TYPE not in document:
        return None
    events = f"{urls.ORDERS}/{{pk}}/webhook_events/"
    return _complaint(f"{events}short/", events)


def _complaint(short: str, complete: str) -> Complaint:
    return "$", f"is what GET {short} returns, without the parts of the object: use what GET {complete} returns"
