"""The two enumerations. The vendor's documentation shows no body, so three forms are accepted."""

from __future__ import annotations

from oms_mock.schemas.fields import OmsSchema, String
from oms_mock.schemas.provenance import ASSUMED, SIBLING


class EnumMemberSchema(OmsSchema):
    """A value and its label, as Akinon's Commerce documents its enumerations."""

    value = String(SIBLING)
    label = String(SIBLING)


ENUM_LIST = {
    "anyOf": [
        {"type": "array", "items": EnumMemberSchema},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ],
    "x-oms-provenance": str(ASSUMED),
}
