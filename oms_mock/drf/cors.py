"""Cross-origin requests: any origin, no credentials, so that an app on another port can call."""

from __future__ import annotations

from flask import Response, request

ANY = "*"
ALLOWED_METHODS = "GET, HEAD, OPTIONS, POST"
ALLOWED_HEADERS = "Accept, Authorization, Content-Type, If-None-Match, Prefer, X-Request-ID"
EXPOSED_HEADERS = (
    "Allow, ETag, Fault-Applied, Preference-Applied, Preference-Ignored, Retry-After, WWW-Authenticate, X-Request-ID"
)
MAX_AGE = "600"


def headers(origins: tuple[str, ...], exposed: str = EXPOSED_HEADERS) -> list[tuple[str, str]]:
    """Return the headers that let the origin of this request read the answer, if it is one of these."""
    if ANY in origins:
        allowed = [("Access-Control-Allow-Origin", ANY)]
    else:
        allowed = [("Vary", "Origin")]
        origin = request.environ.get("HTTP_ORIGIN")
        if origin not in origins:
            return allowed
        allowed.append(("Access-Control-Allow-Origin", str(origin)))
    return [*allowed, ("Access-Control-Expose-Headers", exposed)]


def is_preflight() -> bool:
    """Tell whether a browser asks, before it sends a request, if it may."""
    return request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.environ


def answer_preflight(methods: str = ALLOWED_METHODS, names: str = ALLOWED_HEADERS) -> Response:
    """Say what a browser may send. Browsers send preflights without a token."""
    return Response(
        b"",
        204,
        {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": names,
            "Access-Control-Max-Age": MAX_AGE,
        },
    )
