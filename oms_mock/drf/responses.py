"""Responses in the API's shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from oms_mock import wire

JSON = "application/json"


def body_response(body: bytes) -> Response:
    """Answer 200 with bytes that are JSON already."""
    return Response(body, 200, content_type=JSON)


def document_response(document: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a document of plain values."""
    return Response(wire.dumps(document), status, headers, content_type=JSON)


def refusal(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with one sentence that says why not."""
    return document_response({"detail": detail}, status, headers)
