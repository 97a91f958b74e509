"""The two lists of enum values."""

from __future__ import annotations

from flask import Blueprint, Response

from oms_mock import urls
from oms_mock.drf.responses import document_response
from oms_mock.openapi.operations import describe, operation
from oms_mock.schemas.enums import ENUM_LIST
from oms_mock.schemas.provenance import ASSUMED
from oms_mock.services import enums

blp = Blueprint("enums", __name__, url_prefix=urls.ORDERS)


@blp.get("/delivery_type_enums/")
@describe(ENUM_LIST, operation("delivery_type_enums", ASSUMED))
def delivery_type_enums() -> Response:
    """Order Delivery Type Enums

    Return the delivery types, which do not change.
    """
    return document_response(enums.members(enums.DELIVERY_TYPES))


@blp.get("/payment_type_enums/")
@describe(ENUM_LIST, operation("payment_type_enums", ASSUMED))
def payment_type_enums() -> Response:
    """Order Payment Type Enums

    Return the payment types, which do not change.
    """
    return document_response(enums.members(enums.PAYMENT_TYPES))
