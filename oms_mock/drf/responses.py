"""JSON responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from oms_mock import wire

JSON = "application/json"


def body_response(body: bytes) -> Response:
    """Return a 200 response with a body that is JSON already."""
    return Response(body, 200, content_type=JSON)


def document_response(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response with a document of plain values."""
    return Response(wire.dumps(document), status, headers, content_type=JSON)


def detail_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error response with the body `{"detail": …}`."""
    return document_response({"detail": detail}, status, headers)
