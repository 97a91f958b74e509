"""Pulling orders from Omnitron: what is sent, and what is said of each number."""

from __future__ import annotations

from oms_mock.schemas.fields import Boolean, OmsSchema, String, Strings
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED


class PullRequestSchema(OmsSchema):
    """The order numbers to be pulled."""

    order_numbers = Strings(DOCUMENTED)


class PullResultSchema(OmsSchema):
    """The outcome for one order number, in a list; the name of its key is not documented.

    `errors` is empty, or left out, where the order was pulled.
    """

    order_number = String(ASSUMED, required=False)
    success = Boolean(DOCUMENTED)
    errors = Strings(DOCUMENTED, required=False)


PULL_OUTCOME = {
    "type": "object",
    "required": ["success"],
    "properties": {
        "success": {"type": "boolean", "x-oms-provenance": str(DOCUMENTED)},
        "errors": {"type": "array", "items": {"type": "string"}, "x-oms-provenance": str(DOCUMENTED)},
    },
}
"""The outcome for one order number, where the numbers are the keys."""

PULL_RESULTS = {
    "anyOf": [
        {"type": "array", "items": PullResultSchema},
        {"type": "object", "additionalProperties": PULL_OUTCOME},
    ],
    "x-oms-provenance": str(ASSUMED),
}
