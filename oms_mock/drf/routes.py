"""Routing as in Django: numeric keys of any length, and a redirect for a missing trailing slash."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Flask, Request, Response
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, Rule

from oms_mock.drf import address
from oms_mock.drf.responses import detail_response

MAX_KEY_DIGITS = 18
"""The length of a 64-bit key. No row has a longer one."""

UUID_DIGITS = 32

DOUBLE_SLASH = "The path has a double slash: remove the one at the end of the base URL, or at the start of the path."
KEPT_PREFIX = "The path begins with X-Forwarded-Prefix: the reverse proxy must remove that prefix from the path."

_MOST_COMPARED = 300
"""Characters of a path: comparing takes quadratic time."""
_QUERY_SAFE = "/?&=%:;,+$!*'()@~#[]"
_PLACEHOLDER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


class KeyConverter(BaseConverter):
    """A numeric key."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        """Parse a key of any length."""
        return key_of(value)


class KeyOrUuidConverter(BaseConverter):
    """A numeric key, or a UUID of 32 hexadecimal digits, with or without hyphens."""

    regex = "[0-9]+|[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def key_of(digits: str) -> int:
    """Parse a numeric key. One that is too large for any row becomes -1, which no row has."""
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= MAX_KEY_DIGITS else -1


def install(app: Flask) -> None:
    """Register the converters of an app. Call it before any route is registered."""
    app.url_map.converters["key"] = KeyConverter
    app.url_map.converters["key_or_uuid"] = KeyOrUuidConverter
    # Django does not merge slashes: `//` is another path, and an unknown one.
    app.url_map.merge_slashes = False


def lacks_slash(app: Flask, request: Request) -> bool:
    """Return whether the path of a request would match a route if it ended in a slash."""
    if request.path.endswith("/"):
        return False
    adapter = app.create_url_adapter(request)
    return adapter is not None and bool(adapter.allowed_methods(f"{request.path}/"))


def redirect_to_slash(request: Request) -> Response:
    """Redirect to the path with a trailing slash, as Django does: 301, relative, without a body, also for POST."""
    path = address.path(request.environ, f"{request.environ['PATH_INFO']}/")
    query = quote(request.query_string.decode("latin-1"), safe=_QUERY_SAFE)
    location = f"{path}?{query}" if query else path
    return Response(b"", 301, {"Location": location}, content_type="text/html; charset=utf-8")


def reject_leading_slashes(request: Request) -> bool:
    """Return whether the path of a request begins with two slashes, which is unknown in Django. It has no route then.

    Werkzeug strips leading slashes before it looks for a route, whatever `merge_slashes` is. A server may have stripped
    them from `PATH_INFO` too; they are restored where it passes the request target.
    """
    environ = request.environ
    target, path = environ.get("REQUEST_URI", ""), environ["PATH_INFO"]
    if target.startswith("//"):
        path = environ["PATH_INFO"] = "/" * (len(target) - len(target.lstrip("/"))) + path.lstrip("/")
    if not path.startswith("//"):
        return False
    request.url_rule, request.view_args, request.routing_exception = None, None, NotFound()
    return True


def no_route(app: Flask, environ: dict[str, Any]) -> Response:
    """Return a 404 for an unknown path that names the most similar route."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    nearest = nearest_route(app.url_map.iter_rules(), re.sub("//+", "/", path[:_MOST_COMPARED]))
    prefix = address.path(environ, "")
    hint = f" {DOUBLE_SLASH}" if "//" in path else f" {KEPT_PREFIX}" if prefix and path.startswith(f"{prefix}/") else ""
    return detail_response(404, f"Not found. The nearest route is {prefix}{nearest}.{hint}")


def nearest_route(rules: Iterable[Rule], path: str) -> str:
    """Return the route that is most similar to a path, with placeholders written as `{pk}`."""
    routes = sorted({_PLACEHOLDER.sub(r"{\1}", rule.rule) for rule in rules})
    masked = re.sub(r"(?<=/)[0-9]+(?=/|$)", "{pk}", path[:_MOST_COMPARED])
    return max(routes, key=lambda route: difflib.SequenceMatcher(a=masked, b=route).ratio())


def route_of_other_method(app: Flask, request: Request, error: MethodNotAllowed) -> Rule | None:
    """Return the route of a path that was requested with a method it does not allow."""
    adapter = app.create_url_adapter(request)
    if adapter is None or not error.valid_methods:
        return None
    rule, _ = adapter.match(method=next(iter(error.valid_methods)), return_rule=True)
    return rule
