"""An httpx transport that calls a WSGI app, without sockets and threads. Only this module imports httpx."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx

from oms_mock.testing import wsgi


class WsgiTransport(httpx.WSGITransport):
    """Calls a WSGI app: `httpx.Client(transport=WsgiTransport(app), base_url="http://oms.test")`.

    As over a socket, a connection that the app closes early is an httpx.RemoteProtocolError. A response that begins
    after the read timeout is an httpx.ReadTimeout, which is raised when the response has begun; so is a body that
    pauses for longer.
    """

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__(app=_with_server_environ(app))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises httpx.RemoteProtocolError, httpx.ReadTimeout."""
        begun = time.monotonic()
        try:
            response = super().handle_request(request)
        except ConnectionAbortedError as error:
            raise httpx.RemoteProtocolError(
                f"Server disconnected without sending a response. {error}", request=request
            ) from error
        read = request.extensions.get("timeout", {}).get("read")
        if read is not None and time.monotonic() - begun > read:
            response.close()
            raise httpx.ReadTimeout("timed out", request=request)
        bodiless = request.method == "HEAD" or response.status_code in wsgi.BODILESS
        length = None if bodiless else wsgi.length(response.headers.items())
        response.stream = _Body(cast("httpx.SyncByteStream", response.stream), length, request, read)
        return response


class _Body(httpx.SyncByteStream):
    """A body that raises an error if it ends early, or if it pauses for longer than the read timeout."""

    def __init__(
        self, stream: httpx.SyncByteStream, length: int | None, request: httpx.Request, timeout: float | None
    ) -> None:
        self._timeout = timeout
        self._stream = stream
        self._length = length
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        try:
            for chunk in wsgi.timed(self._stream, self._timeout):
                received += len(chunk)
                yield chunk
        except ConnectionAbortedError as error:
            raise self._ended_early(received) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout("timed out", request=self._request) from error
        if self._length is not None and received < self._length:
            raise self._ended_early(received)

    def close(self) -> None:
        self._stream.close()

    def _ended_early(self, received: int) -> httpx.RemoteProtocolError:
        expected = "" if self._length is None else f", expected {self._length}"
        return httpx.RemoteProtocolError(
            f"peer closed connection without sending complete message body (received {received} bytes{expected})",
            request=self._request,
        )


def _with_server_environ(app: WSGIApplication) -> WSGIApplication:
    """Hand over a path as WSGI has it, which httpx 0.28 does not: its bytes as latin-1."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "PATH_INFO": environ["PATH_INFO"].encode().decode("latin-1")}, start_response)

    return call
