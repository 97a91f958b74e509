"""Passing requests on to the deployment, and its answers back as they are.

Requests below /api/ are passed on: GET, HEAD and OPTIONS, and where writes are allowed the POST of a
pull or a login. The body of an answer is never touched, so links in it lead to the deployment.
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

from oms_mock.contract.client.exchange import Answer
from oms_mock.contract.client.interaction import NoAnswer, Request
from oms_mock.contract.endpoints import PULL
from oms_mock.contract.redaction import Redactor, redactor
from oms_mock.drf import cors
from oms_mock.drf.cors import CorsPolicy
from oms_mock.drf.responses import detail_response
from oms_mock.proxy import classification, headers
from oms_mock.proxy.body import READ_AHEAD, Body, Copy
from oms_mock.proxy.classification import NotJudged, Question
from oms_mock.proxy.context import Proxy, current_proxy
from oms_mock.proxy.upstream import Opened, UnreachableError

blp = Blueprint("passing", __name__)

READS = ("GET", "HEAD", "OPTIONS")
WRITABLE = frozenset((PULL.template, "/api/v1/auth/login/", "/api/i1/auth/login/"))
"""Paths that a POST is passed on to: a pull, and the login, without which there is no token to pull with."""

PENDING = "pending"
MOST_IDS: Final = 50
"""Ids that are named in a header."""

_METHODS = (*READS, "POST", "PUT", "PATCH", "DELETE")
_PATH_SAFE = "/:@!$&'()*+,;=~"
_UP = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\;]|$)")

_STATUSES = {NoAnswer.TIMEOUT: 504}
_ACCUSED = frozenset((NoAnswer.TIMEOUT, NoAnswer.RESET))
"""What is the deployment's own doing; a name, a network or a proxy may be the developer's."""


class _Passed(Response):
    """An answer of the deployment's: its headers are those that were sent."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Leave them alone: a Location would be written anew, and fail if it is no URL."""
        return self.headers


@blp.route("/api/<path:rest>", methods=_METHODS)
def pass_on(**_: str) -> Response:
    """Pass a request on."""
    proxy = current_proxy()
    return _refuse(proxy) or _exchange(proxy)


@blp.after_request
def _let_read(response: Response) -> Response:
    """Let pages of other origins read what is answered, without credentials."""
    response.headers.extend(_cors(current_proxy()).headers(request.environ))
    return response


def _refuse(proxy: Proxy) -> Response | None:
    """Answer here what is not passed on."""
    if cors.is_preflight(request.environ):
        return _cors(proxy).preflight_response()
    is_write = request.method not in READS
    if is_write and not (proxy.options.allow_writes and request.method == "POST" and request.path in WRITABLE):
        return detail_response(405, f'Method "{request.method}" not allowed.', {"Allow": _allowed(proxy)})
    if _UP.search(request.path):
        return detail_response(404, "Not found. A path with dots in it leads out of /api/.")
    foreign = proxy.options.guard.why_foreign(request.environ) if _is_lent(proxy) else None
    return detail_response(foreign.status, f"{foreign.detail} The token is lent to none of them.") if foreign else None


def _cors(proxy: Proxy) -> CorsPolicy:
    return CorsPolicy(proxy.options.readers, _allowed(proxy), "*, Authorization", "*")


def _allowed(proxy: Proxy) -> str:
    return ", ".join((*READS, "POST") if proxy.options.allow_writes else READS)


def _is_lent(proxy: Proxy) -> bool:
    """Tell whether our own token would go with this request."""
    return proxy.options.lent is not None and "HTTP_AUTHORIZATION" not in request.environ


