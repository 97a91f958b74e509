"""Serving an app with granian: measured the fastest, and it holds many delayed answers at once.

Granian binds its own sockets with SO_REUSEPORT, so that two servers can silently share a port, and
reports port 0 as 0. It is therefore handed a socket that listens already, and is ours alone.
"""

from __future__ import annotations

import errno
import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Self
from urllib.parse import urlsplit

from flask import Flask
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server import Server

from oms_mock.config import MAX_DELAY
from oms_mock.errors import SetupError

THREADS = 512
"""Answers that can be waited for at the same time."""

_BACKLOG = 2 * THREADS
_PATIENCE = int(MAX_DELAY) + 5  # the longest answer in flight, and a little
_GLANCE = 0.5
"""Seconds between two looks at whether the parent is there."""
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104


class Listener:
    """A listening socket: clients may connect, and wait, from before the data is made.

    Raises SetupError when the address cannot be used.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.socket = _listen(host, port)
        self.port: int = self.socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address a client on this machine uses."""
        host = _LOOPBACK.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the port go."""
        self.socket.close()


def run(make_app: Callable[[], Flask], listener: Listener, announcement: str) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first.

    The app is made in the worker process, which `make_app` has to be able to reach (it may be pickled).
    The announcement is printed by the worker process once it has answered a request.
    """
    server = _Server(
        "oms_mock",
        address=listener.host,
        port=listener.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backlog=_BACKLOG,
        log_enabled=False,
        workers_kill_timeout=_PATIENCE,
    )
    server.listener = listener.socket
    server.serve(target_loader=partial(_load, make_app, listener.url, announcement), wrap_loader=False)


class _Server(Server):  # type: ignore[misc, valid-type]
    """Granian on a socket of ours, as it works by itself where there is no SO_REUSEPORT."""

    listener: socket.socket

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sso: Any = self.listener
        self._sso.set_inheritable(True)
        self._sfd = self._sso.fileno()
        # Its arguments differ by platform.
        arguments = () if sys.platform == "win32" else (False, _BACKLOG)
        self._shd = SocketHolder(self._sfd, *arguments)  # type: ignore[call-arg]


def _load(make_app: Callable[[], Flask], url: str, announcement: str) -> Flask:
    """Build the app in the worker process."""
    _hear_signals_once()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    app = make_app()
    threading.Thread(target=_announce, args=(url, announcement), daemon=True).start()
    return app


def _hear_signals_once() -> None:
    """Leave Ctrl-C to the parent, which passes it on: granian's worker hangs when told twice to stop.

    Until its own handlers are set, the inherited ones would swallow a signal.
    """
    if sys.platform != "win32":
        os.setpgid(0, 0)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(0))


def _end_with(parent: int) -> None:
    """End this process soon after its parent, which may be killed without a word: its port would stay taken."""
    while os.getppid() == parent:
        time.sleep(_GLANCE)
    os._exit(1)


def _announce(url: str, announcement: str) -> None:
    """Say that the server is there, once it has answered."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    finally:
        connection.close()
    sys.stdout.write(announcement)
    sys.stdout.flush()


def _listen(host: str, port: int) -> socket.socket:
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if sys.platform != "win32":
            # A port whose last connections are still fading away is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Else a small answer waits 40 ms for the client to acknowledge its headers.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        if listener:
            listener.close()
        raise SetupError(_why_not(host, port, error)) from None
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: try --port 0"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by you: try --port 0"
    return f"cannot listen on {host}: {error.strerror or error}: try --host 127.0.0.1"
