"""Select the headers that are forwarded to the deployment and back.

Headers of one connection are not forwarded (RFC 9110, 7.6.1), and cookies in neither direction: a browser has
one cookie jar for all ports of a host, so the deployment would receive the cookies of other apps on this
machine, and could replace them.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit
from wsgiref.types import WSGIEnvironment

from oms_mock.contract.client import page_link

FINDINGS = "X-OMS-Mock-Findings"
PASSED = "X-OMS-Mock-Proxy"
"""The ids of the proxies that have forwarded a request. `Via` would change responses: nginx does not compress then."""

CODINGS = ("gzip", "deflate", "identity")
"""Content codings that can be decoded for the check; others are removed from `Accept-Encoding`."""

Headers = list[tuple[str, str]]

_PASSED_VARIABLE = f"HTTP_{PASSED.upper().replace('-', '_')}"

_OF_A_CONNECTION = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    )
)
_NOT_SENT = _OF_A_CONNECTION | {
    *("host", "cookie", "content-length", "expect"),
    # The address of the client and the page that it shows are not sent to the deployment.
    *("origin", "referer", "forwarded", "x-real-ip", "via"),
}
_NOT_SENT_PREFIXES = ("x-forwarded-", "sec-fetch-", "access-control-")
_NOT_RETURNED = _OF_A_CONNECTION | {"set-cookie", "set-cookie2", "clear-site-data", "alt-svc"}
_NOT_RETURNED_PREFIXES = ("access-control-", "x-oms-mock-")


def of_request(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the headers of a request that are forwarded, including `Authorization`."""
    sent = {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if content_type := environ.get("CONTENT_TYPE"):
        sent["Content-Type"] = content_type
    named = _named_by(sent.get("Connection", ""))
    kept = {name: value for name, value in sent.items() if _is_kept(name, _NOT_SENT | named, _NOT_SENT_PREFIXES)}
    if "Accept-Encoding" in kept:
        kept["Accept-Encoding"] = codings(kept["Accept-Encoding"])
    return kept


def proxies_passed(environ: WSGIEnvironment) -> list[str]:
    """Return the ids of the proxies that have forwarded a request."""
    passed: str = environ.get(_PASSED_VARIABLE, "")
    return passed.split()


def codings(accepted: str) -> str:
    """Return the codings of `Accept-Encoding` that can be decoded."""
    parts = (part.strip() for part in accepted.split(","))
    return ", ".join(part for part in parts if part.partition(";")[0].strip().lower() in CODINGS) or "identity"


def of_response(headers: Iterable[tuple[str, str]], url: str, base_url: str) -> Headers:
    """Return the headers of a response that are forwarded; `url` is the requested URL.

    A `Location` within the deployment is rewritten to lead through this server.
    """
    given = list(headers)
    connections = ",".join(value for name, value in given if name.lower() == "connection")
    hidden = _NOT_RETURNED | _named_by(connections)
    return [
        (name, location(value, url, base_url) if name.lower() == "location" else value)
        for name, value in given
        if _is_kept(name, hidden, _NOT_RETURNED_PREFIXES)
    ]


def location(value: str, url: str, base_url: str) -> str:
    """Return a `Location` within the deployment as a path of this server; any other unchanged."""
    try:
        there = urljoin(url, value)
        fragment = urlsplit(there).fragment
    except ValueError:
        return value
    link = page_link.read(there, base_url)
    if isinstance(link, str) or not link.target.startswith("/") or link.target.startswith("//"):
        return value
    return f"{link.target}#{fragment}" if fragment else link.target


def _named_by(connection: str) -> set[str]:
    """Return the headers that `Connection` lists."""
    return {part.strip().lower() for part in connection.split(",")} - {""}


def _is_kept(name: str, hidden: Iterable[str], prefixes: tuple[str, ...]) -> bool:
    return name.lower() not in frozenset(hidden) and not name.lower().startswith(prefixes)
