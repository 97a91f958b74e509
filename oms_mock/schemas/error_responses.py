"""What a refused request is told, in Django REST framework's shapes."""

from __future__ import annotations

from oms_mock.schemas.fields import OmsSchema, String
from oms_mock.schemas.provenance import CONVENTION


class RefusalSchema(OmsSchema):
    """One sentence that says why."""

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
"""Texts by the key they are about, or `detail` alone where no key is to blame."""
