"""What all blueprints of the admin API share: access control, error responses, and headers against caching."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, current_app, request

from oms_mock.admin.access_control import PREFIX, Guard
from oms_mock.drf.responses import detail_response
from oms_mock.errors import UnusableValueError
from oms_mock.spec.printable import neutralise

EXTENSION = "oms_mock.admin"
"""The key of the guard in `app.extensions`."""


LONGEST_DETAIL = 1000
"""Characters of the error message for a document, which may repeat some of it."""


def fake_guard() -> Guard:
    """Return the guard of the app that serves this request."""
    return cast(Guard, current_app.extensions[EXTENSION])


def fake_blueprint(name: str) -> Blueprint:
    """Make a blueprint of the fake's admin API."""
    return blueprint(name, fake_guard)


def blueprint(name: str, guard: Callable[[], Guard]) -> Blueprint:
    """Make a blueprint below `/__admin/`; `guard` returns the guard of the app that serves a request."""
    blp = Blueprint(name, __name__, url_prefix=PREFIX.rstrip("/"))

    @blp.before_request
    def _guard() -> Response | None:
        rejection = guard().why_not(request.environ)
        if rejection is None:
            return None
        challenge = {"WWW-Authenticate": "Token"} if rejection.status == 401 else None
        return detail_response(rejection.status, rejection.detail, challenge)

    @blp.errorhandler(UnusableValueError)
    def _on_invalid_value(error: UnusableValueError) -> Response:
        lines = _shortened(str(error)).split("\n")
        return detail_response(400, "\n".join(map(neutralise, lines)))

    @blp.after_request
    def _keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return blp


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else f"{text[:LONGEST_DETAIL]} …"
