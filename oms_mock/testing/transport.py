"""Send the requests of the clients of a fake, to a server or to an app in this process.

Tests that patch `requests`, `urllib3` or `http.client` do so for the client under test. Therefore the requests that
arrange a test do not use `requests`, and the classes of their connections were derived before a test patches the base
class (responses 0.26, requests-mock 1.12, vcrpy 9.4).
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps, loads
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit
from wsgiref.types import WSGIApplication

from oms_mock.spec import printable
from oms_mock.testing import wsgi
from oms_mock.testing.errors import ControlError, NoAnswerError

PATIENCE = 60
"""Seconds to wait for a response."""


@dataclass(frozen=True)
class Request:
    """A request. `url` has no query; the parameters of `query` that are None are left out. `json` None: no body."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, Any]
    json: Any = None

    @property
    def target(self) -> str:
        """The path and the query."""
        path = quote(urlsplit(self.url).path, safe="/%:@!$&'()*+,;=~") or "/"
        query = urlencode({name: value for name, value in self.query.items() if value is not None}, doseq=True)
        return f"{path}?{query}" if query else path

    @property
    def body(self) -> bytes | None:
        """The body."""
        return None if self.json is None else dumps(self.json).encode()

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers, with those of a JSON body."""
        return {"Accept": "application/json", "Content-Type": "application/json", **self.headers}


@dataclass(frozen=True)
class Response:
    """The response to a request."""

    request: Request
    status: int
    content: bytes

    @property
    def ok(self) -> bool:
        """Whether the response is not an error."""
        return self.status < 400

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        """Return the decoded body. Raises ValueError."""
        return loads(self.content)


class Transport(Protocol):
    """Sends requests."""

    def send(self, request: Request) -> Response:
        """Send a request. Raises ControlError, NoAnswerError."""


class _Connection(http.client.HTTPConnection):
    """A connection that no library has patched."""


class _SecureConnection(http.client.HTTPSConnection):
    """A TLS connection that no library has patched."""


class SocketTransport:
    """Sends each request over a connection of its own, without a proxy, without redirects and retries."""

    def send(self, request: Request) -> Response:
        """Send a request. Raises ControlError, NoAnswerError."""
        url = urlsplit(request.url)
        server = f"{url.scheme}://{url.netloc}"
        try:
            return _received(request)
        except TimeoutError:
            raise ControlError(f"{server} did not respond within {PATIENCE} s: check what it is busy with") from None
        except (ssl.SSLError, http.client.HTTPException) as error:
            if isinstance(error, http.client.RemoteDisconnected):
                raise NoAnswerError(server) from None
            raise _unusable(server, error, "give another URL") from None
        except OSError:
            raise NoAnswerError(server) from None
        except ValueError:  # its text can contain the token
            raise ControlError(f"{server} cannot be used: the URL or the token is not valid in HTTP") from None
        except RuntimeError as error:  # of a plugin that blocks sockets
            raise _unusable(server, error, "allow this host, or use a fake in this process") from None


class AppTransport:
    """Calls a WSGI app in this process."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def send(self, request: Request) -> Response:
        """Send a request. Raises NoAnswerError."""
        url = urlsplit(request.url)
        server = f"{url.scheme}://{url.netloc}"
        environ = wsgi.environ(request.method, f"{server}{request.target}", request.all_headers, request.body or b"")
        try:
            response = wsgi.call(self._app, environ, PATIENCE)
            with response.body as body:
                return Response(request, response.status, body.read())
        except (ConnectionAbortedError, http.client.IncompleteRead):
            raise NoAnswerError(server) from None


def _unusable(server: str, error: Exception, way_out: str) -> ControlError:
    return ControlError(f"{server} cannot be used: {printable.escape(f'{type(error).__name__}: {error}')}: {way_out}")


def _received(request: Request) -> Response:
    url = urlsplit(request.url)
    kind = _SecureConnection if url.scheme == "https" else _Connection
    connection = kind(url.hostname or "", url.port, timeout=PATIENCE)
    try:
        connection.request(request.method, request.target, request.body, {**request.all_headers, "Connection": "close"})
        response = connection.getresponse()
        return Response(request, response.status, response.read())
    finally:
        connection.close()
