"""The state of an order or of an order item."""

from __future__ import annotations

from oms_mock.schemas.fields import DateTime, Integer, Nested, Object, OmsSchema, String
from oms_mock.schemas.known_values import STATE_CLASSES, STATUS_CODES
from oms_mock.schemas.provenance import DOCUMENTED


class TranslationSchema(OmsSchema):
    """The name of a state in one language."""

    name = String(DOCUMENTED)


class TranslationsSchema(OmsSchema):
    """The name of a state by language. A deployment may have other languages."""

    en_us = Nested(TranslationSchema, DOCUMENTED, data_key="en-us", required=False)
    tr_tr = Nested(TranslationSchema, DOCUMENTED, data_key="tr-tr", required=False)


class StateSchema(OmsSchema):
    """A state. Orders and items have separate rows for the same status."""

    id = Integer(DOCUMENTED)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    # null in the sibling package item sample, absent from its webhook sample
    translations = Nested(TranslationsSchema, DOCUMENTED, nullable=True, required=False)
    name = String(DOCUMENTED)
    config = Object(DOCUMENTED)
    enum_class = String(DOCUMENTED, known=STATE_CLASSES)
    enum_value = String(DOCUMENTED, known=STATUS_CODES)
    content_type = Integer(DOCUMENTED)
