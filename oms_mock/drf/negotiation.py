"""Content negotiation as in DRF's DefaultContentNegotiation, with JSON as the only format."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from oms_mock import wire
from oms_mock.drf.context import RequestContext
from oms_mock.drf.error_responses import error_response
from oms_mock.drf.responses import JSON

LARGEST_INDENT = 8

_USUAL = frozenset({"*/*", "application/*", "application/json"})
_MAIN_TYPES = frozenset({"*", "application"})
_SUBTYPES = frozenset({"*", "json"})
OVERRIDE = "format"
"""The query parameter that overrides `Accept`."""


@dataclass(frozen=True)
class MediaRange:
    """A media range of an `Accept` header, for example `application/json; indent=4`."""

    main_type: str
    subtype: str
    parameters: dict[str, str]

    @property
    def accepts_json(self) -> bool:
        """Return whether JSON is in this range. DRF ignores `q`."""
        return self.main_type in _MAIN_TYPES and self.subtype in _SUBTYPES

    @property
    def precedence(self) -> int:
        """Return how specific this range is, as DRF counts it."""
        if self.main_type == "*":
            return 0
        if self.subtype == "*":
            return 1
        return 3 if self.parameters.keys() - {"q"} else 2

    @property
    def indent(self) -> int:
        """Return the spaces of a level of JSON; 0 for compact JSON."""
        try:
            return max(0, min(int(self.parameters["indent"]), LARGEST_INDENT))
        except (KeyError, ValueError):
            return 0


def reject_format(context: RequestContext) -> Response | None:
    """Reject a format other than JSON: 404 for `?format=`, 406 for `Accept`. Store the indentation in the context."""
    environ = context.environ
    if "format=" in environ["QUERY_STRING"] and context.last_value(OVERRIDE) not in {None, "", "json"}:
        return error_response(404)
    accept = environ.get("HTTP_ACCEPT", "*/*")
    if accept in _USUAL:
        return None
    ranges = [each for each in map(_media_range, accept.split(",")) if each.accepts_json]
    if not ranges:
        return error_response(406)
    context.indent = max(ranges, key=lambda each: each.precedence).indent
    return None


def indent(context: RequestContext, response: Response) -> None:
    """Write the JSON of a response with the indentation that the client accepts."""
    if response.content_type == JSON and (body := response.get_data()):
        response.set_data(wire.indented(body, context.indent))


def _media_range(text: str) -> MediaRange:
    media_type, _, rest = text.partition(";")
    main_type, _, subtype = media_type.strip().lower().partition("/")
    pairs = (part.partition("=") for part in rest.split(";")) if rest else ()
    parameters = {name.strip().lower(): value.strip().strip('"') for name, equals, value in pairs if equals}
    return MediaRange(main_type, subtype, parameters)
