"""What every request goes through, before its view and after it.

The order is DRF's: route, format, token, right, throttle, method; the body is the view's own business.
What the fake adds comes first: a preflight is answered, latency is waited for, preferences are
honoured; faults come between right and throttle, and what spoils an answer comes last.
"""

from __future__ import annotations

import re
import secrets
import time
import zlib
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import BadHost, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule

from oms_mock.drf import authentication, cors, negotiation, request_body, routes
from oms_mock.drf.address import InvalidHostError, base_url
from oms_mock.drf.error_responses import method_not_allowed
from oms_mock.drf.responses import document_response
from oms_mock.drf.routes import API_PREFIX, CONTROL_PREFIX
from oms_mock.faults import after, before, preferences
from oms_mock.runtime import journal_recorder
from oms_mock.runtime.context import current_oms

RENDERS = ("application/json",)
PARSES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")

_REQUEST_ID = re.compile(r"[!-~]{1,128}")

View = TypeVar("View", bound=Callable[..., Response])


def public(view: View) -> View:
    """Mark a view of the API that needs no token."""
    view.public = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Put the gate around every view of an app."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    journal_recorder.begin()
    error = request.routing_exception
    if isinstance(error, BadHost):
        raise InvalidHostError
    if isinstance(error, RequestRedirect) or (error and routes.lacks_slash(current_app)):
        return routes.add_slash()
    if isinstance(error, NotFound):
        return routes.no_route(current_app)
    rule = request.url_rule
    if isinstance(error, MethodNotAllowed):
        rule = routes.rule_of_other_method(current_app, error)
    if rule is None or not rule.rule.startswith(API_PREFIX):
        return method_not_allowed() if error else None
    g.allow = frozenset(rule.methods or ())
    if cors.is_preflight():
        return cors.answer_preflight()
    return _admit(rule) or (_other_method(rule) if error else _unchanged())


def _admit(rule: Rule) -> Response | None:
    oms = current_oms()
    if oms.config.latency:
        time.sleep(oms.config.latency)
    refused = preferences.apply() or negotiation.refuse_format()
    if refused is None and not getattr(current_app.view_functions[rule.endpoint], "public", False):
        refused = authentication.refuse_stranger(oms.config)
    if refused:
        return refused
    g.world = preferences.world()
    return before.apply(rule)


def _other_method(rule: Rule) -> Response:
    """Answer OPTIONS with DRF's metadata, and refuse the rest."""
    if request.method != "OPTIONS":
        return method_not_allowed()
    view = current_app.view_functions[rule.endpoint]
    name = (view.__doc__ or rule.endpoint).strip().splitlines()[0].rstrip(".")
    return document_response({"name": name, "description": "", "renders": RENDERS, "parses": PARSES})


def _unchanged() -> Response | None:
    """Answer 304 to a client that has seen this URL at this revision of the world."""
    environ = request.environ
    g.base_url = base_url(environ, g.get("next_host"))
    if environ["REQUEST_METHOD"] == "POST" or after.is_asked():
        return None
    world = g.world
    seen_as = f"{world.dataset}|{g.base_url}?{environ['QUERY_STRING']}|{g.get('cap_limit', '')}".encode()
    g.etag = f'"{zlib.crc32(seen_as):08x}-{world.revision}"'
    if g.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        return Response(b"", 304)
    return None


def _after(response: Response) -> Response:
    if request.environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        request_body.discard()
    said = g._get_current_object().__dict__
    if "spoiling" in said or "preferences" in said:
        after.spoil(response)
    before.note_wait(response)
    headers = [] if request.path.startswith(CONTROL_PREFIX) else cors.headers(current_oms().config.cors_origins)
    headers.append(("X-Request-ID", _request_id()))
    if "allow" in said:
        headers.append(("Allow", _allow(said["allow"])))
    if "etag" in said and response.status_code in {200, 304}:
        headers += [("ETag", said["etag"]), ("Cache-Control", "no-cache")]
    if "preferences" in said:
        headers += _said(said["preferences"])
    response.headers.extend(headers)
    journal_recorder.record(response)
    return response


@cache
def _allow(methods: frozenset[str]) -> str:
    return ", ".join(sorted({*methods, "OPTIONS"}))


def _said(wishes: preferences.Preferences) -> list[tuple[str, str]]:
    said = ((preferences.APPLIED, wishes.applied), (preferences.IGNORED, wishes.ignored))
    return [(name, ", ".join(which)) for name, which in said if which]


def _request_id() -> str:
    """Echo the id that the client sent, or make one."""
    sent = request.environ.get("HTTP_X_REQUEST_ID", "")
    return sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(16)
