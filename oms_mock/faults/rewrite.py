"""A proxy inside the process: it lets an answer be looked at, and replaced, before it leaves.

WSGI, so that it stands before any app, ours or another. What it does not understand it passes on.
"""

from __future__ import annotations

import http
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_REQUEST_BODY = 1_048_576
"""Bytes of a request that are read ahead; a longer one is not looked at."""

AS_IT_IS = "oms_mock.as_it_is"
"""Set in the environ of a request by an app whose answer is to pass as it is, since it is meant to be broken."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. `request_headers` have lower-case names; `path` is decoded."""

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
        """The credential that the request carried."""
        return self.request_headers.get("authorization")

    def header(self, name: str) -> str | None:
        """Return a header of the answer, whatever its case."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)


Rewrite = Callable[[Exchange], Exchange | None]
"""What is to be answered instead; None means: what was going to be answered."""


class Rewriting:
    """WSGI middleware that lets `rewrite` replace the answers of an app.

    HEAD, 304, answers of unknown length (streams) and those that an app has marked so pass as they are.
    `Content-Length` is made anew, and `ETag` goes when the body has changed. It keeps nothing between two requests.
    """

    def __init__(self, app: WSGIApplication, rewrite: Rewrite) -> None:
        self.app = app
        self.rewrite = rewrite

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request_body = _read_ahead(environ)
        request = _request(environ, request_body)
        answer = _Answer(self.app, environ)
        if request.method == "HEAD" or environ.get(AS_IT_IS) or not answer.is_whole:
            start_response(answer.status, answer.headers)
            return answer
        given = answer.exchange(request)
        replaced = self.rewrite(given) or given
        body, headers = replaced.body, _headers(given, replaced)
        start_response(answer.status if replaced.status == given.status else _status(replaced.status), headers)
        return [body]


class _Answer:
    """What an app answers: begun, so that status and headers are known, and not yet read."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self._written: list[bytes] = []
        self._chunks = app(environ, self._start)
        iterator = iter(self._chunks)
        first = next(iterator, b"")  # an app that is a generator starts its answer only now
        self._body: Iterator[bytes] = chain(self._written, (first,), iterator)

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return self._written.append

    @property
    def is_whole(self) -> bool:
        """Whether it has a body of known length, in plain bytes."""
        names = {name.lower() for name, _ in self.headers}
        has_body = self.status[:3] not in {"204", "304"} and not self.status.startswith("1")
        return has_body and "content-length" in names and "content-encoding" not in names

    def exchange(self, request: Exchange) -> Exchange:
        """Read it to its end."""
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
        """Let the app clean up, as WSGI asks for."""
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
    """Read the body of a request, and put it back."""
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
