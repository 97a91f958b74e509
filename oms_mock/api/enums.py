"""The two lists of enum values."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from oms_mock import urls
from oms_mock.drf.responses import document_response
from oms_mock.openapi.operations import operation
from oms_mock.schemas.enums import ENUM_LIST
from oms_mock.schemas.provenance import ASSUMED
from oms_mock.services import enums

blp = Blueprint("enums", __name__, url_prefix=urls.ORDERS)


@blp.route("/delivery_type_enums/")
@blp.response(200, ENUM_LIST)
@blp.doc(**operation("delivery_type_enums", ASSUMED))
def delivery_type_enums() -> Response:
    """Order Delivery Type Enums"""
    return document_response(enums.members(enums.DELIVERY_TYPES))


@blp.route("/payment_type_enums/")
@blp.response(200, ENUM_LIST)
@blp.doc(**operation("payment_type_enums", ASSUMED))
def payment_type_enums() -> Response:
    """Order Payment Type Enums"""
    return document_response(enums.members(enums.PAYMENT_TYPES))
