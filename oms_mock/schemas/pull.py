"""Request and response of pulling orders from Omnitron."""

from __future__ import annotations

from oms_mock.schemas.fields import Boolean, OmsSchema, String, Strings
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED


class PullRequestSchema(OmsSchema):
    """The order numbers to pull."""

    order_numbers = Strings(DOCUMENTED)


class PullResultSchema(OmsSchema):
    """The result for one order number, in a list. The key `order_number` is assumed.

    `errors` is empty or missing if the order was pulled.
    """

    order_number = String(ASSUMED, required=False)
    success = Boolean(DOCUMENTED)
    errors = Strings(DOCUMENTED, required=False)


PULL_OUTCOME = {
    "type": "object",
    "required": ["success"],
    "properties": {
        "order_number": {"type": "string", "x-oms-provenance": str(ASSUMED)},
        "success": {"type": "boolean", "x-oms-provenance": str(DOCUMENTED)},
        "errors": {"type": "array", "items": {"type": "string"}, "x-oms-provenance": str(DOCUMENTED)},
    },
}
"""The result for one order number, in an object with the numbers as keys."""

PULL_RESULTS = {
    "anyOf": [
        {"type": "array", "items": PullResultSchema},
        {"type": "object", "additionalProperties": PULL_OUTCOME},
    ],
    "x-oms-provenance": str(ASSUMED),
}
