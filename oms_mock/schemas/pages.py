"""The envelope of a page."""

from __future__ import annotations

from oms_mock.schemas.fields import Integer, OmsSchema, String
from oms_mock.schemas.provenance import SIBLING


class SiblingPageSchema(OmsSchema):
    """The page envelope of a list for which only other lists are documented to have one."""

    count = Integer(SIBLING)
    next = String(SIBLING, nullable=True)
    previous = String(SIBLING, nullable=True)
