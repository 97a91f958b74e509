"""The query string as Django reads it: the last of several values counts, odd bytes are replaced."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import request

from oms_mock.errors import OmsError

MAX_PARAMETERS = 1000
"""Django's own limit for the fields of a form."""

_KEY = "oms_mock.parameters"

Parameters = dict[str, list[str]]


class TooManyParametersError(OmsError):
    """The query string has more parameters than anybody needs."""


def parameters() -> Parameters:
    """Read the query string of this request, once. Raises TooManyParametersError."""
    environ = request.environ
    found: Parameters | None = environ.get(_KEY)
    if found is None:
        found = environ[_KEY] = _parse(environ["QUERY_STRING"])
    return found


def last_value(name: str) -> str | None:
    """Return the last value of a parameter, which is the one Django takes."""
    values = parameters().get(name)
    return values[-1] if values else None


def _parse(query: str) -> Parameters:
    # WSGI hands over bytes as Latin-1.
    text = query if query.isascii() else query.encode("latin-1").decode("utf-8", "replace")
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        raise TooManyParametersError from None
