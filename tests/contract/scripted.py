"""Servers that answer by a script, well or badly, and a clock that does not make tests wait."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from itertools import chain, repeat
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

_TLS = b"\x16"
"""How a handshake begins."""

Step = bytes | Callable[[socket.socket], object]


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> bytes:
    """Write a whole answer; `Retry_After="1"` is the header Retry-After."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def cut(data: bytes) -> Callable[[socket.socket], object]:
    """Send so much, and hang up."""
    return lambda connection: connection.sendall(data)


def reset(connection: socket.socket) -> None:
    """Hang up rudely."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Scripted(socketserver.ThreadingTCPServer):
    """Gives each request the next step of its script, and the last one for ever.

    Bytes are sent, and the connection kept; a callable gets the connection, which is then closed
    unless it returns True.
    """

    daemon_threads = True

    def __init__(self, *script: Step) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[str] = []
        self.connections = 0
        self._steps = chain(script, repeat(script[-1]))
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_step(self, request: str) -> Step:
        with self._lock:
            self.requests.append(request)
            return next(self._steps)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients hang up here, and are meant to."""


class _Handler(socketserver.StreamRequestHandler):
    server: Scripted

    def handle(self) -> None:
        self.server.connections += 1
        while (request := self._read()) and self._perform(self.server.next_step(request)):
            pass

    def _perform(self, step: Step) -> bool:
        """Return whether the connection is kept."""
        if isinstance(step, bytes):
            self.request.sendall(step)
            return True
        return step(self.request) is True

    def _read(self) -> str:
        if self.rfile.peek(1)[:1] == _TLS:
            return "TLS"
        head = b"".join(iter(self.rfile.readline, b"\r\n")) if self.rfile.peek(1) else b""
        length = [line.split(b":")[1] for line in head.splitlines() if line.startswith(b"Content-Length:")]
        return (head + self.rfile.read(int(length[0]) if length else 0)).decode()


@contextmanager
def serving(*script: Step) -> Iterator[Scripted]:
    """Run a scripted server until the block ends."""
    with Scripted(*script) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Recorder(BaseAdapter):
    """A transport without a network: answers with a body, and keeps what it was given."""

    def __init__(self, body: bytes = b"{}") -> None:
        super().__init__()
        self.raw = HTTPResponse(BytesIO(body), preload_content=False)
        self.is_closed = False
        self.sent: list[PreparedRequest] = []
        self.settings: dict[str, Any] = {}

    def send(self, request: PreparedRequest, **settings: Any) -> Response:
        self.sent.append(request)
        self.settings = settings
        response = Response()
        response.status_code = 200
        response.headers = CaseInsensitiveDict()
        response.raw = self.raw
        return response

    def close(self) -> None:
        self.is_closed = True


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