def _exchange(proxy: Proxy) -> Response:
    query = request.query_string.decode("latin-1")
    path = quote(request.environ["PATH_INFO"].encode("latin-1"), safe=_PATH_SAFE)
    sent = headers.of_request(request.environ)
    if _is_lent(proxy):
        sent["Authorization"] = proxy.options.lent_authorization or ""
    asked = classification.read(request.method, request.path, query, sent)
    body = request.get_data() if request.method == "POST" else None
    clean = redactor((sent.get("Authorization", "").rpartition(" ")[2], proxy.options.lent))
    target = f"{path}?{query}" if query else path
    try:
        opened = proxy.upstream.open(request.method, target, sent, body)
    except UnreachableError as error:
        return _unreachable(proxy, asked, error.no_answer, clean)
    return _answer(proxy, opened, asked, proxy.upstream.url + target, clean)


def _unreachable(proxy: Proxy, asked: Question | NotJudged, no_answer: NoAnswer, clean: Redactor) -> Response:
    said = _not_judged(NotJudged.BROKEN)
    if isinstance(asked, Question) and no_answer in _ACCUSED:
        said = _found(proxy.judge.see(asked.request, lambda: Answer(no_answer=no_answer), clean))
    else:
        proxy.judge.skip(NotJudged.BROKEN)
    return _no_answer(proxy, no_answer, said)


def _no_answer(proxy: Proxy, no_answer: NoAnswer, said: str) -> Response:
    detail = f"oms-mock got no answer from {proxy.upstream.url}: {no_answer}."
    return detail_response(_STATUSES.get(no_answer, 502), detail, {headers.FINDINGS: said})


def _answer(proxy: Proxy, opened: Opened, asked: Question | NotJudged, url: str, clean: Redactor) -> Response:
    """Turn the deployment's answer into ours."""
    given = headers.of_answer(opened.lines, url, proxy.upstream.url)
    why_not = asked if isinstance(asked, NotJudged) else _why_not(asked, opened)
    if isinstance(asked, Question) and why_not is None:
        return _judged(proxy, opened, given, asked.request, clean)
    proxy.judge.skip(why_not or NotJudged.UNKNOWN)
    response = _response(opened, given, opened.chunks(), _not_judged(why_not or NotJudged.UNKNOWN))
    response.call_on_close(opened.close)
    return response


def _why_not(asked: Question, opened: Opened) -> NotJudged | None:
    if not asked.judges(opened.status):
        return NotJudged.STATUS
    coding = opened.headers.get("Content-Encoding", "").strip().lower() or "identity"
    return None if coding in headers.CODINGS else NotJudged.CODING


def _judged(proxy: Proxy, opened: Opened, given: headers.Headers, asked: Request, clean: Redactor) -> Response:
    """Read a small answer, judge it, and send it; send a large one, and judge it at its end."""
    copy = Copy(proxy.room)

    def judge(broken: NoAnswer | None = None) -> str:
        if copy.has_no_room:
            proxy.judge.skip(NotJudged.BUSY)
            return _not_judged(NotJudged.BUSY)
        return _found(proxy.judge.see(asked, lambda: copy.answer(opened, broken), clean))

    body = Body(opened, copy, judge)
    try:
        is_whole = _may_be_small(opened) and body.read_ahead()
    except UnreachableError as error:
        with closing(body):
            return _no_answer(proxy, error.no_answer, judge(error.no_answer))
    if not is_whole:
        return _response(opened, given, body, PENDING)
    with closing(body):
        return _response(opened, given, body.so_far(), judge())


def _may_be_small(opened: Opened) -> bool:
    length = opened.headers.get("Content-Length", "")
    return not length.isdecimal() or int(length) <= READ_AHEAD


def _response(opened: Opened, given: headers.Headers, body: bytes | Iterable[bytes], said: str) -> Response:
    return _Passed(body, opened.status, [*given, (headers.FINDINGS, said)])


def _found(ids: tuple[str, ...]) -> str:
    """Write `2; ids=7c1f0a92be34 0b1f6a77c0de`, or `0`."""
    named = " ".join(ids[:MOST_IDS])
    return f"{len(ids)}; ids={named}" if ids else "0"


def _not_judged(why: NotJudged) -> str:
    return f"not-judged; because={why}"
