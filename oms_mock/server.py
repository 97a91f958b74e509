"""Serving the fake with granian: measured the fastest, and it holds many delayed answers at once.

Granian runs the app in a worker process, gives it no socket, and reports port 0 as 0: the port is
therefore claimed here, and the worker says when it is reachable.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from functools import partial
from typing import Self

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from oms_mock.app import create_app
from oms_mock.config import Config
from oms_mock.errors import SetupError

THREADS = 512
"""Answers that can be waited for at the same time."""

_BACKLOG = 2 * THREADS
_READY_WITHIN = 30.0
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104


class ClaimedPort:
    """A port that stays ours from before the data is made until the server listens.

    Raises SetupError when the address cannot be used.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self._holder: socket.socket | None = None
        # Without SO_REUSEPORT first: with it, two servers would silently share a port.
        probe = _bind(host, port, reuse=False)
        self.port: int = probe.getsockname()[1]
        probe.close()
        if sys.platform == "linux":
            self._holder = _bind(host, self.port, reuse=True)

    @property
    def url(self) -> str:
        """The address a client on this machine uses."""
        host = _LOOPBACK.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the port go."""
        if self._holder:
            self._holder.close()


def run(config: Config, claimed: ClaimedPort, announcement: str) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first.

    The announcement is printed when the server can be reached.
    """
    server = Server(
        "oms_mock",
        address=claimed.host,
        port=claimed.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backlog=_BACKLOG,
        log_enabled=False,
    )
    server.serve(target_loader=partial(_load, config, claimed.host, claimed.port, announcement), wrap_loader=False)


def _load(config: Config, host: str, port: int, announcement: str) -> Flask:
    app = create_app(config)
    threading.Thread(target=_announce, args=(host, port, announcement), daemon=True).start()
    return app


def _announce(host: str, port: int, announcement: str) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        try:
            socket.create_connection((_LOOPBACK.get(host, host), port), timeout=1).close()
        except OSError:
            time.sleep(0.005)
        else:
            sys.stdout.write(announcement)
            sys.stdout.flush()
            return


def _bind(host: str, port: int, *, reuse: bool) -> socket.socket:
    bound = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        if reuse:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        elif sys.platform != "win32":
            # A port whose last connections are still fading away is free.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        if bound:
            bound.close()
        raise SetupError(_why_not(host, port, error)) from None
    return bound


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: try --port 0"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by you: try --port 0"
    return f"cannot listen on {host}: {error.strerror or error}: try --host 127.0.0.1"
