"""What a fault is: a healthy deployment that answers one thing wrongly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import update_wrapper, wraps
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from oms_mock import wire
from oms_mock.faults.rewrite import Exchange, Rewriting
from tests.recall.harness import DEEP, NEWEST, TOKEN, Ask

ORDERS = "/api/v1/oms/orders/"
FULL, SHORT, SIMPLE = "order-list", "order-list-short", "order-list-simple"
LISTS = (FULL, SHORT, SIMPLE)
DETAIL, DETAIL_SHORT = "order-detail", "order-detail-short"
EVENTS, EVENTS_SHORT, EVENT = "webhook-event-list", "webhook-event-list-short", "webhook-event-detail"
DELIVERY_TYPES, PAYMENT_TYPES = "delivery-type-enums", "payment-type-enums"
PULL = "pull-from-omnitron"

_ROUTES = (
    (FULL, ""),
    (SHORT, "short/"),
    (SIMPLE, "list-simple/"),
    (DELIVERY_TYPES, "delivery_type_enums/"),
    (PAYMENT_TYPES, "payment_type_enums/"),
    (PULL, "pull_from_omnitron/"),
    (DETAIL, "[0-9]+/"),
    (DETAIL_SHORT, "[0-9]+/short/"),
    (EVENTS, "[0-9]+/webhook_events/"),
    (EVENTS_SHORT, "[0-9]+/webhook_events/short/"),
    (EVENT, "[0-9]+/webhook_events/[0-9a-f-]+/"),
)

JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
PAGE_OF_HTML = b"<!doctype html><html><body><h1>Sign in</h1></body></html>"

UNKNOWN = 999_999_999
"""An order, and an event, that nobody has."""

DEEP_DETAIL = Ask(f"{ORDERS}{DEEP}/")
DEEP_PAGE = Ask(f"{ORDERS}?limit=3&page=3")
NEWEST_DETAIL = Ask(f"{ORDERS}{NEWEST}/")


class Healthy:
    """The healthy deployment behind a fault, asked with a valid token for what it would say elsewhere."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._app = app
        self._environ = environ

    def answer(self, target: str, method: str = "GET", body: bytes = b"") -> Exchange:
        """Ask for a path and query."""
        parts = urlsplit(target)
        asked: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "HTTP_AUTHORIZATION": f"Token {TOKEN}",
            "HTTP_IF_NONE_MATCH": "",
            "wsgi.input": BytesIO(body),
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
        }
        started: list[Any] = []

        def start(*said: Any) -> Any:
            started.extend(said)

        chunks = self._app({**self._environ, **asked}, start)
        answer = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        return Exchange(method, parts.path, parts.query, {}, body, int(started[0][:3]), tuple(started[1]), answer)

    def document(self, target: str) -> Any:
        """Ask for a path and query, and parse what comes."""
        return json.loads(self.answer(target).body)


Change = Callable[[Exchange, Healthy], Exchange | None]
"""What a fault does: the answer that it gives instead, or None."""


@dataclass(frozen=True)
class Fault:
    """A named fault.

    `fits` names the rules and kinds that name it rightly; `probes` are requests whose answers, in this
    order, show it to a client. `make` begins it anew: a fault may count, and keeps that to itself.
    """

    name: str
    group: str
    does: str
    fits: frozenset[str]
    probes: tuple[Ask, ...]
    make: Callable[[], Change]

    def install(self, app: WSGIApplication) -> WSGIApplication:
        """Put it before a healthy app."""
        change = self.make()

        def faulty(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            healthy = Healthy(app, dict(environ))
            return Rewriting(app, lambda exchange: change(exchange, healthy))(environ, start_response)

        return faulty


def fault(group: str, change: Any, fits: str, *probes: Ask) -> Fault:
    """Make a fault of a change: a function, or a class of which each deployment gets one of its own.

    Its name and what is said of it are those of the function or class.
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", change.__name__).replace("_", "-").lower()
    make = change if isinstance(change, type) else lambda: change
    return Fault(name, group, str(change.__doc__), frozenset(fits.split()), probes, make)


def endpoint(exchange: Exchange) -> str:
    """Name the endpoint that was asked; empty for any other path."""
    return next((name for name, route in _ROUTES if re.fullmatch(ORDERS + route, exchange.path)), "")


def order_of(exchange: Exchange) -> int | None:
    """Read the order that the path names."""
    match = re.match(rf"{ORDERS}([0-9]+)/", exchange.path)
    return int(match[1]) if match else None


def on(*endpoints: str, status: int = 200, order: int | None = None) -> Callable[[Any], Change]:
    """Let a function see the parsed answers of some endpoints, and return what is answered instead.

    It is called with the document, the exchange and the healthy deployment; it may return a document,
    or a whole exchange, or None.
    """

    def decorate(function: Callable[..., Any]) -> Change:
        @wraps(function)
        def change(exchange: Exchange, healthy: Healthy) -> Exchange | None:
            meant = exchange.status == status and endpoint(exchange) in endpoints and exchange.method != "OPTIONS"
            if not meant or order not in (None, order_of(exchange)):
                return None
            changed = function(json.loads(exchange.body), exchange, healthy)
            return changed if changed is None or isinstance(changed, Exchange) else with_document(exchange, changed)

        return change

    return decorate


def with_document(exchange: Exchange, document: Any, status: int | None = None) -> Exchange:
    """Answer with another document."""
    return replace(exchange, body=wire.dumps(document), status=status or exchange.status)


def with_body(exchange: Exchange, body: bytes, status: int | None = None, headers: Any = JSON) -> Exchange:
    """Answer with bytes."""
    return replace(exchange, body=body, status=status or exchange.status, headers=headers)


def query(exchange: Exchange) -> dict[str, str]:
    """Read the query."""
    return dict(parse_qsl(exchange.query))


def page_of(exchange: Exchange) -> int:
    """Read which page was asked for."""
    return int(query(exchange).get("page", "1"))


def size_of(exchange: Exchange) -> int:
    """Read how many rows were asked for."""
    return int(query(exchange).get("limit", "10"))


def linked(url: str, **changes: Any) -> str:
    """Change the query of a link; None takes a key out."""
    base, _, asked = url.partition("?")
    kept = {**dict(parse_qsl(asked)), **changes}
    return f"{base}?{urlencode(sorted((key, value) for key, value in kept.items() if value is not None))}"


def target(exchange: Exchange, **changes: Any) -> str:
    """Write path and query of a request, with another query."""
    return linked(f"{exchange.path}?{exchange.query}", **changes)


def each_row(page: Any, change: Callable[[Any], Any]) -> Any:
    """Change every row of a page."""
    return {**page, "results": [change(row) for row in page["results"]]}


def each_whole_order(change: Callable[[Any], Any]) -> Change:
    """Change orders wherever they are whole: rows of the list, and the order alone."""

    @on(FULL, DETAIL)
    def changed(document: Any, exchange: Exchange, healthy: Healthy) -> Any:
        return each_row(document, change) if endpoint(exchange) == FULL else change(document)

    return update_wrapper(changed, change)
