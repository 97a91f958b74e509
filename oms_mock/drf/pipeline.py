"""The steps of every request, in the order of Django REST framework.

Before the view: CORS preflight, route, format, token, permission, throttle, method, conditional request. The view
parses the body.
After the view: response headers. An application adds stages of its own in between: those in `before_negotiation`
run before the format is checked, those in `after_authentication` once the client is known, and those in
`after_view` on every response. A stage that returns a response ends the request.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Generic, TypeVar, cast

from flask import Flask, Request, Response, request
from werkzeug.exceptions import BadHost, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule

from oms_mock.drf import context as contexts
from oms_mock.drf import cors, language, negotiation, request_body, routes
from oms_mock.drf.address import InvalidHostError, base_url
from oms_mock.drf.context import RequestContext
from oms_mock.drf.cors import CorsPolicy
from oms_mock.drf.error_responses import method_not_allowed
from oms_mock.drf.responses import document_response

RENDERS = ("application/json",)

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
"""In the order of Django's views, which is that of `Allow`."""

_REQUEST_ID = re.compile(r"[!-~]{1,128}")

Context = TypeVar("Context", bound=RequestContext)
Stage = Callable[[Context], Response | None]
ResponseStage = Callable[[Context, Response], None]
View = TypeVar("View", bound=Callable[..., Response])


def public(view: View) -> View:
    """Mark a view of the API that needs no token."""
    view.public = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True)
class Pipeline(Generic[Context]):
    """What an application decides about its requests.

    `api` is the path prefix of the routes that need a token, `private` that of routes which no other origin may
    read. `entity_tag` returns the version of the response, if it has one. `start` sees every request first, and
    `finish` every response last.
    """

    api: str
    private: str
    new_context: Callable[[Request], Context]
    authenticate: Stage[Context]
    entity_tag: Callable[[Context], str | None]
    cors: CorsPolicy
    start: Callable[[Context], None]
    finish: ResponseStage[Context]
    before_negotiation: Sequence[Stage[Context]] = ()
    after_authentication: Sequence[Stage[Context]] = ()
    after_view: Sequence[ResponseStage[Context]] = ()
    language: str | None = None
    """The language of messages for clients that accept no other; None where all messages are English."""

    def install(self, app: Flask) -> None:
        """Run this pipeline around every view of an app."""
        app.before_request(partial(self._before, app))
        app.after_request(self._after)

    def _before(self, app: Flask) -> Response | None:
        context = self._open()
        context.began = time.perf_counter()
        has_leading_slashes = routes.reject_leading_slashes(context.request)
        self.start(context)
        if cors.is_preflight(context.environ) and not self._is_private(context):
            return cors.preflight_response()
        if has_leading_slashes:
            return routes.no_route(app, context.environ)
        if context.request.routing_exception:
            response = _misrouted(app, context.request)
            if response:
                return response
        route = context.route = self._api_route(app, context.request)
        if route is None:
            return method_not_allowed(context.request.method) if context.request.routing_exception else None
        return self._admit(app, route, context) or self._answer_without_view(app, route, context)

    def _open(self) -> Context:
        context = self.new_context(request._get_current_object())  # type: ignore[attr-defined]
        contexts.store(context)
        return context

    def _api_route(self, app: Flask, request: Request) -> Rule | None:
        """Return the route of a request of the API, whatever its method."""
        route, error = request.url_rule, request.routing_exception
        if isinstance(error, MethodNotAllowed):
            route = routes.route_of_other_method(app, request, error)
        return route if route is not None and route.rule.startswith(self.api) else None

    def _admit(self, app: Flask, route: Rule, context: Context) -> Response | None:
        """Return an error response if the format, the token or a stage rejects the request."""
        return (
            _first(self.before_negotiation, context)
            or negotiation.reject_format(context)
            or (None if _is_public(app, route) else self.authenticate(context))
            or _first(self.after_authentication, context)
        )

    def _answer_without_view(self, app: Flask, route: Rule, context: Context) -> Response | None:
        if context.request.routing_exception:
            return _other_method(app, route, context.request)
        return self._not_modified(context)

    def _not_modified(self, context: Context) -> Response | None:
        """Return 304 to a client that has this version of the response."""
        environ = context.environ
        context.base_url = base_url(environ, context.origin)
        if environ["REQUEST_METHOD"] == "POST":
            return None
        tag = context.entity_tag = self.entity_tag(context)
        return Response(b"", 304) if tag and tag in environ.get("HTTP_IF_NONE_MATCH", "") else None

    def _after(self, response: Response) -> Response:
        # There is none if another `before_request` of the app has returned a response first.
        context = cast(Context, contexts.find()) or self._open()
        if context.environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            request_body.discard(context)
        if self.language and not self._is_private(context):
            language.apply(context.environ, self.language, response)
        if context.indent:
            negotiation.indent(context, response)
        for stage in self.after_view:
            stage(context, response)
        response.headers.extend(self._headers(context, response.status_code))
        self.finish(context, response)
        return response

    def _is_private(self, context: Context) -> bool:
        return context.request.path.startswith(self.private)

    def _headers(self, context: Context, status: int) -> list[tuple[str, str]]:
        environ = context.environ
        headers = [] if self._is_private(context) else self.cors.headers(environ)
        headers.append(("X-Request-ID", _request_id(environ.get("HTTP_X_REQUEST_ID", ""))))
        if context.route:
            headers.append(("Allow", _allow(frozenset(context.route.methods or ()))))
        if context.entity_tag and status in {200, 304}:
            headers += [("ETag", context.entity_tag), ("Cache-Control", "no-cache")]
        return headers


def _misrouted(app: Flask, request: Request) -> Response | None:
    """Return the response to a request without a route; None where only its method is wrong."""
    error = request.routing_exception
    if isinstance(error, BadHost):
        raise InvalidHostError
    if isinstance(error, RequestRedirect) or routes.lacks_slash(app, request):
        return routes.redirect_to_slash(request)
    return routes.no_route(app, request.environ) if isinstance(error, NotFound) else None


def _first(stages: Sequence[Stage[Context]], context: Context) -> Response | None:
    for stage in stages:
        if response := stage(context):
            return response
    return None


def _is_public(app: Flask, route: Rule) -> bool:
    return getattr(app.view_functions[route.endpoint], "public", False)


def _other_method(app: Flask, route: Rule, request: Request) -> Response:
    """Return DRF's metadata for OPTIONS, and 405 for any other method."""
    if request.method != "OPTIONS":
        return method_not_allowed(request.method)
    view = app.view_functions[route.endpoint]
    name = (view.__doc__ or route.endpoint).strip().splitlines()[0].rstrip(".")
    return document_response({"name": name, "description": "", "renders": RENDERS, "parses": request_body.MEDIA_TYPES})


@cache
def _allow(methods: frozenset[str]) -> str:
    return ", ".join(method for method in _METHODS if method in methods or method == "OPTIONS")


def _request_id(sent: str) -> str:
    """Return the id that the client sent, or a new one."""
    return sent if _REQUEST_ID.fullmatch(sent) else secrets.token_hex(16)
