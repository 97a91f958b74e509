"""What every part of the control surface has in common: the guard before it, and that nobody keeps its answers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from oms_mock.api.answers import refusal
from oms_mock.control.guard import PREFIX, Guard


def blueprint(name: str, guard: Callable[[], Guard]) -> Blueprint:
    """Make a blueprint below `/__admin/`; `guard` gives the guard of the app that serves a request."""
    blp = Blueprint(name, __name__, url_prefix=PREFIX.rstrip("/"))

    @blp.before_request
    def _guard() -> Response | None:
        refused = guard().why_not(request.environ)
        if refused is None:
            return None
        challenge = {"WWW-Authenticate": "Token"} if refused.status == 401 else None
        return refusal(refused.status, refused.detail, challenge)

    @blp.after_request
    def _keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return blp
