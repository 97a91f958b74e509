"""Who may use the control surface: this machine's own tools, and no web page.

A page that a developer merely looks at can send requests to a port of theirs. It is told apart by
`Origin` and `Sec-Fetch-Site`; one that has made its own name lead to 127.0.0.1 (DNS rebinding) by
`Host`. Everything is compared exactly.
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
from oms_mock.contract.client import target
from oms_mock.errors import SetupError

PREFIX = f"{urls.ADMIN}/"
TOKEN_VARIABLE = "OMS_MOCK_ADMIN_TOKEN"  # noqa: S105
ADDRESS_VARIABLE = "OMS_MOCK_ADMIN_ADDRESS"

_ADDRESS = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})", re.ASCII)
_LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_OWN_SITES = frozenset(("", "none", "same-origin"))
_SAFE_METHODS = frozenset(("GET", "HEAD"))


@dataclass(frozen=True)
class Refusal:
    """Why a request is not let in: the status to answer with, and one sentence."""

    status: int
    detail: str


def is_loopback(host: str) -> bool:
    """Tell whether a server that is bound to a host can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_environment(environ: Mapping[str, str] = os.environ) -> Guard | None:
    """Make the guard of a server that does not know its own address, as under wsgi.py: ADDRESS_VARIABLE says it.

    Where that is not set there is none. Raises SetupError for what is no address, or one that needs a token.
    """
    written = environ.get(ADDRESS_VARIABLE)
    if not written:
        return None
    guard = Guard(*_address(written), own_token(environ))
    if not guard.token and not is_loopback(guard.host):
        raise SetupError(f"{ADDRESS_VARIABLE}: {written} is reached from other machines: set {TOKEN_VARIABLE}, too")
    return guard


def own_token(environ: Mapping[str, str] = os.environ) -> str | None:
    """Read the token of a control surface; None where nobody gave it one. Raises SetupError where that is none."""
    token = environ.get(TOKEN_VARIABLE)
    return target.header_value(token, TOKEN_VARIABLE) if token else None


def _address(written: str) -> tuple[str, int]:
    match = _ADDRESS.fullmatch(written.strip().lower())
    if not match or not 0 < int(match[3]) < 65536 or not _is_right(match[1]):
        way_out = "write host:port as clients write it, like 127.0.0.1:8000 or [::1]:8000"
        raise SetupError(f"{ADDRESS_VARIABLE}: {written[:100]!r} is no address: {way_out}")
    return match[1] or match[2], int(match[3])


def _is_right(bracketed: str | None) -> bool:
    """Tell whether what stands in brackets, if anything does, is an address of IPv6."""
    try:
        return bracketed is None or ipaddress.ip_address(bracketed).version == 6
    except ValueError:
        return False


@dataclass(frozen=True)
class Guard:
    """Stands before the control surface of a server that is reached at `host` and `port`.

    With a `token` every request needs it. Without one the surface is there on a loopback address only, for
    connections of this machine, and it is told from whose page a request comes; on any other address it is off.
    """

    host: str
    port: int
    token: str | None = field(default=None, repr=False)

    def why_not(self, environ: WSGIEnvironment) -> Refusal | None:
        """Say why a request is refused; None lets it in."""
        if self.why_off:
            return Refusal(403, f"{PREFIX} is {self.why_off}.")
        if not self.token and not _is_of_this_machine(environ):
            return Refusal(403, f"Only this machine may do this: set {TOKEN_VARIABLE} to let in others.")
        return self.why_foreign(environ) or self._why_unknown(environ) or _why_unfit(environ)

    @property
    def why_off(self) -> str | None:
        """Say why nobody at all is let in; None where somebody is."""
        return None if self.token or is_loopback(self.host) else f"off beyond this machine: set {TOKEN_VARIABLE}"

    def why_foreign(self, environ: WSGIEnvironment) -> Refusal | None:
        """Say why a request may come from a web page of somebody else's; None where it does not."""
        host = environ.get("HTTP_HOST", "")
        if is_loopback(self.host) and host not in self._hosts():
            return Refusal(403, f"This is {self._hosts()[0]}, and no other host: correct the Host header.")
        if environ.get("HTTP_ORIGIN", f"http://{host}") != f"http://{host}":
            return Refusal(403, "Pages of other origins may not do this.")
        if environ.get("HTTP_SEC_FETCH_SITE", "") not in _OWN_SITES:
            return Refusal(403, "Pages of other sites may not do this.")
        return None

    def _hosts(self) -> tuple[str, ...]:
        """List what the Host header may be on a loopback address."""
        bound = f"[{self.host}]" if ":" in self.host else self.host
        names = tuple(dict.fromkeys((bound, *_LOCAL_NAMES)))
        bare = names if self.port == 80 else ()
        return tuple(f"{name}:{self.port}" for name in names) + bare

    def _why_unknown(self, environ: WSGIEnvironment) -> Refusal | None:
        sent = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1")
        if not self.token or hmac.compare_digest(sent, f"Token {self.token}".encode()):
            return None
        return Refusal(401, f"Send Authorization: Token …, with what {TOKEN_VARIABLE} holds.")


def _is_of_this_machine(environ: WSGIEnvironment) -> bool:
    """Tell whether a connection, and the client that a proxy names, are of this machine.

    A server that calls wsgi.py may listen elsewhere too, and a Host header is easily written.
    """
    connected = environ.get("werkzeug.proxy_fix.orig", environ)
    return all(_is_loopback_client(each.get("REMOTE_ADDR") or "") for each in (connected, environ))


def _is_loopback_client(address: str) -> bool:
    return is_loopback(address.removeprefix("::ffff:"))


def _why_unfit(environ: WSGIEnvironment) -> Refusal | None:
    """Let what changes something be JSON: a form of another page cannot send it unasked."""
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if environ["REQUEST_METHOD"] in _SAFE_METHODS or media_type == "application/json":
        return None
    return Refusal(415, "Send Content-Type: application/json.")
