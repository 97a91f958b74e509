"""WSGI middleware that replaces responses of any app. Responses that it cannot read pass unchanged."""

from __future__ import annotations

import http
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_REQUEST_BODY = 1_048_576
"""Bytes of a request body that are read ahead; a longer body is not passed to the rewrite."""

UNCHANGED = "oms_mock.unchanged"
"""An app sets this in the environ of a request to have its response passed unchanged, such as a broken one."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exchange:
    """A request and its response. `request_headers` have lower-case names; `path` is decoded."""

    method: str
    path: str
    query: str = ""
    request_headers: dict[str, str] = field(default_factory=dict, repr=False)
    request_body: bytes = field(default=b"", repr=False)
    status: int = 200
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def authorization(self) -> str | None:
        """The `Authorization` header of the request."""
        return self.request_headers.get("authorization")

    def header(self, name: str) -> str | None:
        """Return a header of the response. Its case does not matter."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)


Rewrite = Callable[[Exchange], Exchange | None]
"""Return the exchange to respond with, or None to pass the response unchanged."""


class Rewriting:
    """WSGI middleware that replaces the responses of an app by those that `rewrite` returns.

    Responses to HEAD, 304, responses of unknown length (streams), and those that the app has marked pass unchanged.
    `Content-Length` is set again, and `ETag` is removed when the body has changed. There is no state.
    """

    def __init__(self, app: WSGIApplication, rewrite: Rewrite) -> None:
        self.app = app
        self.rewrite = rewrite

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request."""
        request_body = _read_ahead(environ)
        request = _request(environ, request_body)
        response = _Response(self.app, environ)
        if request.method == "HEAD" or environ.get(UNCHANGED) or not response.is_rewritable:
            start_response(response.status, response.headers)
            return response
        given = response.exchange(request)
        replaced = self.rewrite(given) or given
        body, headers = replaced.body, _headers(given, replaced)
        start_response(response.status if replaced.status == given.status else _status(replaced.status), headers)
        return [body]


class _Response:
    """The response of an app: its status and headers are known, its body is not read yet."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self._written: list[bytes] = []
        self._chunks = app(environ, self._start)
        iterator = iter(self._chunks)
        first = next(iterator, b"")  # an app that is a generator starts its response only now
        self._body: Iterator[bytes] = chain(self._written, (first,), iterator)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return self._written.append

    @property
    def is_rewritable(self) -> bool:
        """Whether it has a body of known length without a content coding."""
        names = {name.lower() for name, _ in self.headers}
        has_body = self.status[:3] not in {"204", "304"} and not self.status.startswith("1")
        return has_body and "content-length" in names and "content-encoding" not in names

    def exchange(self, request: Exchange) -> Exchange:
        """Read the body."""
        try:
            body = b"".join(self._body)
        finally:
            self.close()
        return Exchange(
            request.method,
            request.path,
            request.query,
            request.request_headers,
            request.request_body,
            int(self.status[:3]),
            tuple(self.headers),
            body,
        )

    def __iter__(self) -> Iterator[bytes]:
        return self._body

    def close(self) -> None:
        """Close the response of the app, as WSGI requires."""
        close = getattr(self._chunks, "close", None)
        if close is not None:
            close()


def _request(environ: WSGIEnvironment, body: bytes) -> Exchange:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    return Exchange(environ["REQUEST_METHOD"], path, environ.get("QUERY_STRING", ""), headers, body)


def _read_ahead(environ: WSGIEnvironment) -> bytes:
    """Read the body of a request, and put it back for the app."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or not 0 < int(length) <= MAX_REQUEST_BODY:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    return body


def _headers(given: Exchange, replaced: Exchange) -> list[tuple[str, str]]:
    dropped = {"content-length"} if replaced.body == given.body else {"content-length", "etag"}
    kept = [(name, value) for name, value in replaced.headers if name.lower() not in dropped]
    return [*kept, ("Content-Length", str(len(replaced.body)))]


def _status(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
