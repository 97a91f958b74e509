"""An asynchronous httpx transport that calls a WSGI app in a thread, without sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from threading import Event
from typing import cast
from wsgiref.types import WSGIApplication

import anyio
import httpx
from anyio import to_thread

from oms_mock.testing.httpx_transport import WsgiTransport


class AsyncWsgiTransport(httpx.AsyncBaseTransport):
    """Calls a WSGI app: `httpx.AsyncClient(transport=AsyncWsgiTransport(app), base_url="http://oms.test")`.

    The app runs in a thread, so other tasks run meanwhile; asyncio and trio are supported. Errors are those of
    `WsgiTransport`, but a read timeout and a cancellation end the waiting for the headers at once. The app is not
    interrupted.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._transport = WsgiTransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises httpx.RemoteProtocolError, httpx.ReadTimeout."""
        await request.aread()
        has_left = Event()
        try:
            with anyio.fail_after(request.extensions.get("timeout", {}).get("read")):
                response = await to_thread.run_sync(self._send, request, has_left, abandon_on_cancel=True)
        except TimeoutError:
            raise httpx.ReadTimeout("timed out", request=request) from None
        finally:
            has_left.set()
        response.stream = _Body(cast("httpx.SyncByteStream", response.stream))
        return response

    def _send(self, request: httpx.Request, has_left: Event) -> httpx.Response:
        """Send a request in a thread. If the client has left, nobody else closes the response."""
        response = self._transport.handle_request(request)
        if has_left.is_set():
            response.close()
        return response


class _Body(httpx.AsyncByteStream):
    """A body that is read in threads."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        chunks = iter(self._stream)
        while chunk := await to_thread.run_sync(next, chunks, b""):
            yield chunk

    async def aclose(self) -> None:
        await to_thread.run_sync(self._stream.close)
