"""What every part of the control surface has in common: the guard before it, what it says to values that cannot be
used, and that nobody keeps its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, current_app, request

from oms_mock.admin.access_control import PREFIX, Guard
from oms_mock.contract.redaction import neutralise
from oms_mock.drf.responses import refusal
from oms_mock.errors import UnusableValueError

EXTENSION = "oms_mock.control"
"""Where an app of the fake has its guard."""


MOST_SAID = 1000
"""Characters of what is said to a value that cannot be used: it may repeat some of that."""


def fakes_guard() -> Guard:
    """Return the guard of the fake that serves this request."""
    return cast(Guard, current_app.extensions[EXTENSION])


def blueprint_of_fake(name: str) -> Blueprint:
    """Make a blueprint of the fake; all of them have one guard."""
    return blueprint(name, fakes_guard)


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

    @blp.errorhandler(UnusableValueError)
    def _refuse(error: UnusableValueError) -> Response:
        lines = _shortened(str(error)).split("\n")
        return refusal(400, "\n".join(map(neutralise, lines)))

    @blp.after_request
    def _keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return blp


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SAID else f"{text[:MOST_SAID]} …"
