"""Pages as DRF's PageNumberPagination cuts and links them (drf.md, "Pages")."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, g, request

from oms_mock import wire
from oms_mock.api.answers import body_response
from oms_mock.api.context import current_oms
from oms_mock.api.query import Parameters, last_value, parameters
from oms_mock.config import Config
from oms_mock.services.orders import Page

NUMBER = "page"
SIZE = "limit"


def asked_page() -> str:
    """Return the page as the client wrote it; a blank one is the first."""
    return last_value(NUMBER) or "1"


def asked_size(config: Config) -> int:
    """Return the size of a page; an odd one is the default, a large one is capped."""
    try:
        size = int(last_value(SIZE) or "")
    except ValueError:
        return config.page_size
    return min(size, config.max_page_size) if size > 0 else config.page_size


def respond(turn: Callable[[], Page]) -> Response:
    """Answer with a page in its envelope; one that was answered at this revision is not made again."""
    pages = current_oms().pages
    key = (g.world, g.base_url, request.environ["QUERY_STRING"])
    body = pages.get(key)
    if body is None:
        body = envelope(turn())
        pages.put(key, body)
    return body_response(body)


def envelope(page: Page) -> bytes:
    """Put a page into its envelope; bodies are joined once, and not looked at."""
    following = _link(_with_page(page.number + 1)) if page.number < page.pages else b"null"
    preceding = _link(_before(page.number)) if page.number > 1 else b"null"
    opening = b'{"count":%d,"next":%b,"previous":%b,"results":[' % (page.count, following, preceding)
    if not page.bodies:
        return opening + b"]}"
    bodies = list(page.bodies)
    bodies[0] = opening + bodies[0]
    bodies[-1] += b"]}"
    return b",".join(bodies)


def _before(number: int) -> Callable[[Parameters], None]:
    return _without_page if number == 2 else _with_page(number - 1)


def _with_page(number: int) -> Callable[[Parameters], None]:
    def change(parameters: Parameters) -> None:
        parameters[NUMBER] = [str(number)]

    return change


def _without_page(parameters: Parameters) -> None:
    parameters.pop(NUMBER, None)


def _link(change: Callable[[Parameters], None]) -> bytes:
    """Write this request's URL with another page: keys sorted, everything else kept."""
    changed = dict(parameters())
    change(changed)
    query = urlencode(sorted(changed.items()), doseq=True)
    return wire.dumps(f"{g.base_url}?{query}" if query else g.base_url)
