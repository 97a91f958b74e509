"""Send one request over the network, once, and read the raw response."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests import exceptions as errors
from requests.adapters import BaseAdapter
from urllib3 import exceptions as wire_errors

from oms_mock.contract.client.gateway import NO_GATEWAY, Gateway
from oms_mock.contract.client.interaction import Credential, Flaw, NoResponse, Request
from oms_mock.contract.client.options import MAX_BODY, Options
from oms_mock.contract.client.target import Target
from oms_mock.contract.client.timed_adapter import FACTOR, TimedAdapter
from oms_mock.errors import SetupError
from oms_mock.spec.loopback import leads_to_loopback

CHUNK: Final = 256 * 1024
"""Bytes of a body that are read at a time."""

FAILURES: Final = (errors.RequestException, wire_errors.HTTPError, HTTPException, OSError, ValueError)
"""The exceptions that a transport adapter raises; `why` translates them."""

_REASONS: tuple[tuple[tuple[type[Exception], ...], NoResponse], ...] = (
    ((errors.ProxyError, errors.InvalidProxyURL, errors.InvalidSchema), NoResponse.PROXY),
    ((errors.SSLError, wire_errors.SSLError), NoResponse.TLS),
    ((errors.InvalidURL, wire_errors.LocationValueError, wire_errors.NameResolutionError), NoResponse.DNS),
    ((wire_errors.NewConnectionError,), NoResponse.REFUSED),
    ((errors.Timeout, wire_errors.TimeoutError), NoResponse.TIMEOUT),
)


TALKATIVE = ("urllib3.connection", "urllib3.connectionpool")
"""Loggers whose records contain text from the deployment."""


@dataclass(frozen=True)
class RawResponse:
    """The result of one try. With `no_response`, `body` is what was received before the connection broke."""

    status: int | None = None
    no_response: NoResponse | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    flaw: Flaw | None = None
    seconds: float = 0.0

    @property
    def outcome(self) -> int | NoResponse | None:
        """The status, or why there is no response."""
        return self.no_response or self.status


class Transport:
    """The connections to one deployment, safe to share between threads.

    It uses a transport adapter rather than a `requests.Session`: a session would replace the token by a password
    from ~/.netrc, keep cookies, and read the body of a redirect without limit. `transport` replaces the network in
    tests; the `raw` of its responses must be urllib3's.
    """

    def __init__(
        self, target: Target, options: Options, clock: Callable[[], float], transport: BaseAdapter | None = None
    ) -> None:
        self._url = target.url
        own = dict(target.gateway.headers)
        self._headers = {each: {**own, **_headers(target.authorization(each))} for each in Credential}
        self._settings = settings(target.url, target.gateway)
        self._adapter = transport or TimedAdapter(pool_maxsize=options.concurrency)
        self._clock = clock
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(self._mute)

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()
        for name in TALKATIVE:
            logging.getLogger(name).removeFilter(self._mute)

    def send(self, request: Request, timeout: float) -> RawResponse:
        """Send a request once: `timeout` seconds for each step, twice as many for the complete response."""
        until = self._clock() + FACTOR * timeout
        try:
            response = self._adapter.send(self._prepare(request), stream=True, timeout=timeout, **self._settings)
        except FAILURES as error:
            return RawResponse(no_response=why(error))
        try:
            return self._read(response, until)
        finally:
            response.close()

    def _prepare(self, request: Request) -> requests.PreparedRequest:
        # A link that begins with "@" or "." would become part of the host.
        path = request.target if request.target.startswith("/") else f"/{request.target}"
        headers = self._headers[request.credential]
        return requests.Request(request.verb, self._url + path, headers=headers, json=request.body).prepare()

    def _read(self, response: requests.Response, until: float) -> RawResponse:
        begun = RawResponse(response.status_code, headers=response.headers)
        return read(response.raw, begun, is_late=lambda: self._clock() > until)

    def _mute(self, record: logging.LogRecord) -> bool:
        """Prevent urllib3 from logging headers that it cannot parse, and links."""
        return False


def read(raw: Any, begun: RawResponse, *, is_late: Callable[[], bool] = lambda: False) -> RawResponse:
    """Read and decode the body of a response, up to MAX_BODY bytes; `raw` is urllib3's response."""
    body = bytearray()
    try:
        # read1 returns what has arrived; read would wait for a slow server to fill the chunk.
        while chunk := raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_BODY:
                return replace(begun, flaw=Flaw.TOO_LARGE)
            if is_late():
                return RawResponse(no_response=NoResponse.TIMEOUT)
    except wire_errors.DecodeError:
        return replace(begun, flaw=Flaw.NOT_JSON)
    except FAILURES as error:
        return replace(begun, no_response=why(error), body=bytes(body))
    return replace(begun, body=bytes(body))


def _headers(authorization: str | None) -> dict[str, str]:
    if authorization and not (authorization.isascii() and authorization.isprintable()):
        raise SetupError("a token holds characters that cannot be sent: look for a line break or a letter beyond ASCII")
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip, deflate", "User-Agent": _user_agent()}
    return headers | ({"Authorization": authorization} if authorization else {})


def _user_agent() -> str:
    try:
        return f"oms-mock/{version('oms-mock')} contract"
    except PackageNotFoundError:
        return "oms-mock contract"


def settings(url: str, gateway: Gateway = NO_GATEWAY) -> dict[str, Any]:
    """Return proxies and certificates: those for a gateway, and else those of the environment, read once.

    Raises SetupError.

    A request to this machine's loopback address never uses a proxy: the proxy would look for the server on itself.
    """
    with requests.Session() as session:
        found = session.merge_environment_settings(url, {}, None, None, None)
    verify = gateway.authorities or found["verify"]
    if isinstance(verify, str) and not os.path.exists(verify):
        raise SetupError(f"there are no certificates at {verify}: correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE")
    is_direct = leads_to_loopback(urlsplit(url).hostname or "")
    certificate = (gateway.certificate, gateway.key) if gateway.key else gateway.certificate
    return {"proxies": {} if is_direct else dict(found["proxies"]), "verify": verify, "cert": certificate}


def why(error: Exception) -> NoResponse:
    """Translate the exception of a transport adapter."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    for types, no_response in _REASONS:
        if isinstance(error, types) or isinstance(reason, types):
            return no_response
    return NoResponse.RESET
