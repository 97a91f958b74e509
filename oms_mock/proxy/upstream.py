"""Send requests to the deployment, each once: a failure is shown to the client and not retried.

Redirects are not followed, ~/.netrc is not read, and cookies are not kept.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.util import SKIP_HEADER

from oms_mock.contract.client.gateway import NO_GATEWAY, Gateway
from oms_mock.contract.client.interaction import NoResponse
from oms_mock.contract.client.transport import FAILURES, TALKATIVE, settings, why

CHUNK: Final = 64 * 1024
"""The most bytes of a body that are read at a time; what has arrived is forwarded at once."""

_CONNECTIONS = 64
"""Idle connections that are kept."""


class UnreachableError(Exception):
    """The deployment sent no response, or only part of one; `no_response` is the reason."""

    def __init__(self, no_response: NoResponse) -> None:
        super().__init__(no_response)
        self.no_response = no_response


class Opened:
    """A response whose status and headers were received; its body is still to be read."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.lines: list[tuple[str, str]] = list(response.raw.headers.items())
        """The headers as they were sent, with duplicates."""
        self.headers: Mapping[str, str] = response.headers
        self._response = response

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes, undecoded. Raises UnreachableError if it breaks off."""
        raw: Any = self._response.raw
        try:
            # read1 returns what has arrived; read would wait for a slow server to fill the chunk.
            while chunk := raw.read1(CHUNK, decode_content=False):
                yield chunk
        except FAILURES as error:
            raise UnreachableError(why(error)) from None

    def close(self) -> None:
        """Release the connection; it is reused if nothing is left to read, as after HEAD."""
        if self._response.raw.length_remaining == 0:
            self._response.raw.drain_conn()
        self._response.close()


class Upstream:
    """A thread-safe client of one deployment. It sends the headers and certificates that a gateway asks for."""

    def __init__(self, url: str, timeout: float, gateway: Gateway = NO_GATEWAY) -> None:
        self.url = url
        self._settings = settings(url, gateway)
        self._own = dict(gateway.headers)
        self._timeout = timeout
        self._adapter = HTTPAdapter(pool_connections=1, pool_maxsize=_CONNECTIONS)
        self._muting = logging.Filter("nobody")
        """Keeps urllib3 from logging headers that it cannot parse, and requested URLs."""
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(self._muting)

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()
        for name in TALKATIVE:
            logging.getLogger(name).removeFilter(self._muting)

    def open(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Opened:
        """Send a request; return the response as soon as its headers were received. Raises UnreachableError."""
        try:
            response = self._adapter.send(
                self._prepare(method, path, headers, body), stream=True, timeout=self._timeout, **self._settings
            )
        except FAILURES as error:
            raise UnreachableError(why(error)) from None
        return Opened(response)

    def _prepare(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> requests.PreparedRequest:
        # Prepared by hand: requests would re-encode the URL and the headers of the client.
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = method, self.url + path, body
        # urllib3 would add its own User-Agent, and send a body without a length in chunks.
        prepared.headers = CaseInsensitiveDict({"User-Agent": SKIP_HEADER, **headers})
        prepared.headers.update(self._own)
        if body is not None:
            prepared.headers["Content-Length"] = str(len(body))
        return prepared
