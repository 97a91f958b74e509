"""An adapter for requests that calls a WSGI app, without sockets and threads."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from email.message import Message
from typing import Any
from wsgiref.types import WSGIApplication

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from oms_mock.testing import wsgi


class WsgiAdapter(HTTPAdapter):
    """Calls a WSGI app: `session.mount("http://oms.test", WsgiAdapter(app))`.

    Responses are as over a socket: the body is streamed; a connection that the app closes early is a
    requests.ConnectionError, or a ChunkedEncodingError inside the body. A response that begins after the read timeout
    is a requests.ReadTimeout, which is raised when the response has begun; a body that pauses for longer is a
    requests.ConnectionError.
    """

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__(max_retries=0)
        self.app = app

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request. Raises requests.ConnectionError, requests.ReadTimeout."""
        environ = wsgi.environ(request.method or "GET", request.url or "", request.headers, _body(request.body))
        read = timeout[1] if isinstance(timeout, tuple) else timeout
        begun = time.monotonic()
        try:
            response = wsgi.call(self.app, environ, read)
        except ConnectionAbortedError as error:
            raise requests.ConnectionError(f"Connection aborted: {error}", request=request) from error
        if read is not None and time.monotonic() - begun > read:
            response.body.close()
            raise requests.ReadTimeout(f"Read timed out. (read timeout={read})", request=request)
        return self.build_response(request, _raw(response, request.method or "GET"))

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


class _Original:
    """The object in which requests looks for cookies."""

    def __init__(self, response: wsgi.Response) -> None:
        self.msg = Message()
        for name, value in response.headers:
            self.msg[name] = value
        self._body = response.body

    def isclosed(self) -> bool:
        return self._body.closed

    def close(self) -> None:
        self._body.close()


def _raw(response: wsgi.Response, method: str) -> HTTPResponse:
    headers = HTTPHeaderDict()
    for name, value in response.headers:
        headers.add(name, value)
    return HTTPResponse(
        body=response.body,
        headers=headers,
        status=response.status,
        reason=response.reason,
        version=11,
        preload_content=False,
        decode_content=False,
        original_response=_Original(response),  # type: ignore[arg-type]
        request_method=method,
    )


def _body(body: Any) -> bytes:
    """Return the body of a request, which is a string, bytes, a file or an iterable."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read"):
        return _body(body.read())
    pieces: Iterable[Any] = body
    return b"".join(_body(piece) for piece in pieces)
