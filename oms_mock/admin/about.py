"""`/__admin/version` and `/__admin/openapi.json`: what this admin API is."""

from __future__ import annotations

from functools import cache

from flask import Response, current_app, request

from oms_mock import __version__, wire
from oms_mock.admin import blueprint
from oms_mock.admin.description import describe_app
from oms_mock.admin.operation import Operation, describe
from oms_mock.admin.responses import VersionSchema
from oms_mock.api.docs import served
from oms_mock.drf.responses import body_response, document_response

blp = blueprint.fake_blueprint("admin_about")

TAG = "About"


@blp.get("/version")
@describe(Operation("get_version", TAG, VersionSchema, has_world=False))
def version() -> Response:
    """Return the version of oms-mock."""
    return document_response({"version": __version__})


@blp.get("/openapi.json")
@describe(Operation("get_openapi", TAG, {"type": "object"}, has_world=False))
def openapi() -> Response:
    """Return the OpenAPI document of the admin API."""
    return body_response(served(_document(), request.environ))


@cache
def _document() -> bytes:
    """Write the document, when it is first requested; it is the same for every app of this version."""
    return wire.dumps(describe_app(current_app))
