"""Health checks for process managers: without a token, and without latency."""

from __future__ import annotations

from flask import Blueprint, Response

from oms_mock.drf.responses import document_response
from oms_mock.runtime.context import current_oms

blp = Blueprint("health", __name__)

OK = {"status": "ok"}


@blp.get("/healthz")
def healthz() -> Response:
    """Alive."""
    return document_response(OK)


@blp.get("/readyz")
def readyz() -> Response:
    """Ready: the database can be read and written. Otherwise StoreUnavailableError becomes a 503."""
    current_oms().store.readiness.require()
    return document_response(OK)
