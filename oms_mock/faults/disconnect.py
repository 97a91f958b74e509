"""Closing the connection of a request without an answer, which no WSGI server offers.

Some servers hand over the socket of a request. Granian does not, nor the port of the client, so its socket is
found out: what goes to the client is held back by the kernel (TCP_CORK) while the answer begins, the socket whose
queue grows by the bytes of this answer is the one, and it is disconnected with its queue, so that the client hears
nothing but a reset. That is possible on Linux; elsewhere the connection is closed right after the headers.
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

_OF_SERVERS = ("werkzeug.socket", "gunicorn.socket")
_DESCRIPTORS = "/proc/self/fd"
_PATIENCE = 0.1
"""Seconds in which a piece of an answer should have come to its socket."""
_PAUSE = 0.002
_ROUNDS = 8
MOST_SENT = 128 * _ROUNDS
"""Bytes of a body that are sent at most, before its connection is closed."""
_one_at_a_time = Lock()
"""What is held back, and for whom, is a matter of the process, not of an app."""


def hang_up(environ: WSGIEnvironment) -> Iterator[bytes]:
    """Return the body of an answer that is never heard: its connection is closed as soon as it is sent.

    It raises ConnectionAbortedError when it is iterated over to its end, which is all that happens where there is
    no connection, or none that could be found. Its `close` has to be called.
    """
    if handed := next((environ[name] for name in _OF_SERVERS if name in environ), None):
        with suppress(OSError):
            handed.shutdown(socket.SHUT_RDWR)
        return _HangUp("", "")
    direct = environ.get("werkzeug.proxy_fix.orig", environ)
    return _HangUp(direct.get("REMOTE_ADDR") or "", str(direct.get("SERVER_PORT")))


class _HangUp:
    """An answer that begins, and is gone."""

    def __init__(self, client: str, port: str) -> None:
        self._open = ExitStack()
        self._sockets: list[socket.socket] = []
        self._pieces = self._play()
        if client and sys.platform == "linux" and _one_at_a_time.acquire(timeout=_PATIENCE * _ROUNDS * 2):
            self._open.callback(_one_at_a_time.release)
            self._hold_back(client, port)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Let go what was held back."""
        self._open.close()

    def _hold_back(self, client: str, port: str) -> None:
        for found in _connections(client, port):
            self._sockets.append(self._open.enter_context(found))
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            self._open.callback(_let_go, found)

    def _play(self) -> Iterator[bytes]:
        try:
            for _ in range(_ROUNDS if self._sockets else 0):
                before, length = self._settled(), 64 + secrets.randbelow(64)
                yield bytes(length)
                if found := self._that_grew_by(length, before):
                    _disconnect(found)
                    break
        finally:
            self.close()
        raise ConnectionAbortedError("the connection is closed without an answer, as asked")

    def _settled(self) -> list[int]:
        """Return how much waits to be sent on each socket, once that has stopped to change."""
        earlier, now = None, self._queues()
        deadline = time.monotonic() + _PATIENCE
        while now != earlier and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            earlier, now = now, self._queues()
        return now

    def _that_grew_by(self, length: int, before: list[int]) -> socket.socket | None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            growth = [now - then for now, then in zip(self._queues(), before, strict=True)]
            if growth.count(length) == 1:
                return self._sockets[growth.index(length)]
            time.sleep(_PAUSE)
        return None

    def _queues(self) -> list[int]:
        return [_waiting(each) for each in self._sockets]


def _connections(client: str, port: str) -> Iterator[socket.socket]:
    """Yield the connections that a client has opened to a port, each once, as a descriptor of our own.

    A database on the same machine is at the other end of connections, too: those have another port here.
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
    """Return the address at the other end; nothing where there is none, as of a socket that listens."""
    try:
        name = candidate.getpeername()
    except OSError:
        return ()
    return name if isinstance(name, tuple) else ()


def _waiting(connection: socket.socket) -> int:
    """Count the bytes that wait to be sent."""
    return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))[0])


def _let_go(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


def _disconnect(connection: socket.socket) -> None:
    """Reset a connection and forget what was to be sent: connect(2) with AF_UNSPEC."""
    address = struct.pack("H14x", socket.AF_UNSPEC)
    ctypes.CDLL(None).connect(connection.fileno(), address, len(address))
