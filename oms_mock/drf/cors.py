"""Cross-origin requests as django-cors-headers handles them, so that a web app on another port can call the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response

ANY = "*"
OPAQUE = "null"
"""The origin of sandboxed frames and local files. Every page can have it, so it gets no credentials."""
MAX_AGE = "600"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
REQUEST_HEADERS = "Accept, Authorization, Content-Type, If-None-Match, Prefer, X-Request-ID"
"""What a preflight that names no headers is told."""

_NAMES = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+(?:[ \t]*,[ \t]*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*")
_MOST = 4096
"""Characters of a list of names."""


@dataclass(frozen=True)
class CorsPolicy:
    """Which origins may read responses, and which response headers.

    Origins that are named may send credentials; `*`, any other origin, may not.
    """

    origins: tuple[str, ...]
    exposed_headers: str

    def headers(self, environ: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the headers that allow the origin of a request to read the response, if it may.

        Those of a response to OPTIONS, and so to a preflight, allow the method and the headers that it names.
        """
        origin = environ.get("HTTP_ORIGIN")
        vary = ("Vary", "origin")
        if not origin:
            return [vary]
        if origin in self.origins and origin != OPAQUE:
            allowed = [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true")]
        elif ANY in self.origins:
            allowed = [("Access-Control-Allow-Origin", ANY)]
        elif origin in self.origins:
            allowed = [("Access-Control-Allow-Origin", origin)]
        else:
            return [vary]
        allowed.append(("Access-Control-Expose-Headers", self.exposed_headers))
        if environ["REQUEST_METHOD"] == "OPTIONS":
            allowed += [
                ("Access-Control-Allow-Methods", _methods(environ)),
                ("Access-Control-Allow-Headers", _requested(environ, "HEADERS") or REQUEST_HEADERS),
                ("Access-Control-Max-Age", MAX_AGE),
            ]
        return [vary, *allowed]


def preflight_response() -> Response:
    """Return the response to a preflight, before the headers of a policy are added.

    Browsers send preflights without a token, and do not follow redirects.
    """
    return Response(b"", 200, content_type="text/html; charset=utf-8")


def is_preflight(environ: Mapping[str, Any]) -> bool:
    """Return whether a request is a browser's CORS preflight."""
    return environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ


def _methods(environ: Mapping[str, Any]) -> str:
    requested = _requested(environ, "METHOD")
    return ", ".join((*METHODS, *([requested] if requested and requested not in METHODS else [])))


def _requested(environ: Mapping[str, Any], what: str) -> str | None:
    """Return the names that a preflight requests; None if there are none, or anything else."""
    text = environ.get(f"HTTP_ACCESS_CONTROL_REQUEST_{what}", "").strip()
    return text if len(text) <= _MOST and _NAMES.fullmatch(text) else None
