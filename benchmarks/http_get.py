"""Send GET requests without proxies and redirects."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from urllib.parse import urlsplit

from machine import CannotMeasureError

READY_WITHIN = 60.0
"""Seconds that a server may take to its first 200."""

_PAUSE = 0.002


def get(url: str, headers: Mapping[str, str] | None = None, *, timeout: float = 30.0) -> tuple[int, bytes]:
    """Return status and body. Raises OSError or HTTPException."""
    return send("GET", url, headers, timeout=timeout)


def send(
    method: str, url: str, headers: Mapping[str, str] | None = None, *, timeout: float = 30.0
) -> tuple[int, bytes]:
    """Send a request without a body, and return status and body. Raises OSError or HTTPException."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)) as connection:
        connection.request(method, target, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.read()


def first_200(url: str, headers: Mapping[str, str] | None, alive: Callable[[], bool]) -> bytes:
    """Repeat a request until the status is 200, and return the body.

    Raises CannotMeasureError when the server has stopped, or never returns that status.
    """
    deadline = time.monotonic() + READY_WITHIN
    seen: object = "nothing"
    while time.monotonic() < deadline and alive():
        try:
            status, body = get(url, headers)
        except (OSError, http.client.HTTPException) as error:
            seen = error
        else:
            if status == 200:
                return body
            seen = status
        time.sleep(_PAUSE)
    raise CannotMeasureError(f"no 200 from {url}, the last response was: {seen}")
