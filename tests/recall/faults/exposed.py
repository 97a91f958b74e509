"""Secrets and personal data where they do not belong; all views have the same."""

from __future__ import annotations

from typing import Any

from oms_mock.faults.rewrite import Exchange
from tests.recall.faults.base import DEEP_DETAIL, DETAIL, FULL, Healthy, each_row, fault, on

CARD = "4111 1111 1111 1111"
ACCOUNT = "TR33 0006 1005 1978 6457 8413 26"
TOKEN = "sk_live_51H8x2mQ9vTzR4"


def _with(document: Any, **changes: Any) -> Any:
    """Change the orders of a page, or an opened order."""
    return each_row(document, lambda row: {**row, **changes}) if "results" in document else {**document, **changes}


@on(FULL, DETAIL)
def card_number_in_notes(document: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The notes have the number of the card that was used."""
    return _with(document, notes=f"paid with {CARD}, call first")


@on(FULL, DETAIL)
def account_in_the_note_of_a_gift(document: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """The note of a gift has the account for a refund."""
    return _with(document, gift_box_note=f"refund to {ACCOUNT}")


@on(FULL, DETAIL)
def token_in_a_new_object(document: Any, exchange: Exchange, healthy: Healthy) -> Any:
    """An integration writes its access token into the order."""
    return _with(document, integration={"name": "erp", "access_token": TOKEN})


FAULTS = (
    fault("exposed", card_number_in_notes, "data-in-text", DEEP_DETAIL),
    fault("exposed", account_in_the_note_of_a_gift, "data-in-text", DEEP_DETAIL),
    fault("exposed", token_in_a_new_object, "secret-elsewhere", DEEP_DETAIL),
)
