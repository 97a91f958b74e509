"""Forward requests to the deployment, and its responses to the client.

Requests below /api/ are forwarded: GET, HEAD and OPTIONS and, if writes are allowed, the POST of a pull or a
login. The body of a response is not changed, so links in it lead to the deployment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from typing import Final
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Response, request
from werkzeug.datastructures import Headers

from oms_mock.contract.client.interaction import NoResponse, Request
from oms_mock.contract.client.transport import RawResponse
from oms_mock.contract.endpoints import PULL
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.drf.responses import detail_response
from oms_mock.proxy import classification, headers
from oms_mock.proxy.body import READ_AHEAD_BYTES, Copy, ForwardedBody
from oms_mock.proxy.classification import ClassifiedRequest, NotChecked
from oms_mock.proxy.context import Proxy, current_proxy
from oms_mock.proxy.upstream import Opened, UnreachableError

blp = Blueprint("forward", __name__)

READS = ("GET", "HEAD", "OPTIONS")
WRITABLE = frozenset((PULL.template, "/api/v1/auth/login/", "/api/i1/auth/login/"))
"""Paths to which a POST is forwarded: the pull, and the login, which returns the token for it."""

LOOP: Final = 508
PENDING = "pending"
MOST_IDS: Final = 50
"""The most finding ids in a response header."""

_METHODS = (*READS, "POST", "PUT", "PATCH", "DELETE")
_PATH_SAFE = "/:@!$&'()*+,;=~"
_UP = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\;]|$)")

_STATUSES = {NoResponse.TIMEOUT: 504}
_CAUSED_BY_DEPLOYMENT = frozenset((NoResponse.TIMEOUT, NoResponse.RESET))
"""Failures that are reported as findings; others, such as an unknown host name, may be the developer's."""


class _ForwardedResponse(Response):
    """A response of the deployment, with the headers that it sent."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers unchanged; werkzeug would rewrite a Location, and fail if it is not a URL."""
        return self.headers


@blp.route("/api/<path:rest>", methods=_METHODS)
def forward_request(**_: str) -> Response:
    """Forward a request, or reject it."""
    proxy = current_proxy()
    return _reject(proxy) or _exchange(proxy)


def _reject(proxy: Proxy) -> Response | None:
    """Return the response to a request that is not forwarded; None if it is."""
    if proxy.id in headers.proxies_passed(request.environ):
        return detail_response(LOOP, f"{proxy.upstream.url} leads back to this proxy: correct --upstream.")
    is_write, path = request.method not in READS, _path()
    if is_write and not (proxy.options.allow_writes and request.method == "POST" and path in WRITABLE):
        return detail_response(405, f'Method "{request.method}" not allowed.', {"Allow": _allowed(proxy)})
    if _UP.search(path):
        return detail_response(404, "Not found. The path must not contain the segments . and ..")
    foreign = proxy.options.guard.why_foreign(request.environ) if _uses_fallback_token(proxy) else None
    return (
        detail_response(foreign.status, f"{foreign.detail} The fallback token is not sent for it.") if foreign else None
    )


def _allowed(proxy: Proxy) -> str:
    return ", ".join((*READS, "POST") if proxy.options.allow_writes else READS)


def _uses_fallback_token(proxy: Proxy) -> bool:
    """Return whether this request is sent with the fallback token."""
    return proxy.options.fallback_token is not None and "HTTP_AUTHORIZATION" not in request.environ


def _path() -> str:
    """Return the path of the request. Werkzeug removes slashes at its start, which a deployment does not."""
    return str(request.environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "replace")


