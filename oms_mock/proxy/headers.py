"""Which headers are passed on, to the deployment and back.

What belongs to one connection stays there (RFC 9110, 7.6.1). Cookies stay too, both ways: a browser
keeps one jar for all ports of a host, so that those of other apps on this machine would travel to the
deployment, and the deployment's could replace theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit
from wsgiref.types import WSGIEnvironment

from oms_mock.contract.client import page_link

FINDINGS = "X-OMS-Mock-Findings"

CODINGS = ("gzip", "deflate", "identity")
"""Content codings that can be looked into; others that the client would take are not asked for."""

Headers = list[tuple[str, str]]

_OF_A_CONNECTION = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    )
)
_NOT_SENT = _OF_A_CONNECTION | {
    *("host", "cookie", "content-length", "expect"),
    # Where the client is, and which page it shows, is of no concern to the deployment.
    *("origin", "referer", "forwarded", "x-real-ip", "via"),
}
_NOT_SENT_PREFIXES = ("x-forwarded-", "sec-fetch-", "access-control-")
_NOT_RETURNED = _OF_A_CONNECTION | {"set-cookie", "set-cookie2", "clear-site-data", "alt-svc"}
_NOT_RETURNED_PREFIXES = ("access-control-", "x-oms-mock-")


def of_request(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the headers of a request that the deployment is to see, `Authorization` among them."""
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


def codings(accepted: str) -> str:
    """Keep of `Accept-Encoding` the codings that can be looked into."""
    parts = (part.strip() for part in accepted.split(","))
    return ", ".join(part for part in parts if part.partition(";")[0].strip().lower() in CODINGS) or "identity"


def of_answer(headers: Iterable[tuple[str, str]], asked: str, base_url: str) -> Headers:
    """Return the headers of an answer that the client is to see; `asked` is the URL that was asked.

    A `Location` within the deployment leads through this server, as the request did.
    """
    given = list(headers)
    connections = ",".join(value for name, value in given if name.lower() == "connection")
    hidden = _NOT_RETURNED | _named_by(connections)
    return [
        (name, location(value, asked, base_url) if name.lower() == "location" else value)
        for name, value in given
        if _is_kept(name, hidden, _NOT_RETURNED_PREFIXES)
    ]


def location(value: str, asked: str, base_url: str) -> str:
    """Make a `Location` of the deployment's own a path of this server; any other stays as it is."""
    try:
        there = urljoin(asked, value)
        fragment = urlsplit(there).fragment
    except ValueError:
        return value
    link = page_link.read(there, base_url)
    if isinstance(link, str) or not link.target.startswith("/") or link.target.startswith("//"):
        return value
    return f"{link.target}#{fragment}" if fragment else link.target


def _named_by(connection: str) -> set[str]:
    """List the headers that `Connection` says belong to it."""
    return {part.strip().lower() for part in connection.split(",")} - {""}


def _is_kept(name: str, hidden: Iterable[str], prefixes: tuple[str, ...]) -> bool:
    return name.lower() not in frozenset(hidden) and not name.lower().startswith(prefixes)
