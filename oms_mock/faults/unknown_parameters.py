"""Warn about query parameters that had no effect, because the endpoint does not know them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask import Response, current_app

from oms_mock.drf import negotiation, query
from oms_mock.drf.query import TooManyParametersError
from oms_mock.faults.preferences import IN_QUERY, QUERY_NAMES, WARNING
from oms_mock.openapi.operations import query_names
from oms_mock.runtime.context import OmsContext
from oms_mock.runtime.effects import printable
from oms_mock.spec import near, secrets

_MOST = 5
"""Warnings of one response."""
_MAX_NAME = 80
"""Characters of a name that are repeated."""
_CACHED_LENGTH = 400
"""Longer query strings are not cached, so that the cache stays small."""

OTHER_NAMES = {
    **dict.fromkeys(("page_size", "pageSize", "pagesize", "per_page", "perPage", "size"), "limit"),
    **dict.fromkeys(("ordering", "order_by", "orderBy", "sort_by", "sortBy"), "sort"),
    **dict.fromkeys(("page_number", "pageNumber", "offset"), "page"),
}
"""The names of paging and sorting in other APIs, with those of the OMS."""


def warn(context: OmsContext, response: Response) -> None:
    """Add a header and a warning for each query parameter that the endpoint does not know, up to five."""
    text, route = context.environ["QUERY_STRING"], context.route
    if not text or route is None:
        return
    if context.has_parsed_query:
        found = _warnings(route.endpoint, context.parameters())
    else:
        found = _cached(route.endpoint, text) if len(text) <= _CACHED_LENGTH else _warnings_of(route.endpoint, text)
    for warning in found:
        response.headers.add(WARNING, warning)
    context.warnings += found


def _warnings(endpoint: str, sent: Iterable[str]) -> tuple[str, ...]:
    known = _known(endpoint)
    unknown = [name for name in sent if name not in known and not name.startswith(IN_QUERY)]
    return tuple(
        _cached_warning(name, tuple(known)) if len(name) <= _MAX_NAME else _warning(name, tuple(known))
        for name in unknown[:_MOST]
    )


def _warnings_of(endpoint: str, text: str) -> tuple[str, ...]:
    try:
        return _warnings(endpoint, query.parse(text))
    except TooManyParametersError:
        return ()


_cached = lru_cache(512)(_warnings_of)


@lru_cache(32)
def _known(endpoint: str) -> dict[str, None]:
    """Return the parameters of an endpoint, in their order. Its view is the same in every app."""
    return dict.fromkeys((*query_names(current_app.view_functions[endpoint]), negotiation.OVERRIDE))


def _warning(name: str, known: tuple[str, ...]) -> str:
    """Return the warning of a parameter. To look for a similar name takes as long as to answer a request."""
    shown = printable(secrets.before_any(name[:_MAX_NAME]))
    other = OTHER_NAMES.get(name)
    if other in known:
        return f'unknown query parameter "{shown}"; did you mean {other}?'
    listed = f"; known are {', '.join(known)}"
    return f'unknown query parameter "{shown}"{near.did_you_mean(name, (*known, *QUERY_NAMES), listed, before="; ")}'


_cached_warning = lru_cache(512)(_warning)
