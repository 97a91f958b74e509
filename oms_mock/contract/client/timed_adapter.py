"""A transport adapter that limits the time of a whole response, its headers included.

The timeout of a socket limits the time between two pieces. A deployment that sends a byte now and then would otherwise
be waited for as long as it likes.
"""

from __future__ import annotations

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

FACTOR = 2
"""The time for a complete response, in timeouts of the socket."""


class TimedAdapter(HTTPAdapter):
    """Raises a timeout if a response is not complete after two timeouts."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make connections whose responses are limited."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make connections through a proxy whose responses are limited."""
        manager = super().proxy_manager_for(proxy, **options)
        if set(manager.pool_classes_by_scheme) == set(_POOLS):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class _TimedReader(io.RawIOBase):
    """Reads from a socket until the time is up."""

    def __init__(self, raw: io.RawIOBase, seconds: float | None) -> None:
        self._raw = raw
        self._until = None if seconds is None else time.monotonic() + seconds

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has arrived. Raises TimeoutError."""
        if self._until is not None and time.monotonic() > self._until:
            raise TimeoutError("the response took too long")
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Close the socket's reader."""
        self._raw.close()
        super().close()


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        seconds = sock.gettimeout()
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReader(raw, None if seconds is None else FACTOR * seconds))


class _Connection(HTTPConnection):
    response_class = _TimedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimedResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}
