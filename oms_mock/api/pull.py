"""Pull orders from Omnitron."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response

from oms_mock import urls
from oms_mock.drf import request_body, string_list
from oms_mock.drf.responses import document_response
from oms_mock.openapi.operations import describe, operation
from oms_mock.runtime.context import current_context
from oms_mock.schemas.provenance import ASSUMED
from oms_mock.schemas.pull import PULL_RESULTS, PullRequestSchema
from oms_mock.services import pull

blp = Blueprint("pull", __name__, url_prefix=urls.ORDERS)

FIELD = "order_numbers"
MAX_NUMBERS = 1000
"""In one request; more of them would lock the database for too long."""

ERRORS = {
    400: "The body cannot be parsed, or is not a list of order numbers.",
    413: "The body is too large.",
    415: "The content type is not supported.",
}


@blp.post("/pull_from_omnitron/")
@describe(PULL_RESULTS, operation("pull_from_omnitron", ASSUMED, errors=ERRORS, body=PullRequestSchema))
def pull_from_omnitron() -> Response:
    """Order Pull From Omnitron

    Transfer orders from Omnitron to the OMS. The response has one result for each order number, in their order.
    """
    context = current_context()
    oms, world = context.oms, context.world
    numbers = string_list.validate(request_body.parse(context), FIELD, MAX_NUMBERS)
    hidden = context.preferences.effect.stale if context.preferences else None
    results = pull.pull(oms.store, world, oms.clock_of(world), numbers, hidden)
    return document_response([asdict(result) for result in results])
