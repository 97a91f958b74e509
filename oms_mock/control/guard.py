"""Who may use the control surface: this machine's own tools, and no web page.

A page that a developer merely looks at can send requests to a port of theirs. It is told apart by
`Origin` and `Sec-Fetch-Site`; one that has made its own name lead to 127.0.0.1 (DNS rebinding) by
`Host`. Everything is compared exactly.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass, field
from wsgiref.types import WSGIEnvironment

PREFIX = "/__admin/"
TOKEN_VARIABLE = "OMS_MOCK_ADMIN_TOKEN"  # noqa: S105

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


@dataclass(frozen=True)
class Guard:
    """Stands before the control surface of a server that is bound to `host` and `port`.

    With a `token` every request needs it. Without one the surface is there on a loopback address
    only, where it is told from whose page a request comes; on any other it is off.
    """

    host: str
    port: int
    token: str | None = field(default=None, repr=False)

    def why_not(self, environ: WSGIEnvironment) -> Refusal | None:
        """Say why a request is refused; None lets it in."""
        if not self.token and not is_loopback(self.host):
            return Refusal(403, f"{PREFIX} is off beyond this machine: set {TOKEN_VARIABLE}.")
        return self.why_foreign(environ) or self._why_unknown(environ) or _why_unfit(environ)

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


def _why_unfit(environ: WSGIEnvironment) -> Refusal | None:
    """Let what changes something be JSON: a form of another page cannot send it unasked."""
    media_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if environ["REQUEST_METHOD"] in _SAFE_METHODS or media_type == "application/json":
        return None
    return Refusal(415, "Send Content-Type: application/json.")
