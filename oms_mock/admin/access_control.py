"""Access control of the admin API: tools on this machine may use it, web pages may not.

A web page that a developer visits can send requests to a local port. It is recognised by `Origin` and
`Sec-Fetch-Site`; a page whose name resolves to 127.0.0.1 (DNS rebinding) by `Host`. Values are compared exactly.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from wsgiref.types import WSGIEnvironment

from oms_mock import urls
from oms_mock.errors import SetupError
from oms_mock.inputs.auth_token import header_value
from oms_mock.spec.loopback import is_loopback

PREFIX = f"{urls.ADMIN}/"
TOKEN_VARIABLE = "OMS_MOCK_ADMIN_TOKEN"  # noqa: S105
ADDRESS_VARIABLE = "OMS_MOCK_ADMIN_ADDRESS"

_ADDRESS = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})", re.ASCII)
_LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_OWN_SITES = frozenset(("", "none", "same-origin"))
_SCHEMES = frozenset(("Token", "Bearer"))
_SAFE_METHODS = frozenset(("GET", "HEAD"))


@dataclass(frozen=True)
class Rejection:
    """The status and the message of a rejected request."""

    status: int
    detail: str


def from_environment(environ: Mapping[str, str] = os.environ) -> Guard | None:
    """Return the guard of a server that does not know its own address, as under wsgi.py: ADDRESS_VARIABLE contains it.

    Without that variable there is none. Raises SetupError for an invalid address, or one that needs a token.
    """
    written = environ.get(ADDRESS_VARIABLE)
    if not written:
        return None
    guard = Guard(*_address(written), own_token(environ))
    if not guard.token and not is_loopback(guard.host):
        raise SetupError(f"{ADDRESS_VARIABLE}: {written} can be reached from other machines: set {TOKEN_VARIABLE}, too")
    return guard


def own_token(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the token of the admin API, or None if it is not set. Raises SetupError if it is not valid."""
    token = environ.get(TOKEN_VARIABLE)
    return header_value(token, TOKEN_VARIABLE) if token else None


def _address(written: str) -> tuple[str, int]:
    match = _ADDRESS.fullmatch(written.strip().lower())
    if not match or not 0 < int(match[3]) < 65536 or not _is_valid(match[1]):
        way_out = "write host:port as clients write it, like 127.0.0.1:8000 or [::1]:8000"
        raise SetupError(f"{ADDRESS_VARIABLE}: {written[:100]!r} is not an address: {way_out}")
    return match[1] or match[2], int(match[3])


def _is_valid(bracketed: str | None) -> bool:
    """Return whether the part in brackets, if there is one, is an IPv6 address."""
    try:
        return bracketed is None or ipaddress.ip_address(bracketed).version == 6
    except ValueError:
        return False


@dataclass(frozen=True)
class Guard:
    """Protects the admin API of a server at `host` and `port`.

    With a `token` every request must send it. Without one the admin API is on only if the address is a loopback
    address, and only for connections from this machine; requests from web pages of other origins are rejected.
    """

    host: str
    port: int
    token: str | None = field(default=None, repr=False)

    def why_not(self, environ: WSGIEnvironment) -> Rejection | None:
        """Return why a request is rejected; None accepts it."""
        if self.why_off:
            return Rejection(403, f"{PREFIX} is {self.why_off}.")
        if not self.token and not _is_of_this_machine(environ):
            return Rejection(403, f"Requests from other machines are rejected: set {TOKEN_VARIABLE} to accept them.")
        return self.why_foreign(environ) or self._why_unknown(environ) or _why_unfit(environ)

    @property
    def why_off(self) -> str | None:
        """Return why every request is rejected; None if some are accepted."""
        if self.token or is_loopback(self.host):
            return None
        return f"off while the server listens for other machines: set {TOKEN_VARIABLE}"

    def why_foreign(self, environ: WSGIEnvironment) -> Rejection | None:
        """Return why a request may come from a web page of another origin; None if it does not."""
        host = environ.get("HTTP_HOST", "")
        if is_loopback(self.host) and host not in self._hosts():
            return Rejection(403, f"The Host header must be {self._hosts()[0]}.")
        if environ.get("HTTP_ORIGIN", f"http://{host}") != f"http://{host}":
            return Rejection(403, "Requests from web pages of other origins are rejected.")
        if environ.get("HTTP_SEC_FETCH_SITE", "") not in _OWN_SITES:
            return Rejection(403, "Requests from web pages of other sites are rejected.")
        return None

    def _hosts(self) -> tuple[str, ...]:
        """List the accepted Host headers of a loopback address."""
        bound = f"[{self.host}]" if ":" in self.host else self.host
        names = tuple(dict.fromkeys((bound, *_LOCAL_NAMES)))
        bare = names if self.port == 80 else ()
        return tuple(f"{name}:{self.port}" for name in names) + bare

    def _why_unknown(self, environ: WSGIEnvironment) -> Rejection | None:
        scheme, _, sent = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        is_token = scheme in _SCHEMES and hmac.compare_digest(sent.encode("latin-1"), (self.token or "").encode())
        if not self.token or is_token:
            return None
        return Rejection(401, f"Send Authorization: Token … with the value of {TOKEN_VARIABLE}.")


def _is_of_this_machine(environ: WSGIEnvironment) -> bool:
    """Return whether the connection, and the client that a proxy names, are on this machine.

    A server that calls wsgi.py may listen on other addresses too, and any client can send a Host header.
    """
    connected = environ.get("werkzeug.proxy_fix.orig", environ)
    return all(_is_loopback_client(each.get("REMOTE_ADDR") or "") for each in (connected, environ))


def _is_loopback_client(address: str) -> bool:
    return is_loopback(address.removeprefix("::ffff:"))


def _why_unfit(environ: WSGIEnvironment) -> Rejection | None:
    """Require JSON for requests that change something: a form on another page cannot send it without a preflight."""
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if environ["REQUEST_METHOD"] in _SAFE_METHODS or media_type == "application/json":
        return None
    return Rejection(415, "Send Content-Type: application/json.")
