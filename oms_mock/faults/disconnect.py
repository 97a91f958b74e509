"""Close the connection of a request without a response, which WSGI does not offer.

Some servers pass the socket of a request to the app. Granian passes neither the socket nor the port of the client.
Its socket is found in this way:

1. Set TCP_CORK on all connections of the client, so that the kernel sends nothing to it.
2. Send bytes of a random length as the body.
3. The socket whose send queue grows by that length belongs to the request.
4. Disconnect that socket. The kernel drops its queue, and the client gets a reset and nothing else.

This works on Linux. Elsewhere the connection is closed right after the headers.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import socket
import stat
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from threading import Lock
from wsgiref.types import WSGIEnvironment

if sys.platform == "linux":
    import fcntl
    import termios

_SOCKET_KEYS = ("werkzeug.socket", "gunicorn.socket")
"""Under which servers pass the socket in the WSGI environ."""
_DESCRIPTORS = "/proc/self/fd"
_TIMEOUT = 0.1
"""Seconds in which a piece of a body should have arrived in the queue of its socket."""
_PAUSE = 0.002
_ROUNDS = 8
MOST_SENT = 128 * _ROUNDS
"""The most bytes of a body that are sent before its connection is closed."""
_one_at_a_time = Lock()
"""Connections belong to the process, not to an app."""


def disconnect(environ: WSGIEnvironment) -> Iterator[bytes]:
    """Return a response body that closes the connection as soon as it is sent.

    It raises ConnectionAbortedError when it is iterated over to its end. Where there is no connection, or none was
    found, nothing else happens. The caller has to call its `close`.
    """
    if handed := next((environ[name] for name in _SOCKET_KEYS if name in environ), None):
        with suppress(OSError):
            handed.shutdown(socket.SHUT_RDWR)
        return _DisconnectingBody("", "")
    direct = environ.get("werkzeug.proxy_fix.orig", environ)
    return _DisconnectingBody(direct.get("REMOTE_ADDR") or "", str(direct.get("SERVER_PORT")))


class _DisconnectingBody:
    """A body whose connection is closed while it is sent."""

    def __init__(self, client: str, port: str) -> None:
        self._open = ExitStack()
        self._sockets: list[socket.socket] = []
        self._pieces = self._send()
        if client and sys.platform == "linux" and _one_at_a_time.acquire(timeout=_TIMEOUT * _ROUNDS * 2):
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
        for found in _connections(client, port):
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


def _connections(client: str, port: str) -> Iterator[socket.socket]:
    """Yield the connections that a client has opened to a port, each once, as a duplicated descriptor.

    Connections to a database on the same machine have the same peer address, and another local port.
    """
    seen = set()
    for number in map(int, os.listdir(_DESCRIPTORS)):
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            candidate = socket.socket(fileno=os.dup(number))
            peer = _peer(candidate)
            if peer[:1] == (client,) and str(candidate.getsockname()[1]) == port and peer not in seen:
                seen.add(peer)
                yield candidate
            else:
                candidate.close()


def _peer(candidate: socket.socket) -> tuple[object, ...]:
    """Return the address of the peer; an empty tuple where there is none, as for a listening socket."""
    try:
        name = candidate.getpeername()
    except OSError:
        return ()
    return name if isinstance(name, tuple) else ()


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
