"""Pages with the parameters, envelope and links of DRF's PageNumberPagination."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol
from urllib.parse import urlencode

from flask import Response

from oms_mock import wire
from oms_mock.drf.context import RequestContext
from oms_mock.drf.page_cache import PageCache
from oms_mock.drf.responses import body_response

NUMBER = "page"
SIZE = "limit"


class Page(Protocol):
    """JSON bodies of a list, and the position of their page in it."""

    @property
    def count(self) -> int:
        """Return the length of the list."""

    @property
    def number(self) -> int:
        """Return the number of this page, from 1."""

    @property
    def pages(self) -> int:
        """Return how many pages there are."""

    @property
    def bodies(self) -> Sequence[bytes]:
        """Return the elements on this page."""


def page_number(context: RequestContext) -> str:
    """Return the requested page as the client wrote it; the first if the query has none.

    A blank one does not exist up to DRF 3.14; 3.15 and later return the first page.
    """
    number = context.last_value(NUMBER)
    return "1" if number is None else number


def page_size(context: RequestContext, default: int, largest: int) -> int:
    """Return the requested page size: `default` where it is no positive number, and never more than `largest`."""
    limit = largest if context.page_size_limit is None else min(context.page_size_limit, largest)
    try:
        size = int(context.last_value(SIZE) or "")
    except ValueError:
        size = 0
    return min(size if size > 0 else default, limit)


def respond(context: RequestContext, cache: PageCache, version: Hashable, load: Callable[[], Page]) -> Response:
    """Return a page in its envelope, from the cache where it holds this page of this version of the data."""
    key = (version, context.base_url, context.environ["QUERY_STRING"], context.page_size_limit)
    body = cache.get(key)
    if body is None:
        body = envelope(context, load())
        cache.put(key, body)
    return body_response(body)


def envelope(context: RequestContext, page: Page) -> bytes:
    """Return a page in its envelope. The bodies are joined without being parsed."""
    following, preceding = _links(context, page)
    opening = b'{"count":%d,"next":%b,"previous":%b,"results":[' % (page.count, following, preceding)
    if not page.bodies:
        return opening + b"]}"
    bodies = list(page.bodies)
    bodies[0] = opening + bodies[0]
    bodies[-1] += b"]}"
    return b",".join(bodies)


def _links(context: RequestContext, page: Page) -> tuple[bytes, bytes]:
    """Return the URLs of the next and the previous page, with keys sorted and other parameters unchanged."""
    others = [(key, urlencode({key: values}, doseq=True)) for key, values in context.parameters().items()]
    others = [(key, text) for key, text in others if key != NUMBER]
    following = _link(context.base_url, others, page.number + 1) if page.number < page.pages else b"null"
    preceding = _link(context.base_url, others, page.number - 1) if page.number > 1 else b"null"
    return following, preceding


def _link(base_url: str, others: list[tuple[str, str]], number: int) -> bytes:
    # DRF leaves the page out of a link to the first page.
    numbered = [(NUMBER, f"{NUMBER}={number}")] if number > 1 else []
    query = "&".join(text for _, text in sorted(others + numbered))
    return wire.dumps(f"{base_url}?{query}" if query else base_url)
