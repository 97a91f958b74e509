"""Where the fake differs from Django REST framework 3.14 on purpose: how, and for which reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oms_mock.drf.cors import REQUEST_HEADERS
from tests.drf.django_orders.exchange import Request, Response

ALLOWED = "access-control-allow-headers"
BODY = frozenset(("body", "content-length"))


@dataclass(frozen=True)
class Difference:
    """A difference that is accepted.

    `applies` selects requests, by what Django responds. In these the parts of the response in `parts` may differ, and
    the fake's response must be as `expected`.
    """

    reason: str
    parts: frozenset[str]
    applies: Callable[[Request, Response], bool]
    expected: Callable[[Request, Response], bool]


def _has_no_route(_: Request, theirs: Response) -> bool:
    return theirs.status == 404 and theirs.headers["content-type"].startswith("text/html")


def _names_nearest_route(request: Request, ours: Response) -> bool:
    text = '{"detail":"Not found. The nearest route is /'
    is_json = ours.headers["content-type"] == "application/json"
    return is_json and (request.method == "HEAD" or ours.body.startswith(text))


def _allows_what_is_requested(request: Request, ours: Response) -> bool:
    return ours.headers[ALLOWED] == (request.headers.get("Access-Control-Request-Headers") or REQUEST_HEADERS)


DIFFERENCES = {
    "an unknown path": Difference(
        "Django sends an HTML page. JSON that names the nearest route helps more, and no client parses the page.",
        BODY | {"content-type"},
        _has_no_route,
        _names_nearest_route,
    ),
    "a redirect": Difference(
        "Django 4.2 to 5.2 send no Content-Length, so a server sends an empty body in chunks; Django 6 sends it again.",
        frozenset(("content-length",)),
        lambda _, theirs: theirs.status == 301,
        lambda _, ours: ours.headers["content-length"] == "0",
    ),
    "a response to OPTIONS": Difference(
        "django-cors-headers allows the headers of its settings. The fake allows all, as settings differ.",
        frozenset((ALLOWED,)),
        lambda _, theirs: ALLOWED in theirs.headers,
        _allows_what_is_requested,
    ),
    "an empty boundary": Difference(
        "Werkzeug reads `boundary=` as no boundary, so the message says None.",
        BODY,
        lambda request, _: request.headers.get("Content-Type", "").endswith("boundary="),
        lambda _, ours: ours.body.endswith('Invalid boundary in multipart: None"}'),
    ),
    "UTF-16 without a byte order mark": Difference(
        "The message is that of Python's decoder: Django uses the one for streams.",
        BODY,
        lambda request, _: "charset=utf-16" in request.headers.get("Content-Type", "") and bool(request.body),
        lambda _, ours: ours.body.startswith('{"detail":"JSON parse error - '),
    ),
}
