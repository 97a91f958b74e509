"""Content negotiation as in DRF's DefaultContentNegotiation, with JSON as the only format."""

from __future__ import annotations

from flask import Response

from oms_mock.drf.context import RequestContext
from oms_mock.drf.error_responses import error_response

_ACCEPTABLE = frozenset({"*/*", "application/*", "application/json"})
_OVERRIDE = "format"


def reject_format(context: RequestContext) -> Response | None:
    """Reject a format other than JSON: 404 for `?format=`, 406 for `Accept`."""
    environ = context.environ
    if "format=" in environ["QUERY_STRING"] and context.last_value(_OVERRIDE) not in {None, "", "json"}:
        return error_response(404)
    accept = environ.get("HTTP_ACCEPT", "").strip()
    if not accept or accept in _ACCEPTABLE:
        return None
    ranges = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return None if _ACCEPTABLE.intersection(ranges) else error_response(406)