def _exchange(proxy: Proxy) -> Response:
    query = request.query_string.decode("latin-1")
    path = quote(request.environ["PATH_INFO"].encode("latin-1"), safe=_PATH_SAFE)
    sent = headers.of_request(request.environ)
    sent[headers.PASSED] = " ".join((*headers.proxies_passed(request.environ), proxy.id))
    if _uses_fallback_token(proxy):
        sent["Authorization"] = proxy.options.fallback_authorization or ""
    classified = classification.classify(request.method, _path(), query, sent)
    body = request.get_data() if request.method == "POST" else None
    clean = redactor((sent.get("Authorization", "").rpartition(" ")[2], *proxy.options.secrets))
    target = f"{path}?{query}" if query else path
    try:
        opened = proxy.upstream.open(request.method, target, sent, body)
    except UnreachableError as error:
        return _unreachable(proxy, classified, error.no_response, clean)
    return _forward(proxy, opened, classified, proxy.upstream.url + target, clean)


def _unreachable(
    proxy: Proxy, classified: ClassifiedRequest | NotChecked, no_response: NoResponse, clean: Redactor
) -> Response:
    result = _not_checked(NotChecked.BROKEN)
    if isinstance(classified, ClassifiedRequest) and no_response in _CAUSED_BY_DEPLOYMENT:
        result = _found(proxy.validator.see(classified.request, lambda: RawResponse(no_response=no_response), clean))
    else:
        proxy.validator.skip(NotChecked.BROKEN)
    return _no_response(proxy, no_response, result)


def _no_response(proxy: Proxy, no_response: NoResponse, result: str) -> Response:
    detail = f"oms-mock got no response from {proxy.upstream.url}: {no_response}."
    return detail_response(_STATUSES.get(no_response, 502), detail, {headers.FINDINGS: result})


def _forward(
    proxy: Proxy, opened: Opened, classified: ClassifiedRequest | NotChecked, url: str, clean: Redactor
) -> Response:
    """Return the deployment's response, checked if possible."""
    returned = headers.of_response(opened.lines, url, proxy.upstream.url)
    why_not = classified if isinstance(classified, NotChecked) else _why_not(classified, opened)
    if isinstance(classified, ClassifiedRequest) and why_not is None:
        return _checked(proxy, opened, returned, classified.request, clean)
    proxy.validator.skip(why_not or NotChecked.UNKNOWN)
    response = _response(opened, returned, opened.chunks(), _not_checked(why_not or NotChecked.UNKNOWN))
    response.call_on_close(opened.close)
    return response


def _why_not(classified: ClassifiedRequest, opened: Opened) -> NotChecked | None:
    if not classified.covers(opened.status):
        return NotChecked.STATUS
    coding = opened.headers.get("Content-Encoding", "").strip().lower() or "identity"
    return None if coding in headers.CODINGS else NotChecked.CODING


def _checked(proxy: Proxy, opened: Opened, returned: headers.Headers, sent: Request, clean: Redactor) -> Response:
    """Check a small response before it is sent; check a large one at its end."""
    copy = Copy(proxy.budget)

    def check(broken: NoResponse | None = None) -> str:
        if copy.is_over_budget:
            proxy.validator.skip(NotChecked.BUSY)
            return _not_checked(NotChecked.BUSY)
        return _found(proxy.validator.see(sent, lambda: copy.response(opened, broken), clean))

    body = ForwardedBody(opened, copy, check)
    try:
        is_complete = _may_be_small(opened) and body.read_ahead()
    except UnreachableError as error:
        with closing(body):
            return _no_response(proxy, error.no_response, check(error.no_response))
    if not is_complete:
        return _response(opened, returned, body, PENDING)
    with closing(body):
        return _response(opened, returned, body.received(), check())


def _may_be_small(opened: Opened) -> bool:
    length = opened.headers.get("Content-Length", "")
    return not length.isdecimal() or int(length) <= READ_AHEAD_BYTES


def _response(opened: Opened, returned: headers.Headers, body: bytes | Iterable[bytes], result: str) -> Response:
    return _ForwardedResponse(body, opened.status, [*returned, (headers.FINDINGS, result)])


def _found(ids: tuple[str, ...]) -> str:
    """Return `2; ids=7c1f0a92be34 0b1f6a77c0de`, or `0`."""
    named = " ".join(ids[:MOST_IDS])
    return f"{len(ids)}; ids={named}" if ids else "0"


def _not_checked(why: NotChecked) -> str:
    return f"not-judged; because={why}"
