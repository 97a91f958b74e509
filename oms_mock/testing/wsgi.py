"""Asking a WSGI app in this process, and being answered as over a socket.

An app breaks a connection off by raising ConnectionAbortedError, from the call or from its body. A body
that is shorter than its Content-Length was broken off as well.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import IncompleteRead
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

BODILESS = frozenset((204, 304))


@dataclass(frozen=True)
class Answer:
    """What an app answered; `body` is read from as from a socket."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: Body


class Body(io.RawIOBase):
    """The body of an answer, of `length` bytes where that is known. A read of one that ends early raises."""

    def __init__(self, chunks: Iterator[bytes], length: int | None, source: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._missing = length
        self._source = source
        self._left = b""

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes. Raises IncompleteRead where it ends early, ConnectionAbortedError where it is broken off."""
        if not self._left:
            self._left = self._next()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def close(self) -> None:
        """Let the app clean up, as WSGI asks for."""
        if not self.closed:
            _close(self._source)
        super().close()

    def _next(self) -> bytes:
        if self._missing == 0:
            return b""
        chunk = next((chunk for chunk in self._chunks if chunk), b"")
        if self._missing is None:
            return chunk
        if not chunk:
            raise IncompleteRead(b"", self._missing)
        chunk = chunk[: self._missing]
        self._missing -= len(chunk)
        return chunk


def environ(method: str, url: str, headers: Mapping[str, str], body: bytes) -> WSGIEnvironment:
    """Write a request as a WSGI server hands it to an app."""
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


def ask(app: WSGIApplication, request: WSGIEnvironment) -> Answer:
    """Let an app answer; its headers are sent with the first byte, as by a server. Raises ConnectionAbortedError."""
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
        return Answer(status, reason, headers, Body(iter(()), None, source))
    return Answer(status, reason, headers, Body(chain(written, (first,), iterator), length(headers), source))


def length(headers: Iterable[tuple[str, str]]) -> int | None:
    """Return how many bytes a body has, by its Content-Length."""
    named = [value for name, value in headers if name.lower() == "content-length" and value.isdecimal()]
    return int(named[0]) if named else None


def _close(source: Iterable[bytes]) -> None:
    close = getattr(source, "close", None)
    if close is not None:
        close()


def _latin(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
