"""Cross-origin requests without credentials, so that a web app on another port can call the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response

ANY = "*"
MAX_AGE = "600"


@dataclass(frozen=True)
class CorsPolicy:
    """Which origins may read responses (`*` for any), and what they may send and read."""

    origins: tuple[str, ...]
    methods: str
    allowed_headers: str
    exposed_headers: str

    def headers(self, environ: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the headers that allow the origin of a request to read the response, if it may."""
        if ANY in self.origins:
            allowed = [("Access-Control-Allow-Origin", ANY)]
        else:
            allowed = [("Vary", "Origin")]
            origin = environ.get("HTTP_ORIGIN")
            if origin not in self.origins:
                return allowed
            allowed.append(("Access-Control-Allow-Origin", str(origin)))
        return [*allowed, ("Access-Control-Expose-Headers", self.exposed_headers)]

    def preflight_response(self) -> Response:
        """Return the response to a preflight. Browsers send preflights without a token."""
        return Response(
            b"",
            204,
            {
                "Access-Control-Allow-Methods": self.methods,
                "Access-Control-Allow-Headers": self.allowed_headers,
                "Access-Control-Max-Age": MAX_AGE,
            },
        )


def is_preflight(environ: Mapping[str, Any]) -> bool:
    """Return whether a request is a browser's CORS preflight."""
    return environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
