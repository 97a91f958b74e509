"""Call a WSGI app in this process; responses are as over a socket.

An app closes the connection early by raising ConnectionAbortedError, from the call or from its body, or by returning
a body that is shorter than its Content-Length.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import IncompleteRead
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

BODILESS = frozenset((204, 304))


@dataclass(frozen=True)
class Response:
    """The response of an app; `body` is read as from a socket."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: Body


class Body(io.RawIOBase):
    """The body of a response, of `length` bytes if that is known. Reading raises an error if it ends early.

    `timeout` is the longest time without a byte, in seconds.
    """

    def __init__(
        self, chunks: Iterator[bytes], length: int | None, source: Iterable[bytes], timeout: float | None = None
    ) -> None:
        self._chunks = chunks
        self._timeout = timeout
        self._missing = length
        self._source = source
        self._left = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes. Raises IncompleteRead or ConnectionAbortedError if the body ends early, and TimeoutError."""
        if not self._left:
            self._left = self._next()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def close(self) -> None:
        """Close the iterable of the app, as WSGI requires."""
        if not self.closed:
            _close(self._source)
        super().close()

    def _next(self) -> bytes:
        if self._missing == 0:
            return b""
        chunk = next(timed(self._chunks, self._timeout), b"")
        if self._missing is None:
            return chunk
        if not chunk:
            raise IncompleteRead(b"", self._missing)
        chunk = chunk[: self._missing]
        self._missing -= len(chunk)
        return chunk


def environ(method: str, url: str, headers: Mapping[str, str], body: bytes) -> WSGIEnvironment:
    """Return a request as the environment that a WSGI server passes to an app."""
    address = urlsplit(url)
    port = address.port or {"https": 443}.get(address.scheme, 80)
    sent = {f"HTTP_{name.upper().replace('-', '_')}": _latin(value) for name, value in headers.items()}
    sent.pop("HTTP_TRANSFER_ENCODING", None)
    sent.pop("HTTP_CONTENT_LENGTH", None)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(address.path or "/").decode("latin-1"),
        "QUERY_STRING": address.query,
        "CONTENT_TYPE": sent.pop("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "SERVER_NAME": address.hostname or "",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": address.netloc.rpartition("@")[2],
        **sent,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def timed(chunks: Iterable[bytes], timeout: float | None) -> Iterator[bytes]:
    """Yield the chunks that are not empty. Raises TimeoutError after `timeout` seconds without one.

    The time is checked whenever the app yields, be it an empty chunk: nothing can interrupt it in between.
    """
    last = time.monotonic()
    for chunk in chunks:
        if timeout is not None and time.monotonic() - last > timeout:
            raise TimeoutError("timed out")
        if chunk:
            yield chunk
            last = time.monotonic()


def call(app: WSGIApplication, request: WSGIEnvironment, timeout: float | None = None) -> Response:
    """Call an app; headers are complete with the first byte, as in a server. Raises ConnectionAbortedError.

    `timeout` is the longest time without a byte of the body, in seconds.
    """
    begun: dict[str, Any] = {}
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:  # noqa: ARG001
        begun.update(status=status, headers=headers)
        return written.append

    source = app(request, start_response)
    try:
        iterator = iter(source)
        first = next((chunk for chunk in iterator if chunk), b"")
    except BaseException:
        _close(source)
        raise
    number, _, reason = begun["status"].partition(" ")
    headers, status = list(begun["headers"]), int(number)
    if request["REQUEST_METHOD"] == "HEAD" or status in BODILESS:
        return Response(status, reason, headers, Body(iter(()), None, source))
    return Response(status, reason, headers, Body(chain(written, (first,), iterator), length(headers), source, timeout))


def length(headers: Iterable[tuple[str, str]]) -> int | None:
    """Return the Content-Length, if there is one."""
    named = [value for name, value in headers if name.lower() == "content-length" and value.isdecimal()]
    return int(named[0]) if named else None


def _close(source: Iterable[bytes]) -> None:
    close = getattr(source, "close", None)
    if close is not None:
        close()


def _latin(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
