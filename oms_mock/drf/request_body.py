"""Parse request bodies as Django REST framework's parsers do: JSON, and both kinds of forms."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, NoReturn

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from oms_mock.drf.context import RequestContext
from oms_mock.errors import OmsError, TooManyWaitingError

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MEDIA_TYPES = ("application/json", *FORMS)

MAX_UNREAD = 16 * 1024 * 1024
"""Bytes of an unread body that are read and dropped before the response is sent."""
_PIECE = 65_536
_UTF_8 = "utf-8"

ENDED_EARLY = "Malformed request: the body ended early."


class UnreadableBodyError(OmsError):
    """The body cannot be parsed as its content type says."""


class UnsupportedMediaTypeError(OmsError):
    """No parser reads this content type."""


def parse(context: RequestContext) -> Any:
    """Parse the body of a request as its content type says: plain values, or a form.

    Raises UnreadableBodyError and UnsupportedMediaTypeError.
    """
    request = context.request
    if not request.content_length and not context.environ.get("wsgi.input_terminated"):
        return {}
    body = read(context)
    media_type = _parsed_as(request.mimetype)
    if media_type in FORMS:
        return _form(request)
    if not body:
        return {}
    if media_type is None:
        raise UnsupportedMediaTypeError(request.content_type or "")
    return _parse_json(body, _encoding(request))


def read(context: RequestContext) -> bytes:
    """Read the complete body, also where a form is parsed from it later. Store it in the context.

    Raises UnreadableBodyError.
    """
    request = context.request
    try:
        with context.waits():
            body = context.body = request.get_data(cache=True)
    except ClientDisconnected:
        raise UnreadableBodyError(ENDED_EARLY) from None
    if len(body) < (request.content_length or 0):
        raise UnreadableBodyError(ENDED_EARLY)
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge  # werkzeug cuts a chunked body at the limit, without an error
    return body


def discard(context: RequestContext) -> None:
    """Read and drop the rest of the body, up to MAX_UNREAD bytes, before the response is sent.

    A connection that is closed with unread bytes is reset, and a client that is still sending would
    lose the response that says why its request was rejected.
    """
    environ, left = context.environ, MAX_UNREAD
    if not environ.get("wsgi.input_terminated"):
        return  # reading could wait for bytes that never come
    with suppress(TooManyWaitingError), context.waits():
        while left > 0 and (piece := environ["wsgi.input"].read(_PIECE)):
            left -= len(piece)


def _parsed_as(content_type: str) -> str | None:
    """Return the first media type that a content type matches, as DRF chooses a parser: `*/*` is read as JSON."""
    main_type, _, subtype = content_type.partition("/")
    for media_type in MEDIA_TYPES:
        own_main_type, _, own_subtype = media_type.partition("/")
        if main_type in {"*", own_main_type} and subtype in {"*", own_subtype}:
            return media_type
    return None


def _encoding(request: Request) -> str:
    """Return the charset of the content type. Django ignores one that it does not know."""
    charset = request.mimetype_params.get("charset", _UTF_8)
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return _UTF_8
    return charset


def _parse_json(body: bytes, charset: str) -> Any:
    try:
        text = body.decode(charset)
        return json.loads(text, parse_constant=_reject_constant)
    except RecursionError:
        raise UnreadableBodyError("JSON parse error - nested too deeply") from None
    except ValueError as error:
        raise UnreadableBodyError(f"JSON parse error - {error}") from None


def _reject_constant(constant: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {constant!r}")


def _form(request: Request) -> MultiDict[str, Any]:
    if request.mimetype == "multipart/form-data" and not request.mimetype_params.get("boundary"):
        raise UnreadableBodyError("Multipart form parse error - Invalid boundary in multipart: None")
    fields = [*request.form.items(multi=True), *request.files.items(multi=True)]
    # A part of a multipart body may have no name. Django skips it.
    return MultiDict((name, value) for name, value in fields if name is not None)
