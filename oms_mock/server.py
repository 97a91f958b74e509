"""Serve an app with granian, which was measured the fastest and holds many delayed responses at once.

Granian binds its own sockets with SO_REUSEPORT, so two servers could share a port without an error, and it
reports port 0 as 0. It therefore gets a socket that already listens.
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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from flask import Flask
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server import Server

from oms_mock.config import MAX_DELAY
from oms_mock.errors import SetupError
from oms_mock.runtime import waiting_room
from oms_mock.spec import ready_file
from oms_mock.spec.ready_file import Ready

THREADS = waiting_room.MOST + waiting_room.QUEUE + waiting_room.MOST_OF_ADMIN + 32
"""Requests that can be in progress at the same time. Those that wait leave threads to the others."""

_BACKLOG = 2 * THREADS
_STOP_TIMEOUT = int(MAX_DELAY) + 5  # the longest response in progress, and a margin
_PARENT_CHECK = 0.5
"""Seconds between two checks that the parent process exists."""
_HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""Windows has none."""
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104


class Listener:
    """A listening socket: clients can connect and wait before the data is generated.

    Raises SetupError when the address cannot be used.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.socket = _listen(host, port)
        self.port: int = self.socket.getsockname()[1]

    @property
    def url(self) -> str:
        """The address that a client on this machine uses."""
        host = _LOOPBACK.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Release the port."""
        self.socket.close()


@dataclass(frozen=True)
class Announcement:
    """How a server reports that it is ready: text on stdout, and a ready file."""

    text: str = ""
    token: str | None = field(default=None, repr=False)
    ready_file: Path | None = None


def run(make_app: Callable[[], Flask], listener: Listener, announcement: Announcement) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; requests in progress are finished first.

    The app is built in the worker process, so `make_app` must be picklable where processes are not forked. The worker
    process makes the announcement after the server has responded to a request; this process removes the ready file.
    """
    server = _Server(
        "oms_mock",
        address=listener.host,
        port=listener.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backlog=_BACKLOG,
        log_enabled=False,
        workers_kill_timeout=_STOP_TIMEOUT,
    )
    server.listener = listener.socket
    path, ready = announcement.ready_file, Ready(listener.url, announcement.token, os.getpid())
    if path:
        ready_file.prepare(path)
    try:
        server.serve(target_loader=partial(_load, make_app, ready, announcement), wrap_loader=False)
    finally:
        if path:
            ready_file.remove(path, ready.pid)


class _Server(Server):  # type: ignore[misc, valid-type]
    """Granian on a given socket, as it works by itself where SO_REUSEPORT does not exist."""

    listener: socket.socket

    def startup(self, *arguments: Any) -> None:
        """Start; SIGHUP stays ignored where it was ignored, as under nohup."""
        self._ignores_hangup = _HANGUP is not None and signal.getsignal(_HANGUP) is signal.SIG_IGN
        super().startup(*arguments)

    def signal_handler_reload(self, *arguments: Any) -> None:
        """Stop when the terminal is closed (SIGHUP). Granian would start another worker, and keep the port."""
        if not self._ignores_hangup:
            self.signal_handler_interrupt(*arguments)

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._sso: Any = self.listener
        self._sso.set_inheritable(True)
        self._sfd = self._sso.fileno()
        # Its arguments differ by platform.
        arguments = () if sys.platform == "win32" else (False, _BACKLOG)
        self._shd = SocketHolder(self._sfd, *arguments)  # type: ignore[call-arg]


def _load(make_app: Callable[[], Flask], ready: Ready, announcement: Announcement) -> Flask:
    """Build the app in the worker process."""
    _leave_signals_to_the_parent()
    threading.Thread(target=_exit_with, args=(os.getppid(),), daemon=True).start()
    app = make_app()
    threading.Thread(target=_announce, args=(ready, announcement), daemon=True).start()
    return app


def _leave_signals_to_the_parent() -> None:
    """Leave Ctrl-C and SIGHUP to the parent, which stops this process: granian's worker hangs when stopped twice.

    Until its own handlers are installed, the inherited ones would swallow a signal.
    """
    if sys.platform != "win32":
        os.setpgid(0, 0)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(0))
    if _HANGUP is not None:
        signal.signal(_HANGUP, signal.SIG_IGN)


def _exit_with(parent: int) -> None:
    """Exit soon after the parent, which may be killed without notice: otherwise the port would stay taken."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK)
    os._exit(1)


def _announce(ready: Ready, announcement: Announcement) -> None:
    """Announce the server once it has responded to a request."""
    _request(ready.url)
    if announcement.ready_file:
        ready_file.write(announcement.ready_file, ready)
    sys.stdout.write(announcement.text)
    sys.stdout.flush()


def _request(url: str) -> None:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_STOP_TIMEOUT)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    finally:
        connection.close()


def _listen(host: str, port: int) -> socket.socket:
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        if sys.platform != "win32":
            # A port whose last connections are in TIME_WAIT is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Otherwise a small response waits 40 ms until the client has acknowledged its headers.
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
        return f"port {port} needs more permissions: try --port 0"
    return f"cannot listen on {host}: {error.strerror or error}: try --host 127.0.0.1"
