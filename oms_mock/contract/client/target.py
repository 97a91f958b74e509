"""The deployment to check: its base URL and its tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from oms_mock.contract.client.gateway import NO_GATEWAY, Gateway
from oms_mock.contract.client.interaction import Credential
from oms_mock.contract.endpoints import ORDERS
from oms_mock.errors import SetupError
from oms_mock.spec.loopback import leads_to_loopback

WRONG_TOKEN = "oms-mock-contract-not-a-token"  # noqa: S105
NOT_A_URL = "that is not a URL: write https://HOST"

_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|[0-9A-Fa-f:.]+", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9/._~%!$&'()*+,;=:@-]*", re.ASCII)


@dataclass(frozen=True)
class Target:
    """A deployment: `url` is the part before `/api/v1/oms/`, without a trailing slash."""

    url: str
    token: str = field(repr=False)
    scheme: str = "Token"
    forbidden_token: str | None = field(default=None, repr=False)
    gateway: Gateway = NO_GATEWAY

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no output may contain: the tokens, and the headers for a gateway."""
        return (*filter(None, (self.token, self.forbidden_token)), *self.gateway.secrets)

    def authorization(self, credential: Credential) -> str | None:
        """Return the `Authorization` header for a credential; None to send no header."""
        tokens = {
            Credential.OWN: self.token,
            Credential.WRONG: WRONG_TOKEN,
            Credential.FORBIDDEN: self.forbidden_token,
            Credential.NONE: None,
        }
        token = tokens[credential]
        return f"{self.scheme} {token}" if token else None


def base_url(text: str) -> str:
    """Parse the URL of a deployment, with or without `/api/v1/oms/orders/`.

    Raises SetupError for anything but an http(s) URL, and for one with a user, a query or a fragment. The message
    does not repeat the URL, which may contain a secret.
    """
    text = text.strip()
    if not text:
        raise SetupError("the URL is empty: write https://HOST, or leave it out to check the fake")
    parts = _split(text if "://" in text else f"//{text.removeprefix('//')}")
    scheme = parts.scheme or ("http" if leads_to_loopback(parts.hostname or "") else "https")
    return f"{scheme}://{_authority(parts)}{_before_api(parts.path)}"


def is_exposed(url: str) -> bool:
    """Return whether a token sent to this base URL can be intercepted: plain http, and not to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not leads_to_loopback(parts.hostname or "")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SetupError(NOT_A_URL) from None
    if not text.isprintable():
        raise SetupError(NOT_A_URL)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SetupError("the URL may hold no user, query or fragment: the token belongs into OMS_TOKEN")
    if parts.scheme not in {"http", "https", ""} or not _HOST.fullmatch(_ascii(parts.hostname or "")) or port == 0:
        raise SetupError(NOT_A_URL)
    if not _PATH.fullmatch(parts.path):
        raise SetupError("the path of the URL has characters that a URL cannot have: write them with %")
    return parts


def _before_api(path: str) -> str:
    path = path.rstrip("/") + "/"
    before, _, after = path.rpartition("/api/")
    below = f"/api/{after}"
    is_ours = path.endswith(below) and (ORDERS.startswith(below) or below.startswith(ORDERS))
    return (before if is_ours else path).rstrip("/")


def _authority(parts: SplitResult) -> str:
    host = _ascii(parts.hostname or "")
    return (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")


def _ascii(host: str) -> str:
    """Encode a host name in ASCII; return an empty string if that is impossible."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
