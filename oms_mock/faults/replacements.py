"""Responses in place of that of a view: an error, a redirect, or the HTML page of a gateway."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from flask import Response

from oms_mock.behaviour.rules import Effect
from oms_mock.drf.error_responses import error_response, phrase
from oms_mock.faults.rewrite import UNCHANGED
from oms_mock.runtime.context import OmsContext

HTML = "text/html; charset=utf-8"
GATEWAY_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
"""As nginx 1.22 writes it."""
LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Log in</title></head>
<body>
<h1>Log in</h1>
<p>Your session has expired. Please log in again.</p>
<form method="post" action="/login/">
<label>Username <input name="username" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Log in</button>
</form>
</body>
</html>
"""


def replacement(context: OmsContext, effect: Effect) -> Response | None:
    """Return the response of an effect that replaces that of the view; None if it has none."""
    if effect.breaks != "html" and effect.status is None:
        return None
    context.environ[UNCHANGED] = True
    if effect.breaks != "html" and not effect.location and effect.status:
        return error_response(effect.status, effect.detail, retry_after=effect.retry_after)
    response = _page(effect.status) if effect.breaks == "html" else _redirect(effect)
    if effect.retry_after is not None:
        response.headers["Retry-After"] = str(effect.retry_after)
    return response


def reported(effect: Effect) -> Iterator[str]:
    """Yield what a replacement consists of, as text."""
    if effect.status is not None:
        yield f"status={effect.status}"
    if effect.breaks == "html":
        yield "break=html"


def _redirect(effect: Effect) -> Response:
    """Return a redirect with an empty body, as Django does."""
    response = Response(b"", effect.status, content_type=HTML)
    response.autocorrect_location_header = False
    response.headers["Location"] = effect.location or "/"
    return response


def _page(status: int | None) -> Response:
    """Return the page of a gateway for an error, or its login page."""
    if status is None:
        return Response(LOGIN_PAGE, 200, content_type=HTML)
    title = escape(f"{status} {phrase(status)}")
    return Response(GATEWAY_PAGE.format(title), status, content_type="text/html")
