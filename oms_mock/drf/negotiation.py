"""Which format an answer has: JSON, or none (DRF's DefaultContentNegotiation)."""

from __future__ import annotations

from flask import Response, request

from oms_mock.drf.error_responses import refuse
from oms_mock.drf.query import last_value

_ACCEPTABLE = frozenset({"*/*", "application/*", "application/json"})
_OVERRIDE = "format"


def refuse_format() -> Response | None:
    """Refuse a format other than JSON: 404 for `?format=`, 406 for `Accept`."""
    if "format=" in request.environ["QUERY_STRING"] and last_value(_OVERRIDE) not in {None, "", "json"}:
        return refuse(404)
    accept = request.environ.get("HTTP_ACCEPT", "").strip()
    if not accept or accept in _ACCEPTABLE:
        return None
    ranges = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return None if _ACCEPTABLE.intersection(ranges) else refuse(406)
