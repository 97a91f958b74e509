"""Paths as Django resolves them: digits for keys, and a redirect for a missing slash."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import BaseConverter, Rule

from oms_mock.drf.responses import refusal

API_PREFIX = "/api/"
CONTROL_PREFIX = "/__admin"
"""Below it no page of another origin may read anything."""

MAX_KEY_DIGITS = 18
"""Of a 64-bit key. A longer number is a key that no row has."""

UUID_DIGITS = 32

_URL_SAFE = "/?&=%:;,+$!*'()@~#[]"
_PLACEHOLDER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


class KeyConverter(BaseConverter):
    """A numeric key."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        """Read a key of any length."""
        return key_of(value)


class EventKeyConverter(BaseConverter):
    """The key of a webhook event: a number, or its uuid of 32 hex digits."""

    regex = "[0-9]+|[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def key_of(digits: str) -> int:
    """Read a numeric key; one that is too large for any row becomes -1, which no row has."""
    significant = digits.lstrip("0") or "0"
    return int(significant) if len(significant) <= MAX_KEY_DIGITS else -1


def install(app: Flask) -> None:
    """Teach an app the converters, before any route is registered."""
    app.url_map.converters["key"] = KeyConverter
    app.url_map.converters["event_key"] = EventKeyConverter
    # Django knows no such thing: `//` is another path, and an unknown one.
    app.url_map.merge_slashes = False


def lacks_slash(app: Flask) -> bool:
    """Tell whether the path of this request would be a route if it ended in a slash."""
    if request.path.endswith("/"):
        return False
    adapter = app.create_url_adapter(request)
    return adapter is not None and bool(adapter.allowed_methods(f"{request.path}/"))


def add_slash() -> Response:
    """Redirect to the path with its slash, as Django does: 301, relative, empty, POST too."""
    query = request.query_string.decode("latin-1")
    location = quote(f"{request.path}/?{query}" if query else f"{request.path}/", safe=_URL_SAFE)
    return Response(b"", 301, {"Location": location}, content_type="text/html; charset=utf-8")


def no_route(app: Flask) -> Response:
    """Refuse an unknown path, and name the route that looks most like it."""
    nearest = nearest_route(app.url_map.iter_rules(), request.path)
    return refusal(404, f"Not found. The nearest route is {nearest}.")


def nearest_route(rules: Iterable[Rule], path: str) -> str:
    """Pick the route that is most like a path, placeholders written as `{pk}`."""
    routes = sorted({_PLACEHOLDER.sub(r"{\1}", rule.rule) for rule in rules})
    masked = re.sub(r"(?<=/)[0-9]+(?=/|$)", "{pk}", path[:300])
    return max(routes, key=lambda route: difflib.SequenceMatcher(a=masked, b=route).ratio())


def rule_of_other_method(app: Flask, error: MethodNotAllowed) -> Rule | None:
    """Find the rule of a path that was asked for with a method it does not know."""
    adapter = app.create_url_adapter(request)
    if adapter is None or not error.valid_methods:
        return None
    rule, _ = adapter.match(method=next(iter(error.valid_methods)), return_rule=True)
    return rule
