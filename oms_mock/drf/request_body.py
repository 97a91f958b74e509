"""The body of the pull, read and refused as a DRF serializer with a list of texts does
(drf.md, "Bodies of the POST")."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from oms_mock.errors import InvalidInputError, OmsError

FIELD = "order_numbers"
MAX_NUMBERS = 1000
"""In one request; more of them would hold the database for too long."""

MAX_UNREAD = 16 * 1024 * 1024
"""Bytes of a body nobody wants that are taken from the client all the same."""
_PIECE = 65_536

ENDED_EARLY = "Malformed request: the body ended early."

Messages = list[str]


class UnreadableBodyError(OmsError):
    """The body is not what its content type says."""


class UnsupportedMediaTypeError(OmsError):
    """Nothing here reads this content type."""


def order_numbers() -> list[str]:
    """Read the order numbers of this request.

    Raises UnreadableBodyError, UnsupportedMediaTypeError and InvalidInputError.
    """
    return _validated(_numbers(data()))


def data() -> Any:
    """Read the body of this request as its content type says: plain values, or a form.

    Raises UnreadableBodyError and UnsupportedMediaTypeError.
    """
    if not request.content_length and not request.environ.get("wsgi.input_terminated"):
        return {}
    body = raw_body()
    if request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return _form()
    if not body:
        return {}
    if request.mimetype != "application/json":
        raise UnsupportedMediaTypeError(request.content_type or "")
    return _parse_json(body)


def discard() -> None:
    """Take what a view left of the body, within bounds, before the answer goes out.

    A connection that is closed with bytes unread is reset, and a client that is still sending
    would lose the answer that says why it was refused.
    """
    environ = request.environ
    if not environ.get("wsgi.input_terminated"):
        return  # reading on could wait for bytes that never come
    left = MAX_UNREAD
    while left > 0 and (piece := environ["wsgi.input"].read(_PIECE)):
        left -= len(piece)


def raw_body() -> bytes:
    """Read the body whole, also where a form is parsed from it afterwards; the journal finds it in `g.body`.

    Raises UnreadableBodyError.
    """
    try:
        body = g.body = request.get_data(cache=True)
    except ClientDisconnected:
        raise UnreadableBodyError(ENDED_EARLY) from None
    if len(body) < (request.content_length or 0):
        raise UnreadableBodyError(ENDED_EARLY)
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge  # werkzeug cuts a body in chunks at the limit, and says nothing
    return body


def _parse_json(body: bytes) -> Any:
    charset = request.mimetype_params.get("charset", "utf-8")
    try:
        text = body.decode(charset)
        return json.loads(text, parse_constant=_refuse_constant)
    except LookupError:
        raise UnreadableBodyError(f"JSON parse error - unknown encoding: {charset[:40]}") from None
    except RecursionError:
        raise UnreadableBodyError("JSON parse error - nested too deeply") from None
    except ValueError as error:
        raise UnreadableBodyError(f"JSON parse error - {error}") from None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"Out of range float values are not JSON compliant: {constant!r}")


def _form() -> MultiDict[str, Any]:
    if request.mimetype == "multipart/form-data" and not request.mimetype_params.get("boundary"):
        raise UnreadableBodyError("Multipart form parse error - Invalid boundary in multipart: None")
    form: MultiDict[str, Any] = MultiDict(request.form)
    form.update(request.files)
    return form


def _numbers(data: Any) -> Any:
    """Find the list in the body, as the serializer's ListField does."""
    if isinstance(data, MultiDict):
        values = data.getlist(FIELD) or _indexed(data)
        if not values:
            raise InvalidInputError({FIELD: ["This field is required."]})
        return values
    if data is None:
        raise InvalidInputError({"non_field_errors": ["No data provided"]})
    if not isinstance(data, dict):
        kind = type(data).__name__
        text = f"Invalid data. Expected a dictionary, but got {kind}."
        raise InvalidInputError({"non_field_errors": [text]})
    if FIELD not in data:
        raise InvalidInputError({FIELD: ["This field is required."]})
    return data[FIELD]


def _indexed(form: MultiDict[str, Any]) -> list[Any]:
    """Read `order_numbers[0]=…&order_numbers[1]=…`."""
    found = {}
    for key, value in form.items():
        index = key.removeprefix(f"{FIELD}[").removesuffix("]")
        if key == f"{FIELD}[{index}]" and index.isdecimal() and len(index) < 6:
            found[int(index)] = value
    return [found[index] for index in sorted(found)]


def _validated(values: Any) -> list[str]:
    if values is None:
        raise InvalidInputError({FIELD: ["This field may not be null."]})
    if not isinstance(values, list):
        kind = type(values).__name__
        raise InvalidInputError({FIELD: [f'Expected a list of items but got type "{kind}".']})
    if len(values) > MAX_NUMBERS:
        text = f"Ensure this field has no more than {MAX_NUMBERS} elements."
        raise InvalidInputError({FIELD: [text]})
    problems = {str(index): why for index, value in enumerate(values) if (why := _problem(value))}
    if problems:
        raise InvalidInputError({FIELD: problems})
    return [str(value).strip() for value in values]


def _problem(value: Any) -> Messages:
    """Say what is wrong with one order number, as DRF's CharField does."""
    if value is None:
        return ["This field may not be null."]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ["Not a valid string."]
    text = str(value).strip()
    if not text:
        return ["This field may not be blank."]
    if "\0" in text:
        return ["Null characters are not allowed."]
    for character in text:
        if "\ud800" <= character <= "\udfff":
            return [f"Surrogate characters are not allowed: U+{ord(character):X}."]
    return []
