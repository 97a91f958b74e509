"""Close the connection of a request without a response, which WSGI does not offer.

Where the server identifies the connection (`connections`), it is reset or shut down. Granian does not. There, a
response with two lengths makes it close the connection in the normal way, before it sends anything. A reset needs the
socket, which is found in this way:

1. Set TCP_CORK on all connections of the client, so that the kernel sends nothing to it.
2. Send bytes of a random length as the body.
3. The socket whose send queue grows by that length belongs to the request.
4. Disconnect that socket. The kernel drops its queue, and the client gets a reset and nothing else.

This works on Linux. Elsewhere the connection is closed in the normal way.
"""

from __future__ import annotations

import ctypes
import secrets
import socket
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from threading import Lock

from flask import Response

from oms_mock.faults import connections
from oms_mock.runtime.context import OmsContext

if sys.platform == "linux":
    import fcntl
    import termios

_TIMEOUT = 0.1
"""Seconds in which a piece of a body should have arrived in the queue of its socket."""
_PAUSE = 0.002
_ROUNDS = 8
MOST_SENT = 128 * _ROUNDS
"""The most bytes of a body that are sent before its connection is closed."""
_one_at_a_time = Lock()
"""Connections belong to the process, not to an app."""


def reset(context: OmsContext, response: Response) -> None:
    """Reset the connection of a request (RST) in place of its response.

    The body raises ConnectionAbortedError when it is iterated over to its end, which is all that happens where there
    is no connection.
    """
    environ = context.environ
    if found := connections.of_request(environ):
        with found:
            _reset(found) if sys.platform == "linux" else _shut_down(found)
        response.response = _Aborted("close")
    elif sys.platform == "linux":
        direct = connections.before_proxies(environ)
        length = max(len(response.get_data()), MOST_SENT)
        response.response = _DisconnectingBody(direct.get("REMOTE_ADDR") or "", str(direct.get("SERVER_PORT")))
        response.headers["Content-Length"] = str(length)
    else:
        hang_up(context, response)


def hang_up(context: OmsContext, response: Response) -> None:
    """Close the connection of a request in the normal way (FIN) in place of its response.

    The body raises ConnectionAbortedError, which is all that happens where there is no connection.
    """
    if found := connections.of_request(context.environ):
        with found:
            _shut_down(found)
    else:
        response.headers.setlist("Content-Length", ["1", "2"])
    response.response = _Aborted("hang-up")


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Aborted:
    """A body that is never sent."""

    def __init__(self, fault: str) -> None:
        self._fault = fault

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        raise ConnectionAbortedError(f"the fault `{self._fault}` closed the connection without a response")


class _DisconnectingBody:
    """A body whose connection is closed while it is sent."""

    def __init__(self, client: str, port: str) -> None:
        self._open = ExitStack()
        self._sockets: list[socket.socket] = []
        self._pieces = self._send()
        if client and _one_at_a_time.acquire(timeout=_TIMEOUT * _ROUNDS * 2):
            self._open.callback(_one_at_a_time.release)
            self._cork(client, port)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Let the kernel send what it holds back for other requests of the client."""
        self._open.close()

    def _cork(self, client: str, port: str) -> None:
        for found in connections.of_client(client, port):
            self._sockets.append(self._open.enter_context(found))
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            self._open.callback(_uncork, found)

    def _send(self) -> Iterator[bytes]:
        try:
            for _ in range(_ROUNDS if self._sockets else 0):
                before, length = self._settled_queues(), 64 + secrets.randbelow(64)
                yield bytes(length)
                if found := self._socket_that_grew_by(length, before):
                    _reset(found)
                    break
        finally:
            self.close()
        raise ConnectionAbortedError("the fault `close` closed the connection without a response")

    def _settled_queues(self) -> list[int]:
        """Return the length of each send queue, once they have stopped changing."""
        earlier, now = None, self._queues()
        deadline = time.monotonic() + _TIMEOUT
        while now != earlier and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            earlier, now = now, self._queues()
        return now

    def _socket_that_grew_by(self, length: int, before: list[int]) -> socket.socket | None:
        deadline = time.monotonic() + _TIMEOUT
        while time.monotonic() < deadline:
            growth = [now - then for now, then in zip(self._queues(), before, strict=True)]
            if growth.count(length) == 1:
                return self._sockets[growth.index(length)]
            time.sleep(_PAUSE)
        return None

    def _queues(self) -> list[int]:
        return [_queued(each) for each in self._sockets]


def _queued(connection: socket.socket) -> int:
    """Return the length of the send queue."""
    return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))[0])


def _uncork(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


def _reset(connection: socket.socket) -> None:
    """Reset a connection and drop its send queue: connect(2) with AF_UNSPEC."""
    address = struct.pack("H14x", socket.AF_UNSPEC)
    ctypes.CDLL(None).connect(connection.fileno(), address, len(address))
