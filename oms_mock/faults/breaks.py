"""Break a response: its body, its content type, or the connection that it is sent on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import cast

from flask import Response

from oms_mock.behaviour.rules import Break, Effect
from oms_mock.drf.responses import detail_response
from oms_mock.errors import TooManyWaitingError
from oms_mock.faults.disconnect import hang_up, reset
from oms_mock.faults.rewrite import UNCHANGED
from oms_mock.runtime.context import OmsContext

PIECES = 20
"""Of a body that drips."""
SEND_SECONDS = 0.05
"""Time for a server to send what it has. If the body ended at once, some servers would send nothing."""
STALL_INTERVAL = 0.5
"""Seconds after which a server is given an empty piece, since it notices only then that the client has left."""

_OF_BODIES = frozenset(("close", "hang-up", "truncate", "truncate-chunked", "drip", "stall"))


def why_unbreakable(context: OmsContext, effect: Effect) -> str | None:
    """Return why a response cannot be broken in this way; None if it can."""
    is_cut = effect.breaks in _OF_BODIES
    return "the response to HEAD has no body" if is_cut and context.request.method == "HEAD" else None


def break_response(context: OmsContext, response: Response, effect: Effect) -> None:
    """Break a response as an effect says."""
    context.environ[UNCHANGED] = True
    _BREAKS[cast(Break, effect.breaks)](context, response, effect)


def _wrong_content_type(_: OmsContext, response: Response, __: Effect) -> None:
    response.content_type = "text/html; charset=utf-8"


def _empty_body(_: OmsContext, response: Response, __: Effect) -> None:
    response.set_data(b"")


def _malformed_json(_: OmsContext, response: Response, __: Effect) -> None:
    body = response.get_data()
    response.set_data(body[: max(len(body) * 2 // 3, 1)])


def _truncate(_: OmsContext, response: Response, __: Effect) -> None:
    _stream(response, _half(response.get_data()))


def _truncate_chunked(_: OmsContext, response: Response, __: Effect) -> None:
    """Leave out the length: a server then sends chunks, and no last chunk after an exception."""
    response.response = _aborted(_half(response.get_data()))
    response.headers.pop("Content-Length", None)


def _drip(context: OmsContext, response: Response, effect: Effect) -> None:
    if _may_wait(context, response):
        _stream(response, _pieces(response.get_data(), effect.drip))


def _stall(context: OmsContext, response: Response, effect: Effect) -> None:
    if _may_wait(context, response):
        _stream(response, _stalling(response.get_data(), effect.stall))


def _may_wait(context: OmsContext, response: Response) -> bool:
    """Take a place among the requests that wait, until the response ends. Where there is none it becomes a 503."""
    try:
        response.call_on_close(context.oms.waiting.enter())
    except TooManyWaitingError as error:
        response.status_code = 503
        response.set_data(detail_response(503, str(error)).get_data())
        return False
    return True


def _close(context: OmsContext, response: Response, _: Effect) -> None:
    reset(context, response)


def _hang_up(context: OmsContext, response: Response, _: Effect) -> None:
    hang_up(context, response)


_BREAKS: dict[Break, Callable[[OmsContext, Response, Effect], None]] = {
    "close": _close,
    "hang-up": _hang_up,
    "truncate": _truncate,
    "truncate-chunked": _truncate_chunked,
    "stall": _stall,
    "drip": _drip,
    "malformed-json": _malformed_json,
    "wrong-content-type": _wrong_content_type,
    "empty-body": _empty_body,
}
"""`html` is not among them: it is a response of its own, and made before the view."""


def _stream(response: Response, pieces: Iterator[bytes]) -> None:
    """Send a body in pieces, with the length of the whole body."""
    length = len(response.get_data())
    response.response = pieces
    response.headers["Content-Length"] = str(length)


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    time.sleep(SEND_SECONDS)


def _aborted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield from pieces
    raise ConnectionAbortedError("the fault `truncate-chunked` closed the connection inside the body")


def _pieces(body: bytes, seconds: float) -> Iterator[bytes]:
    size = max(-(-len(body) // PIECES), 1)
    for start in range(0, len(body), size):
        time.sleep(seconds / PIECES)
        yield body[start : start + size]


def _stalling(body: bytes, seconds: float) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    left = seconds  # counted down, because a test may have stopped the clock
    while left > 0:
        time.sleep(min(left, STALL_INTERVAL))
        left -= STALL_INTERVAL
        yield b""
