"""One try: a request on the wire, and what came back, before anybody judges it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import requests
from requests import exceptions as errors
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import exceptions as wire_errors

from oms_mock.contract.client.interaction import Credential, Flaw, NoAnswer, Request
from oms_mock.contract.client.options import MAX_BODY, Options
from oms_mock.contract.client.target import Target
from oms_mock.errors import SetupError

CHUNK: Final = 256 * 1024
"""Bytes of a body that are asked for at a time."""

FAILURES: Final = (errors.RequestException, wire_errors.HTTPError, HTTPException, OSError, ValueError)
"""What a transport raises, for `why` to name."""

_REASONS: tuple[tuple[tuple[type[Exception], ...], NoAnswer], ...] = (
    ((errors.ProxyError, errors.InvalidProxyURL, errors.InvalidSchema), NoAnswer.PROXY),
    ((errors.SSLError, wire_errors.SSLError), NoAnswer.TLS),
    ((errors.InvalidURL, wire_errors.LocationValueError, wire_errors.NameResolutionError), NoAnswer.DNS),
    ((wire_errors.NewConnectionError,), NoAnswer.REFUSED),
    ((errors.Timeout, wire_errors.TimeoutError), NoAnswer.TIMEOUT),
)


TALKATIVE = ("urllib3.connection", "urllib3.connectionpool")
"""Loggers whose records hold text of the deployment's."""


@dataclass(frozen=True)
class Answer:
    """What one try got. With `no_answer`, `body` is what had come before the connection broke."""

    status: int | None = None
    no_answer: NoAnswer | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    flaw: Flaw | None = None

    @property
    def outcome(self) -> int | NoAnswer | None:
        """The status, or why there is no answer."""
        return self.no_answer or self.status


class Exchange:
    """Requests to one deployment, by many threads.

    It speaks to the transport adapter, not to a `requests.Session`: a session would take a password
    from ~/.netrc in place of our token, keep cookies, and read the body of a redirect without limit.
    `transport` stands in for the network; the `raw` of its responses has to be urllib3's.
    """

    def __init__(
        self, target: Target, options: Options, clock: Callable[[], float], transport: BaseAdapter | None = None
    ) -> None:
        self._url = target.url
        self._headers = {credential: _headers(target.authorization(credential)) for credential in Credential}
        self._settings = environment(target.url)
        self._adapter = transport or HTTPAdapter(pool_maxsize=options.concurrency)
        self._clock = clock
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(self._mute)

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()
        for name in TALKATIVE:
            logging.getLogger(name).removeFilter(self._mute)

    def ask(self, request: Request, timeout: float) -> Answer:
        """Send a request once: `timeout` seconds for each step, twice as many for the whole answer."""
        until = self._clock() + 2 * timeout
        try:
            response = self._adapter.send(self._prepare(request), stream=True, timeout=timeout, **self._settings)
        except FAILURES as error:
            return Answer(no_answer=why(error))
        try:
            return self._read(response, until)
        finally:
            response.close()

    def _prepare(self, request: Request) -> requests.PreparedRequest:
        # Of a link that begins with "@" or "." the rest would become part of the host.
        path = request.target if request.target.startswith("/") else f"/{request.target}"
        headers = self._headers[request.credential]
        return requests.Request(request.verb, self._url + path, headers=headers, json=request.body).prepare()

    def _read(self, response: requests.Response, until: float) -> Answer:
        begun = Answer(response.status_code, headers=response.headers)
        return read(response.raw, begun, is_late=lambda: self._clock() > until)

    def _mute(self, record: logging.LogRecord) -> bool:
        """Keep urllib3 from logging headers that it cannot parse, and the links that are followed."""
        return False


def read(raw: Any, begun: Answer, *, is_late: Callable[[], bool] = lambda: False) -> Answer:
    """Read the body of an answer that has begun, decoded, up to MAX_BODY bytes; `raw` is urllib3's response."""
    body = bytearray()
    try:
        # read1 returns what is there; read would wait for a slow server to fill the chunk.
        while chunk := raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_BODY:
                return replace(begun, flaw=Flaw.TOO_LARGE)
            if is_late():
                return Answer(no_answer=NoAnswer.TIMEOUT)
    except wire_errors.DecodeError:
        return replace(begun, flaw=Flaw.NOT_JSON)
    except FAILURES as error:
        return replace(begun, no_answer=why(error), body=bytes(body))
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


def environment(url: str) -> dict[str, Any]:
    """Read proxies and certificates from the environment, as requests does, but once. Raises SetupError."""
    with requests.Session() as session:
        settings = session.merge_environment_settings(url, {}, None, None, None)
    verify = settings["verify"]
    if isinstance(verify, str) and not os.path.exists(verify):
        raise SetupError(f"there are no certificates at {verify}: correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE")
    return {"proxies": dict(settings["proxies"]), "verify": verify}


def why(error: Exception) -> NoAnswer:
    """Name what kept a transport from an answer."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    for types, no_answer in _REASONS:
        if isinstance(error, types) or isinstance(reason, types):
            return no_answer
    return NoAnswer.RESET
