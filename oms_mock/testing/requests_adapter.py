"""A WSGI app behind a requests session: no socket, no port, no thread."""

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
    """Sends what a session sends to a WSGI app: `session.mount("http://oms.test", WsgiAdapter(app))`.

    Answers are those of a socket: a body is streamed, a connection that the app breaks off is a
    requests.ConnectionError, and within a body a ChunkedEncodingError. An answer that began later than the
    read timeout is a requests.ReadTimeout, after it has been waited for.
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
        asked = wsgi.environ(request.method or "GET", request.url or "", request.headers, _whole(request.body))
        begun = time.monotonic()
        try:
            answer = wsgi.ask(self.app, asked)
        except ConnectionAbortedError as error:
            raise requests.ConnectionError(f"Connection aborted: {error}", request=request) from error
        read = timeout[1] if isinstance(timeout, tuple) else timeout
        if read is not None and time.monotonic() - begun > read:
            answer.body.close()
            raise requests.ReadTimeout(f"Read timed out. (read timeout={read})", request=request)
        return self.build_response(request, _raw(answer, request.method or "GET"))

    def close(self) -> None:
        """There is nothing to let go of."""


class _Original:
    """What requests looks for cookies in."""

    def __init__(self, answer: wsgi.Answer) -> None:
        self.msg = Message()
        for name, value in answer.headers:
            self.msg[name] = value
        self._body = answer.body

    def isclosed(self) -> bool:
        return self._body.closed

    def close(self) -> None:
        self._body.close()


def _raw(answer: wsgi.Answer, method: str) -> HTTPResponse:
    headers = HTTPHeaderDict()
    for name, value in answer.headers:
        headers.add(name, value)
    return HTTPResponse(
        body=answer.body,
        headers=headers,
        status=answer.status,
        reason=answer.reason,
        version=11,
        preload_content=False,
        decode_content=False,
        original_response=_Original(answer),  # type: ignore[arg-type]
        request_method=method,
    )


def _whole(body: Any) -> bytes:
    """Read the body of a request: a text, bytes, a file, or pieces."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read"):
        return _whole(body.read())
    pieces: Iterable[Any] = body
    return b"".join(_whole(piece) for piece in pieces)
