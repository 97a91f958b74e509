"""Query strings as Django parses them: the last of several values counts, invalid bytes are replaced."""

from __future__ import annotations

from urllib.parse import parse_qs

from oms_mock.errors import OmsError

MAX_PARAMETERS = 1000
"""Django's own limit for the fields of a form."""

Parameters = dict[str, list[str]]


class TooManyParametersError(OmsError):
    """The query string has more than MAX_PARAMETERS parameters."""


def parse(query: str) -> Parameters:
    """Parse a query string as WSGI passes it: bytes, decoded as Latin-1. Raises TooManyParametersError."""
    text = query if query.isascii() else query.encode("latin-1").decode("utf-8", "replace")
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise TooManyParametersError from None
