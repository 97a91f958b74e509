"""Find the connections of this process, which WSGI does not pass to an app.

Werkzeug and gunicorn pass the socket of a request. Most other servers pass the port of the client, which identifies
the connection among the open ones. Granian passes neither.
"""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from wsgiref.types import WSGIEnvironment

_SOCKET_KEYS = ("werkzeug.socket", "gunicorn.socket")
"""Under which servers pass the socket in the WSGI environ."""
_DESCRIPTORS = next((each for each in ("/proc/self/fd", "/dev/fd") if Path(each).is_dir()), None)
"""The folder that lists the open descriptors; there is none on Windows."""


def of_request(environ: WSGIEnvironment) -> socket.socket | None:
    """Return the connection of a request as a duplicated descriptor; None where the server does not identify it."""
    direct = before_proxies(environ)
    for key in _SOCKET_KEYS:
        if key in environ:
            return socket.socket(fileno=os.dup(environ[key].fileno()))
    peer = (direct.get("REMOTE_ADDR") or "", str(direct.get("REMOTE_PORT") or ""))
    return next(of_client(peer[0], str(direct.get("SERVER_PORT")), peer[1]), None) if all(peer) else None


def of_client(client: str, port: str, client_port: str | None = None) -> Iterator[socket.socket]:
    """Yield the connections that a client has opened to a port, each once, as a duplicated descriptor.

    Connections to a database on the same machine have the same peer address, and another local port.
    """
    seen = set()
    for number in map(int, os.listdir(_DESCRIPTORS) if _DESCRIPTORS else ()):
        with suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            candidate = socket.socket(fileno=os.dup(number))
            peer = _peer(candidate)
            is_meant = peer[:1] == (client,) and (client_port is None or str(peer[1]) == client_port)
            if is_meant and str(candidate.getsockname()[1]) == port and peer not in seen:
                seen.add(peer)
                yield candidate
            else:
                candidate.close()


def before_proxies(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return the keys of a request that the server itself has set, where a proxy is trusted."""
    original: WSGIEnvironment = environ.get("werkzeug.proxy_fix.orig") or {}
    return {**environ, **original}


def _peer(candidate: socket.socket) -> tuple[object, ...]:
    """Return the address of the peer; an empty tuple where there is none, as for a listening socket."""
    try:
        name = candidate.getpeername()
    except OSError:
        return ()
    return name if isinstance(name, tuple) else ()
