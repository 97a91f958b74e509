"""Pages as DRF's PageNumberPagination cuts and links them (drf.md, "Pages")."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, g, request

from oms_mock import wire
from oms_mock.config import Config
from oms_mock.drf.query import last_value, parameters
from oms_mock.drf.responses import body_response
from oms_mock.runtime.context import current_oms
from oms_mock.services.orders import Page

NUMBER = "page"
SIZE = "limit"


def asked_page() -> str:
    """Return the page as the client wrote it; a blank one is the first."""
    return last_value(NUMBER) or "1"


def asked_size(config: Config) -> int:
    """Return the size of a page; an odd one is the default, a large one is capped, by a fault further still."""
    most: int = min(g.get("cap_limit", config.max_page_size), config.max_page_size)
    try:
        size = int(last_value(SIZE) or "")
    except ValueError:
        size = 0
    return min(size if size > 0 else config.page_size, most)


def respond(turn: Callable[[], Page]) -> Response:
    """Answer with a page in its envelope; one that was answered at this revision is not made again."""
    pages = current_oms().pages
    key = (g.world, g.base_url, request.environ["QUERY_STRING"], g.get("cap_limit"))
    body = pages.get(key)
    if body is None:
        body = envelope(turn())
        pages.put(key, body)
    return body_response(body)


def envelope(page: Page) -> bytes:
    """Put a page into its envelope; bodies are joined once, and not looked at."""
    following, preceding = _links(page)
    opening = b'{"count":%d,"next":%b,"previous":%b,"results":[' % (page.count, following, preceding)
    if not page.bodies:
        return opening + b"]}"
    bodies = list(page.bodies)
    bodies[0] = opening + bodies[0]
    bodies[-1] += b"]}"
    return b",".join(bodies)


def _links(page: Page) -> tuple[bytes, bytes]:
    """Write this request's URL with the next and the previous page: keys sorted, everything else kept."""
    kept = [(key, urlencode({key: values}, doseq=True)) for key, values in parameters().items() if key != NUMBER]
    following = _link(kept, page.number + 1) if page.number < page.pages else b"null"
    preceding = _link(kept, page.number - 1) if page.number > 1 else b"null"
    return following, preceding


def _link(kept: list[tuple[str, str]], number: int) -> bytes:
    # A link back to the first page does not name it; one ahead always leads further than that.
    named = [(NUMBER, f"{NUMBER}={number}")] if number > 1 else []
    query = "&".join(part for _, part in sorted(kept + named))
    return wire.dumps(f"{g.base_url}?{query}" if query else g.base_url)
