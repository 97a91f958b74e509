"""Bodies of error responses, in the forms of Django REST framework."""

from __future__ import annotations

from oms_mock.schemas.fields import OmsSchema, String
from oms_mock.schemas.provenance import CONVENTION


class RefusalSchema(OmsSchema):
    """One sentence with the reason."""

    detail = String(CONVENTION)


VALIDATION_ERRORS = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        ]
    },
    "x-oms-provenance": str(CONVENTION),
}
"""Messages by the key that they are about, or `detail` alone for messages about no key."""
