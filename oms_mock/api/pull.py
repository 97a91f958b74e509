"""Pulling orders from Omnitron."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, g
from flask_smorest import Blueprint

from oms_mock.drf import request_body
from oms_mock.drf.responses import document_response
from oms_mock.openapi.operations import operation
from oms_mock.runtime.context import current_oms
from oms_mock.schemas.provenance import ASSUMED
from oms_mock.schemas.pull import PULL_RESULTS, PullRequestSchema
from oms_mock.services import pull

blp = Blueprint("pull", __name__, url_prefix="/api/v1/oms/orders")

REFUSALS = {
    400: "The body cannot be read, or is not a list of order numbers.",
    413: "The body is too large.",
    415: "The content type is not one that is read.",
}


@blp.route("/pull_from_omnitron/", methods=["POST"])
@blp.response(200, PULL_RESULTS)
@blp.doc(**operation("pull_from_omnitron", ASSUMED, refusals=REFUSALS, body=PullRequestSchema))
def pull_from_omnitron() -> Response:
    """Order Pull From Omnitron"""
    oms = current_oms()
    numbers = request_body.order_numbers()
    results = pull.pull(oms.store, g.world, oms.clock_of(g.world), numbers)
    return document_response([asdict(result) for result in results])
